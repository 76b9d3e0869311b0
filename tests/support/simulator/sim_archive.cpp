#include "tests/support/simulator/sim_archive.hpp"

#include "backend/storage/append_rules.hpp"
#include "backend/util/sleep.hpp"

namespace tandem::simulator {

namespace {

using storage::Append;
using storage::Appended;

std::string sender_key(const Actor& actor, const ClientMsgId& id)
{
    return std::to_string(int(actor.kind)) + "/" + actor.id + "/" + id.value;
}

Appended stored_before(const Disk::Conversation& conversation, std::size_t index)
{
    return {.events = {conversation.events[index]}, .repeated = true, .record = conversation.record};
}

// Places the drafts and remembers what makes them unrepeatable.
Appended place(Disk::Conversation& conversation, const Append& request, const std::string& first_hash)
{
    auto events = storage::place(conversation.record, request);
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& draft = request.drafts[i];
        if (draft.client_msg_id) {
            const auto hash =
                i == 0 && !first_hash.empty() ? first_hash : storage::content_hash(draft.data);
            conversation.by_command[sender_key(draft.actor, *draft.client_msg_id)] = {
                conversation.events.size(), hash
            };
        }
        if (const auto turn = storage::turn_of(draft.data)) conversation.turns.insert(*turn);
        conversation.events.push_back(events[i]);
    }
    return {.events = std::move(events), .repeated = false, .record = conversation.record};
}

} // namespace

Task<bool> SimArchive::pretend_to_work()
{
    const bool hiccup = random_.below(faults_.hiccup_in) == 0;
    const Millis time =
        hiccup ? Millis(1'000) : Millis(1 + random_.below(std::uint64_t(faults_.slowest.count())));
    co_await sleep_for(timers_, time);
    co_return random_.below(faults_.failure_in * 2) != 0;
}

Task<Result<Appended>> SimArchive::create(Append request)
{
    if (!co_await pretend_to_work()) co_return fail(Errc::unavailable, "before the commit");
    auto outcome = commit_creation(request);
    co_await sleep_for(timers_, Millis(1));
    if (random_.below(faults_.failure_in * 2) == 0) co_return fail(Errc::unavailable, "after the commit");
    co_return outcome;
}

Task<Result<Appended>> SimArchive::append(Append request)
{
    if (!co_await pretend_to_work()) co_return fail(Errc::unavailable, "before the commit");
    auto outcome = commit_append(request);
    co_await sleep_for(timers_, Millis(1));
    if (random_.below(faults_.failure_in * 2) == 0) co_return fail(Errc::unavailable, "after the commit");
    co_return outcome;
}

Result<Appended> SimArchive::commit_creation(const Append& request)
{
    if (auto shape = storage::check_shape(request, true); !shape) return fail(shape);
    const auto& first = request.drafts.front();
    const auto hash = storage::content_hash_of_creation(request.drafts);
    const auto key = sender_key(first.actor, *first.client_msg_id);
    if (const auto found = disk_.started.find(key); found != disk_.started.end()) {
        const auto& conversation = disk_.conversations.at(found->second);
        const auto& [index, before] = conversation.by_command.at(key);
        if (before != hash) return fail(Errc::idempotency_conflict);
        return stored_before(conversation, index);
    }
    disk_.started.emplace(key, request.conversation_id);
    return place(disk_.conversations[request.conversation_id], request, hash);
}

Result<Appended> SimArchive::commit_append(const Append& request)
{
    if (auto shape = storage::check_shape(request, false); !shape) return fail(shape);
    const auto found = disk_.conversations.find(request.conversation_id);
    if (found == disk_.conversations.end()) return fail(Errc::not_found);
    auto& conversation = found->second;
    for (const auto& draft : request.drafts) {
        if (!draft.client_msg_id) continue;
        const auto before = conversation.by_command.find(sender_key(draft.actor, *draft.client_msg_id));
        if (before == conversation.by_command.end()) continue;
        if (before->second.second != storage::content_hash(draft.data))
            return fail(Errc::idempotency_conflict);
        return stored_before(conversation, before->second.first);
    }
    if (request.expected_epoch && *request.expected_epoch != conversation.record.owner_epoch)
        return fail(Errc::stale_epoch);
    for (const auto& draft : request.drafts) {
        const auto turn = storage::turn_of(draft.data);
        if (turn && conversation.turns.contains(*turn))
            return fail(Errc::wrong_state, "turn has a message");
    }
    return place(conversation, request, {});
}

Task<Result<std::vector<Event>>> SimArchive::read(ConversationId id, Seq after_seq, std::size_t limit)
{
    co_await sleep_for(timers_, Millis(1));
    const auto found = disk_.conversations.find(id);
    if (found == disk_.conversations.end()) co_return fail(Errc::not_found);
    const auto& events = found->second.events;
    const auto first = std::min<std::size_t>(after_seq, events.size());
    const auto last = std::min(first + limit, events.size());
    co_return std::vector<Event>(
        events.begin() + std::ptrdiff_t(first), events.begin() + std::ptrdiff_t(last)
    );
}

Task<Result<storage::ConversationRecord>> SimArchive::load(ConversationId id)
{
    co_await sleep_for(timers_, Millis(1));
    const auto found = disk_.conversations.find(id);
    if (found == disk_.conversations.end()) co_return fail(Errc::not_found);
    co_return found->second.record;
}

Task<Result<std::vector<storage::ConversationRecord>>>
SimArchive::open_conversations(ConversationId after, std::size_t limit)
{
    co_await sleep_for(timers_, Millis(1));
    std::vector<storage::ConversationRecord> page;
    for (auto it = disk_.conversations.upper_bound(after);
         it != disk_.conversations.end() && page.size() < limit;
         ++it) {
        if (storage::is_open(it->second.record.lifecycle)) page.push_back(it->second.record);
    }
    co_return page;
}

Task<Result<std::vector<storage::ConversationRecord>>>
SimArchive::of_customer(CustomerId id, std::size_t limit)
{
    co_await sleep_for(timers_, Millis(1));
    std::vector<storage::ConversationRecord> found;
    for (auto it = disk_.conversations.rbegin(); it != disk_.conversations.rend() && found.size() < limit;
         ++it) {
        if (it->second.record.customer.id == id) found.push_back(it->second.record);
    }
    co_return found;
}

Task<Result<void>> SimArchive::for_each(Visit visit)
{
    for (const auto& [id, conversation] : disk_.conversations)
        visit(conversation.record, conversation.events);
    co_return Result<void>();
}

} // namespace tandem::simulator
