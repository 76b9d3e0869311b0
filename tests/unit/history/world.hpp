#pragma once

#include "backend/storage/append_rules.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/support/history/checker.hpp"

#include <QStringList>
#include <algorithm>
#include <set>

namespace tandem::test {

using namespace history;

// A small run in which all went well: Ada starts a conversation and asks, the bot answers, Grace takes over
// with a note, both talk, and all three screens (Ada's, Grace's, a supervisor's) are right. The tests spoil
// it.
struct World
{
    std::vector<StoredLog> logs;
    Ledger ada{.client = "ada", .kind = ActorKind::customer, .actor_id = "cus_1", .entries = {}};
    Ledger grace{.client = "grace", .kind = ActorKind::agent, .actor_id = "agt_1", .entries = {}};
    Ledger vera{.client = "vera", .kind = ActorKind::agent, .actor_id = "agt_2", .entries = {}};

    [[nodiscard]] std::vector<Event>& log() { return logs.front().events; }
    [[nodiscard]] Event& at(Seq seq) { return log()[seq - 1]; }

    void append(const Append& request)
    {
        for (auto& event : place(logs.front().record, request))
            log().push_back(std::move(event));
    }

    // The record again, after the log was spoiled on purpose.
    void refold() { logs.front().record = fold(log()); }

    // The event as this client's screen has it.
    [[nodiscard]] static Shown as_seen(const Ledger& by, Event event)
    {
        if (by.kind == ActorKind::customer) {
            if (is_inner(event.data)) event.data = EventHidden{};
            if (auto* taken = std::get_if<ConversationTakenOver>(&event.data)) taken->packet.reset();
            if (auto* message = std::get_if<MessageAccepted>(&event.data)) {
                message->model.clear();
                message->sources.clear();
            }
        }
        return shown(event);
    }

    void show_all(Ledger& to, Seq after = 0)
    {
        to.entries.push_back(Opened{ConversationId("cnv_a"), after});
        for (const auto& event : log()) {
            if (event.seq > after) to.entries.push_back(as_seen(to, event));
        }
    }

    // The n-th thing shown to a client, counted from one.
    [[nodiscard]] static Shown& shown_to(Ledger& ledger, std::size_t n)
    {
        return std::get<Shown>(*entry_of<Shown>(ledger, n));
    }
    static void remove_shown(Ledger& ledger, std::size_t n)
    {
        ledger.entries.erase(entry_of<Shown>(ledger, n));
    }
    [[nodiscard]] static Accepted& told(Ledger& ledger, std::size_t n)
    {
        return std::get<Accepted>(*entry_of<Accepted>(ledger, n));
    }

    template <class Kind>
    [[nodiscard]] static std::vector<Entry>::iterator entry_of(Ledger& ledger, std::size_t n)
    {
        return std::ranges::find_if(ledger.entries, [&](const Entry& entry) {
            return std::holds_alternative<Kind>(entry) && --n == 0;
        });
    }

    // The invariants broken, each once, as "I1 I5".
    [[nodiscard]] QString broken() const
    {
        std::set<std::string_view> names;
        for (const auto& violation : check({ada, grace, vera}, logs))
            names.insert(history::name_of(violation.invariant));
        QStringList out;
        for (const auto name : names)
            out << QString::fromUtf8(name.data(), qsizetype(name.size()));
        return out.join(' ');
    }
};

inline void command(
    Ledger& by, const char* id, const char* type, const char* text, Seq seq, std::optional<Epoch> epoch = {}
)
{
    const bool starts = std::string_view(type) == "conversation.start";
    const ConversationId conversation(starts ? "" : "cnv_a");
    by.entries.push_back(Invoked{ClientMsgId(id), type, conversation, hash_of_text(text), epoch});
    if (seq != 0) by.entries.push_back(Accepted{ClientMsgId(id), ConversationId("cnv_a"), seq});
}

inline World a_good_run()
{
    World world;
    world.logs.emplace_back();
    world.append(creation("cnv_a", "hello", "a1"));       // 1, 2
    world.append(append_to("cnv_a", {answers(2, "hi")})); // 3
    auto takeover = takes_over(agent_actor, "g1");
    std::get<ConversationTakenOver>(takeover.data).packet.emplace();
    world.append(append_to("cnv_a", {takeover}));                                   // 4
    world.append(append_to("cnv_a", {draft(agent_actor, NoteAdded{"vip"}, "g2")})); // 5
    world.append(append_to("cnv_a", {says(agent_actor, "I am Grace", "g3")}));      // 6
    world.append(append_to("cnv_a", {says(customer_actor, "one", "a2")}));          // 7
    world.append(append_to("cnv_a", {says(customer_actor, "two", "a3")}));          // 8

    command(world.ada, "a1", "conversation.start", "hello", 2);
    command(world.ada, "a2", "message.send", "one", 7);
    command(world.ada, "a3", "message.send", "two", 8);
    command(world.grace, "g1", "conversation.take_over", "", 4, 1);
    command(world.grace, "g2", "note.add", "vip", 5);
    command(world.grace, "g3", "message.send", "I am Grace", 6, 2);
    world.show_all(world.ada);
    world.show_all(world.grace);
    world.show_all(world.vera, 3);
    return world;
}

} // namespace tandem::test
