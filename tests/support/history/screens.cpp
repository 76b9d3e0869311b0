#include "tests/support/history/screens.hpp"

namespace tandem::history {

using namespace protocol;

namespace {

class Screens
{
public:
    Screens(const Ledger& ledger, const LogIndex& index, std::vector<Violation>& violations)
        : ledger_(ledger),
          index_(index),
          violations_(violations)
    {}

    void run()
    {
        for (const auto& entry : ledger_.entries) {
            if (const auto* opened = std::get_if<Opened>(&entry)) {
                open_[opened->conversation_id] = opened->after_seq;
            } else if (const auto* left = std::get_if<Left>(&entry)) {
                open_.erase(left->conversation_id);
            } else if (const auto* event = std::get_if<Shown>(&entry)) {
                check_truth(*event);
                check_rights(*event);
                check_order(*event);
            }
        }
        for (const auto& [id, last] : open_) {
            const auto* log = index_.log(id);
            if (log == nullptr || last >= log->events.size()) continue;
            add(Invariant::I4, id, last, "the log goes on to " + std::to_string(log->events.size()));
        }
    }

private:
    void add(Invariant invariant, const ConversationId& id, Seq seq, std::string detail)
    {
        violations_.push_back({invariant, ledger_.client, id, seq, std::move(detail)});
    }

    [[nodiscard]] bool is_customer() const { return ledger_.kind == ActorKind::customer; }

    // I5: the event is in the log, and it is this one.
    void check_truth(const Shown& event)
    {
        const auto wrong = [&](const char* detail) {
            add(Invariant::I5, event.conversation_id, event.seq, detail);
        };
        const Event* stored = index_.at(event.conversation_id, event.seq);
        if (stored == nullptr) return wrong("is not in the log");
        if (event.type == EventHidden::type) {
            // A gap on the screen of somebody who may see what is there.
            if (!is_customer() || !is_inner(stored->data)) {
                add(Invariant::I4,
                    event.conversation_id,
                    event.seq,
                    "was hidden from a reader who may see it");
            }
            return;
        }
        const auto expected = shown(*stored);
        if (event.type != expected.type) return wrong("is of another type");
        if (event.text_hash != expected.text_hash) wrong("has other words");
    }

    // I9
    void check_rights(const Shown& event)
    {
        const auto wrong = [&](std::string detail) {
            add(Invariant::I9, event.conversation_id, event.seq, std::move(detail));
        };
        if (ledger_.kind == ActorKind::agent) return; // agents see every conversation whole
        if (!is_customer()) return wrong("shown to nobody in particular");
        const auto* log = index_.log(event.conversation_id);
        if (log != nullptr && log->record.customer.id.value != ledger_.actor_id)
            wrong("is another customer's");
        const Event* stored = index_.at(event.conversation_id, event.seq);
        if (stored != nullptr && is_inner(stored->data) && event.type != EventHidden::type)
            wrong("is for the house only");
        for (const auto& part : event.inner_parts)
            wrong("had " + part);
    }

    // I4: each event once, in order, none left out.
    void check_order(const Shown& event)
    {
        const auto found = open_.find(event.conversation_id);
        if (found == open_.end()) {
            return add(Invariant::I4, event.conversation_id, event.seq, "shown on no screen");
        }
        if (event.seq != found->second + 1) {
            add(Invariant::I4,
                event.conversation_id,
                event.seq,
                "shown after " + std::to_string(found->second));
        }
        found->second = event.seq;
    }

    const Ledger& ledger_;
    const LogIndex& index_;
    std::vector<Violation>& violations_;
    std::map<ConversationId, Seq> open_; // the last event on each screen
};

} // namespace

void check_screens(const Ledger& ledger, const LogIndex& index, std::vector<Violation>& violations)
{
    Screens(ledger, index, violations).run();
}

} // namespace tandem::history
