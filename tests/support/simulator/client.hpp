#pragma once

#include "backend/conversation/hub.hpp"
#include "tests/support/history/ledger.hpp"
#include "tests/support/simulator/sim_archive.hpp"

#include <deque>
#include <map>

namespace tandem::simulator {

// A command on its way: kept, and sent again under the same id, until there is an answer.
struct Outgoing
{
    ConversationId conversation_id; // empty for a start
    conversation::Command command;
};

// A simulated customer or agent: what it believes, what it waits for, and its ledger. Delivers to a hub, is
// shown what the backplane brings, closes gaps from the disk as a real client does with history.read.
class Client
{
public:
    Client(conversation::Caller caller, std::string name);

    [[nodiscard]] bool is_customer() const { return caller_.role == Role::customer; }
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] const history::Ledger& ledger() const { return ledger_; }
    [[nodiscard]] const conversation::Caller& caller() const { return caller_; }
    [[nodiscard]] const std::map<ConversationId, Seq>& watched() const { return shown_; }
    [[nodiscard]] bool at_rest() const { return outbox_.empty(); }
    [[nodiscard]] Epoch believed_epoch(const ConversationId& id) const;

    // Puts a command into the outbox and notes it; the text is what is said, if anything.
    void invoke(ConversationId id, conversation::Command command, std::string type, std::string_view text);

    // Sends what waits, oldest first, one at a time per client so that its order is its order.
    void deliver(conversation::Hub& hub, bool twice);

    void connect(backplane::Backplane& backplane, const Disk& disk);
    void disconnect();

    void watch(const ConversationId& id, backplane::Backplane& backplane, const Disk& disk);

    // Shows what the disk has beyond what was shown.
    void catch_up(const ConversationId& id, const Disk& disk);

private:
    void subscribe(const ConversationId& id, backplane::Backplane& backplane);
    void show(const Event& event);
    void answered(const ClientMsgId& id, const Result<conversation::Outcome>& outcome);

    conversation::Caller caller_;
    history::Ledger ledger_;
    std::deque<Outgoing> outbox_;
    bool in_flight_ = false;
    bool connected_ = false;
    std::uint64_t connection_ = 0; // answers to an earlier connection are lost
    const Disk* disk_ = nullptr;
    backplane::Backplane* backplane_ = nullptr;
    std::map<ConversationId, Seq> shown_;
    std::map<ConversationId, Epoch> epochs_;
    std::map<ConversationId, backplane::Subscription> subscriptions_;
};

} // namespace tandem::simulator
