#include "backend/storage/verify.hpp"

#include <set>
#include <tuple>

namespace tandem::storage {

namespace {

class Verifier
{
public:
    Verifier(const ConversationRecord& stored, const std::vector<Event>& log) : stored_(stored), log_(log)
    {}

    std::vector<Finding> run()
    {
        if (log_.empty()) add(Fault::no_creation, 0, "no events");
        for (std::size_t i = 0; i < log_.size(); ++i) {
            check_place(log_[i], i);
            check_epoch(log_[i]);
            check_speaker(log_[i], i);
            check_sender(log_[i]);
            apply(fold_, log_[i]);
        }
        if (fold_ != stored_)
            add(Fault::projection, 0, "the stored record differs from the fold of the log");
        return std::move(findings_);
    }

private:
    void add(Fault fault, Seq seq, std::string detail)
    {
        findings_.push_back({fault, stored_.conversation_id, seq, std::move(detail)});
    }

    void check_place(const Event& event, std::size_t index)
    {
        if (event.conversation_id != stored_.conversation_id) {
            add(Fault::wrong_conversation, event.seq, "belongs to " + event.conversation_id.value);
        }
        if (event.seq != index + 1)
            add(Fault::gap, event.seq, "where " + std::to_string(index + 1) + " should be");
        const bool creates = std::holds_alternative<ConversationCreated>(event.data);
        if (index == 0 && !creates)
            add(Fault::no_creation, event.seq, "begins with " + std::string(event_type(event.data)));
        if (index > 0 && creates) add(Fault::second_creation, event.seq, {});
    }

    void check_epoch(const Event& event)
    {
        const Epoch expected = fold_.owner_epoch + (new_owner(event.data) != nullptr ? 1 : 0);
        if (event.owner_epoch == expected) return;
        add(Fault::wrong_epoch,
            event.seq,
            std::to_string(event.owner_epoch) + " instead of " + std::to_string(expected));
    }

    void check_speaker(const Event& event, std::size_t index)
    {
        const auto* message = std::get_if<MessageAccepted>(&event.data);
        if (message == nullptr) return;
        if (event.actor.kind == ActorKind::bot) {
            const auto owner = fold_.owner.kind;
            if (owner == OwnerKind::agent || (message->turn && owner != OwnerKind::bot)) {
                add(Fault::bot_over_person, event.seq, {});
            }
        }
        if (!message->turn) return;
        if (!turns_.insert(*message->turn).second) {
            add(Fault::second_answer, event.seq, "turn " + std::to_string(*message->turn));
        }
        if (!begins_turn(*message->turn, index)) {
            add(Fault::answer_to_nothing, event.seq, "turn " + std::to_string(*message->turn));
        }
    }

    // True when event number `seq` is among the first `before` and asked something of the bot.
    [[nodiscard]] bool begins_turn(Seq seq, std::size_t before) const
    {
        if (seq == 0 || seq > before) return false;
        const Event& event = log_[seq - 1];
        if (std::holds_alternative<ConversationHandedBack>(event.data)) return true;
        return event.actor.kind == ActorKind::customer &&
               std::holds_alternative<MessageAccepted>(event.data);
    }

    void check_sender(const Event& event)
    {
        if (!event.client_msg_id) return;
        if (senders_.emplace(event.actor.kind, event.actor.id, event.client_msg_id->value).second) return;
        add(Fault::second_client_msg_id, event.seq, event.client_msg_id->value);
    }

    const ConversationRecord& stored_;
    const std::vector<Event>& log_;
    ConversationRecord fold_; // of what has been checked so far
    std::set<Seq> turns_;
    std::set<std::tuple<ActorKind, std::string, std::string>> senders_;
    std::vector<Finding> findings_;
};

} // namespace

std::string_view fault_name(Fault fault) noexcept
{
    switch (fault) {
    case Fault::wrong_conversation:
        return "wrong_conversation";
    case Fault::no_creation:
        return "no_creation";
    case Fault::second_creation:
        return "second_creation";
    case Fault::gap:
        return "gap";
    case Fault::wrong_epoch:
        return "wrong_epoch";
    case Fault::second_answer:
        return "second_answer";
    case Fault::answer_to_nothing:
        return "answer_to_nothing";
    case Fault::bot_over_person:
        return "bot_over_person";
    case Fault::second_client_msg_id:
        return "second_client_msg_id";
    case Fault::projection:
        return "projection";
    }
    return "unknown";
}

std::vector<Finding> verify(const ConversationRecord& stored, const std::vector<Event>& log)
{
    return Verifier(stored, log).run();
}

} // namespace tandem::storage
