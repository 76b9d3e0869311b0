#include "tests/support/history/checker.hpp"

#include "backend/storage/verify.hpp"
#include "tests/support/history/log_index.hpp"
#include "tests/support/history/screens.hpp"

#include <map>

namespace tandem::history {

using namespace protocol;

namespace {

Invariant invariant_of(storage::Fault fault)
{
    using enum storage::Fault;
    switch (fault) {
    case second_client_msg_id:
        return Invariant::I2;
    case wrong_epoch:
        return Invariant::I7;
    case second_answer:
    case answer_to_nothing:
    case bot_over_person:
        return Invariant::I8;
    default:
        return Invariant::I3;
    }
}

// What a client came to know of one of its commands.
struct Command
{
    Invoked invoked;
    const Accepted* accepted = nullptr;
    const Rejected* rejected = nullptr;
};

class Checker
{
public:
    Checker(const std::vector<Ledger>& ledgers, const std::vector<StoredLog>& logs)
        : ledgers_(ledgers),
          logs_(logs),
          index_(logs)
    {}

    std::vector<Violation> run()
    {
        for (const auto& log : logs_)
            check_log(log);
        for (const auto& twice : index_.started_twice()) {
            add(Invariant::I2, {}, twice, 1, "a second conversation from one start");
        }
        for (const auto& ledger : ledgers_) {
            check_commands(ledger);
            check_screens(ledger, index_, violations_);
        }
        return std::move(violations_);
    }

private:
    void
    add(Invariant invariant,
        const std::string& client,
        const ConversationId& id,
        Seq seq,
        std::string detail)
    {
        violations_.push_back({invariant, client, id, seq, std::move(detail)});
    }

    // ------------------------------------------------------------------------------------------- the logs
    // alone

    void check_log(const StoredLog& log)
    {
        for (const auto& finding : storage::verify(log.record, log.events)) {
            add(invariant_of(finding.fault),
                {},
                finding.conversation_id,
                finding.seq,
                std::string(storage::fault_name(finding.fault)) + " " + finding.detail);
        }
        // An agent speaks to the customer as the owner only.
        Owner owner;
        for (const auto& event : log.events) {
            if (const auto* next = new_owner(event.data)) owner = *next;
            if (event.actor.kind != ActorKind::agent ||
                !std::holds_alternative<MessageAccepted>(event.data))
                continue;
            if (owner.kind == OwnerKind::agent && owner.id == event.actor.id) continue;
            add(Invariant::I7,
                {},
                event.conversation_id,
                event.seq,
                "message of an agent who does not own it");
        }
    }

    // ------------------------------------------------------------------------------ what clients sent and
    // were told

    std::vector<Command> commands_of(const Ledger& ledger)
    {
        std::vector<Command> commands;
        std::map<std::string, std::size_t> by_id;
        for (const auto& entry : ledger.entries) {
            if (const auto* invoked = std::get_if<Invoked>(&entry)) {
                by_id[invoked->id.value] = commands.size();
                commands.push_back({.invoked = *invoked});
            } else if (const auto* accepted = std::get_if<Accepted>(&entry)) {
                const auto found = by_id.find(accepted->id.value);
                if (found != by_id.end()) {
                    commands[found->second].accepted = accepted;
                } else {
                    add(Invariant::I1,
                        ledger.client,
                        accepted->conversation_id,
                        accepted->seq,
                        "accepted, never sent");
                }
            } else if (const auto* rejected = std::get_if<Rejected>(&entry)) {
                const auto found = by_id.find(rejected->id.value);
                if (found != by_id.end()) commands[found->second].rejected = rejected;
            }
        }
        return commands;
    }

    void check_commands(const Ledger& ledger)
    {
        std::map<ConversationId, Seq> last_message;
        for (const auto& command : commands_of(ledger)) {
            if (command.accepted != nullptr) {
                check_accepted(ledger, command);
                check_winner(ledger, command);
                check_order(ledger, command, last_message);
            } else if (command.rejected != nullptr && !retryable(command.rejected->code)) {
                check_rejected(ledger, command);
            }
        }
    }

    void check_accepted(const Ledger& ledger, const Command& command)
    {
        const auto& told = *command.accepted;
        const auto wrong = [&](std::string detail) {
            add(Invariant::I1,
                ledger.client,
                told.conversation_id,
                told.seq,
                command.invoked.id.value + " " + detail);
        };
        const Event* stored =
            index_.sent_by(ledger.kind, ledger.actor_id, told.conversation_id, command.invoked.id);
        if (stored == nullptr) return wrong("accepted and not in the log");
        // A start is stored as the creation, which bears the id, and the message after it, which the client
        // is told.
        const bool starts = std::holds_alternative<ConversationCreated>(stored->data);
        if (told.seq != stored->seq + (starts ? 1 : 0))
            return wrong("is at " + std::to_string(stored->seq));
        const Event* said = index_.at(told.conversation_id, told.seq);
        if (said == nullptr) return wrong("accepted and not in the log");
        if (command.invoked.text_hash.empty()) return;
        if (shown(*said).text_hash != command.invoked.text_hash) wrong("stored with other words");
    }

    void check_rejected(const Ledger& ledger, const Command& command)
    {
        const auto& id = command.invoked.conversation_id;
        const Event* stored = index_.sent_by(ledger.kind, ledger.actor_id, id, command.invoked.id);
        if (stored == nullptr) return;
        add(Invariant::I1,
            ledger.client,
            id,
            stored->seq,
            command.invoked.id.value + " rejected and in the log");
    }

    // Whoever took the conversation believing in an epoch was the only one.
    void check_winner(const Ledger& ledger, const Command& command)
    {
        const auto& invoked = command.invoked;
        if (!invoked.owner_epoch) return;
        const Event* stored = index_.at(command.accepted->conversation_id, command.accepted->seq);
        if (stored == nullptr || new_owner(stored->data) == nullptr) return;
        const auto key = std::pair(command.accepted->conversation_id, *invoked.owner_epoch);
        const auto [found, first] = winners_.emplace(key, ledger.client);
        if (first) return;
        add(Invariant::I7,
            ledger.client,
            key.first,
            command.accepted->seq,
            "took the epoch that " + found->second + " took");
    }

    void
    check_order(const Ledger& ledger, const Command& command, std::map<ConversationId, Seq>& last_message)
    {
        if (command.invoked.type != "message.send") return;
        auto& last = last_message[command.accepted->conversation_id];
        if (command.accepted->seq < last) {
            add(Invariant::I6,
                ledger.client,
                command.accepted->conversation_id,
                command.accepted->seq,
                "sent after what is at " + std::to_string(last));
        }
        last = std::max(last, command.accepted->seq);
    }

    const std::vector<Ledger>& ledgers_;
    const std::vector<StoredLog>& logs_;
    LogIndex index_;
    std::map<std::pair<ConversationId, Epoch>, std::string> winners_;
    std::vector<Violation> violations_;
};

} // namespace

std::string_view name_of(Invariant invariant) noexcept
{
    static constexpr std::string_view names[] = {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"};
    return names[static_cast<std::size_t>(invariant)];
}

std::vector<Violation> check(const std::vector<Ledger>& ledgers, const std::vector<StoredLog>& logs)
{
    return Checker(ledgers, logs).run();
}

} // namespace tandem::history
