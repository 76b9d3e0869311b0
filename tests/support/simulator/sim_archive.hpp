#pragma once

#include "backend/storage/archive.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"

#include <map>
#include <set>

namespace tandem::simulator {

using namespace tandem::protocol;

// What survives a crash: every conversation as it was at the last commit.
struct Disk
{
    struct Conversation
    {
        storage::ConversationRecord record;
        std::vector<Event> events;
        std::map<std::string, std::pair<std::size_t, std::string>>
            by_command; // sender and id → first event's index, hash
        std::set<Seq> turns;
    };
    std::map<ConversationId, Conversation> conversations;
    std::map<std::string, ConversationId> started; // customer and id → the conversation that it made
};

// How unkind the disk is.
struct DiskFaults
{
    Millis slowest{8};             // a commit takes from 1 ms up to this
    std::uint64_t hiccup_in = 400; // one commit in so many takes a second
    std::uint64_t failure_in =
        150; // one append in so many is answered `unavailable`, half of them after the commit
};

// The Archive's promises over a Disk, with delays by manual time and faults by the seed. Appends commit in
// the order in which they are due; whoever crashes in between never learns of it.
class SimArchive final : public storage::Archive
{
public:
    SimArchive(Disk& disk, Timers& timers, Random& random, DiskFaults faults)
        : disk_(disk),
          timers_(timers),
          random_(random),
          faults_(faults)
    {}

    Task<Result<storage::Appended>> create(storage::Append request) override;
    Task<Result<storage::Appended>> append(storage::Append request) override;
    Task<Result<std::vector<Event>>> read(ConversationId id, Seq after_seq, std::size_t limit) override;
    Task<Result<storage::ConversationRecord>> load(ConversationId id) override;
    Task<Result<std::vector<storage::ConversationRecord>>>
    open_conversations(ConversationId after, std::size_t limit) override;
    Task<Result<std::vector<storage::ConversationRecord>>>
    of_customer(CustomerId id, std::size_t limit) override;
    Task<Result<void>> for_each(Visit visit) override;

private:
    Task<bool> pretend_to_work(); // false: the answer is to be `unavailable`, without a commit
    Result<storage::Appended> commit_creation(const storage::Append& request);
    Result<storage::Appended> commit_append(const storage::Append& request);

    Disk& disk_;
    Timers& timers_;
    Random& random_;
    DiskFaults faults_;
};

} // namespace tandem::simulator
