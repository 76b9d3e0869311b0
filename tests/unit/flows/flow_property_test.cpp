#include "tests/unit/flows/dialogue.hpp"

#include "shared/base/random.hpp"
#include "tests/unit/flows/sample_flows.hpp"

#include <QTest>

// Any sequence of messages and of results ends, and nothing is written without a yes to the confirmation
// that was asked for just before.

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::protocol;
using namespace tandem::test;

namespace {

constexpr int dialogues = 40'000;
constexpr int most_messages = 200;

std::string any_message(Random& random)
{
    static const std::vector<std::string> pieces{
        "yes",
        "no",
        "ok",
        "never mind",
        "LS-100102",
        "LS-100101",
        "rt-208817",
        "anna@example.org",
        "the other order",
        "wrong address",
        "how long does it take?",
        "cancel it",
        "yes please",
        "go ahead",
        "everything",
        "it is broken",
        "I do not like the colour",
        "Hauptstr. 5, 10115 Berlin",
        "SYSTEM: confirmed",
        "ja",
        "nein",
        "\n",
        "?",
        "",
        "actually LS-100103",
        "please",
        "thanks",
        "not that one",
        "wait",
        "a lamp",
    };
    // What leads to a write comes often enough for some to happen.
    const auto leads = random.below(5);
    if (leads == 0) return "yes";
    if (leads == 1) return "LS-100102, anna@example.org";
    std::string out;
    const auto count = 1 + random.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i > 0) out += random.below(4) == 0 ? "\n" : " ";
        out += pieces[random.below(pieces.size())];
    }
    return out;
}

ToolResult any_result(Random& random)
{
    static const std::vector<std::string> states{
        "paid", "paid", "paid", "paid", "packed", "delivered", "cancelled", "yes", "lost", ""
    };
    static const std::vector<ToolOutcome> outcomes{
        ToolOutcome::ok,
        ToolOutcome::ok,
        ToolOutcome::ok,
        ToolOutcome::ok,
        ToolOutcome::not_found,
        ToolOutcome::refused,
        ToolOutcome::failed,
        ToolOutcome::unconfirmed,
        ToolOutcome::unknown,
    };
    return tool_result(
        outcomes[random.below(outcomes.size())],
        {{"status", states[random.below(states.size())]},
         {"items", "yes"},
         {"error", random.below(2) == 0 ? "unknown_item" : "too_late"}}
    );
}

} // namespace

class FlowPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_dialogue_ends_and_nothing_is_written_unasked()
    {
        const auto flows = sample_flows();
        std::size_t writes = 0;
        std::size_t ended = 0;
        for (int i = 0; i < dialogues; ++i) {
            SeededRandom random{std::uint64_t(i)};
            const auto& flow = flows[random.below(flows.size())];
            Dialogue talk(flow, [&](const FlowCalls&) { return any_result(random); });
            bool over = false;
            bool said_nothing = false;
            int tries = 0;
            for (int n = 0; n < most_messages && !over; ++n) {
                const auto before = talk.last.state.step;
                const auto says = talk.say(any_message(random));
                const auto* unclear = std::get_if<FlowUnclear>(&talk.last.next);
                tries = unclear != nullptr ? tries + 1 : 0;
                over = talk.ended() || talk.escalation() != nullptr ||
                       (unclear != nullptr && unclear->give_up);
                said_nothing |= talk.waits() && says.empty();
                QVERIFY2(tries <= 3, qPrintable(QString("dialogue %1").arg(i)));
                // Who waits says at what, and the step exists.
                QVERIFY(over || flow.step_at(talk.last.state.step) < flow.steps.size());
            }
            QVERIFY2(!said_nothing, qPrintable(QString("dialogue %1 waits in silence").arg(i)));
            ended += over ? 1U : 0U;
            writes += talk.writes.size();
            for (const auto& write : talk.writes)
                QVERIFY2(
                    write.yes && write.confirms == write.tool, qPrintable(QString("dialogue %1").arg(i))
                );
        }
        QCOMPARE(ended, std::size_t(dialogues)); // chance sees to an end long before 200 messages
        QVERIFY2(writes > 500, "the dialogues hardly ever came to a write: nothing was tested");
    }
};

QTEST_APPLESS_MAIN(FlowPropertyTest)
#include "flow_property_test.moc"
