#include "tests/support/simulator/client.hpp"

#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/visibility.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::simulator {

Client::Client(conversation::Caller caller, std::string name) : caller_(std::move(caller))
{
    ledger_.client = std::move(name);
    ledger_.kind = caller_.actor.kind;
    ledger_.actor_id = caller_.actor.id;
}

Epoch Client::believed_epoch(const ConversationId& id) const
{
    const auto found = epochs_.find(id);
    return found == epochs_.end() ? 0 : found->second;
}

void Client::invoke(
    ConversationId id, conversation::Command command, std::string type, std::string_view text
)
{
    std::optional<Epoch> epoch;
    std::visit(
        [&](const auto& c) {
            if constexpr (requires { c.owner_epoch; }) epoch = c.owner_epoch;
        },
        command
    );
    ledger_.entries.push_back(history::Invoked{
        .id = conversation::id_of(command),
        .type = std::move(type),
        .conversation_id = id,
        .text_hash = text.empty() ? std::string() : history::hash_of_text(text),
        .owner_epoch = epoch,
    });
    outbox_.push_back({std::move(id), std::move(command)});
}

void Client::deliver(conversation::Hub& hub, bool twice)
{
    if (!connected_ || in_flight_ || outbox_.empty()) return;
    in_flight_ = true;
    const auto& next = outbox_.front();
    for (int i = 0; i < (twice ? 2 : 1); ++i) {
        auto reply =
            [this, id = conversation::id_of(next.command), connection = connection_](const auto& outcome) {
                if (connection == connection_) answered(id, outcome);
            };
        if (const auto* start = std::get_if<conversation::Start>(&next.command))
            hub.start(caller_, *start, reply);
        else
            hub.submit(next.conversation_id, caller_, next.command, reply);
    }
}

void Client::answered(const ClientMsgId& id, const Result<conversation::Outcome>& outcome)
{
    // The second answer to a command that was delivered twice finds nothing waiting.
    if (outbox_.empty() || conversation::id_of(outbox_.front().command) != id) return;
    if (!outcome && retryable(outcome.error().code)) {
        in_flight_ = false;
        return;
    }
    const bool starts = std::holds_alternative<conversation::Start>(outbox_.front().command);
    outbox_.pop_front();
    in_flight_ = false;
    if (!outcome) {
        ledger_.entries.push_back(history::Rejected{id, outcome.error().code});
        return;
    }
    ledger_.entries.push_back(history::Accepted{id, outcome->conversation_id, outcome->seq});
    if (starts && !shown_.contains(outcome->conversation_id))
        watch(outcome->conversation_id, *backplane_, *disk_);
}

void Client::connect(backplane::Backplane& backplane, const Disk& disk)
{
    connected_ = true;
    in_flight_ = false;
    ++connection_;
    disk_ = &disk;
    backplane_ = &backplane;
    for (const auto& [id, seq] : shown_) {
        subscribe(id, backplane);
        catch_up(id, disk);
    }
}

void Client::disconnect()
{
    connected_ = false;
    in_flight_ = false;
    ++connection_;
    subscriptions_.clear();
}

void Client::watch(const ConversationId& id, backplane::Backplane& backplane, const Disk& disk)
{
    if (shown_.contains(id)) return;
    shown_[id] = 0;
    ledger_.entries.push_back(history::Opened{id, 0});
    subscribe(id, backplane);
    catch_up(id, disk);
}

void Client::subscribe(const ConversationId& id, backplane::Backplane& backplane)
{
    subscriptions_[id] =
        backplane.subscribe(conversation::topic_of(id), [this, id](const backplane::Message& message) {
            if (message.kind != backplane::Message::Kind::event || message.seq <= shown_[id]) return;
            if (message.seq > shown_[id] + 1) {
                catch_up(id, *disk_);
                return;
            }
            // Through the wire format, as a real client gets it.
            const auto frame =
                protocol::decode_server(is_customer() ? *message.for_customers : *message.for_agents);
            if (frame) show(std::get<protocol::EventFrame>(*frame).event);
        });
}

void Client::catch_up(const ConversationId& id, const Disk& disk)
{
    const auto found = disk.conversations.find(id);
    if (found == disk.conversations.end()) return;
    for (Seq seq = shown_[id]; seq < found->second.events.size(); ++seq) {
        const auto& event = found->second.events[seq];
        show(is_customer() ? conversation::for_customer(event) : event);
    }
}

void Client::show(const Event& event)
{
    shown_[event.conversation_id] = event.seq;
    epochs_[event.conversation_id] = event.owner_epoch;
    ledger_.entries.push_back(history::shown(event));
}

} // namespace tandem::simulator
