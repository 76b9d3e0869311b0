#include "tests/support/simulator/world.hpp"

#include <QTest>

using tandem::simulator::run_world;
using tandem::simulator::WorldReport;

namespace {

std::string text_of(const WorldReport& report)
{
    std::string text;
    for (const auto& violation : report.violations) {
        text += std::string(tandem::history::name_of(violation.invariant)) + " " + violation.client + " " +
                violation.conversation_id.value + " seq " + std::to_string(violation.seq) + ": " +
                violation.detail + "\n";
    }
    return text;
}

} // namespace

class SimulatorTest : public QObject
{
    Q_OBJECT

private slots:
    void the_same_seed_gives_the_same_trace();
    void nothing_is_lost_doubled_or_shown_to_the_wrong_reader();
    void the_faults_and_transitions_are_really_reached();
};

void SimulatorTest::the_same_seed_gives_the_same_trace()
{
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        QCOMPARE(
            run_world({.seed = seed, .steps = 600}).trace_hash,
            run_world({.seed = seed, .steps = 600}).trace_hash
        );
    }
    QVERIFY(
        run_world({.seed = 1, .steps = 600}).trace_hash != run_world({.seed = 2, .steps = 600}).trace_hash
    );
}

void SimulatorTest::nothing_is_lost_doubled_or_shown_to_the_wrong_reader()
{
    for (std::uint64_t seed = 100; seed < 130; ++seed) {
        const auto report = run_world({.seed = seed, .steps = 1'200});
        QVERIFY2(
            report.violations.empty(), ("seed " + std::to_string(seed) + "\n" + text_of(report)).c_str()
        );
        QVERIFY2(
            report.open_questions == 0, ("seed " + std::to_string(seed) + ": a question stays open").c_str()
        );
    }
}

void SimulatorTest::the_faults_and_transitions_are_really_reached()
{
    WorldReport all;
    for (std::uint64_t seed = 200; seed < 210; ++seed) {
        const auto report = run_world({.seed = seed});
        all.crashes += report.crashes;
        all.accepted += report.accepted;
        for (const auto& [type, count] : report.event_types)
            all.event_types[type] += count;
    }
    QVERIFY(all.crashes > 20);
    QVERIFY(all.accepted > 1'000);
    for (const char* type :
         {"conversation.created",
          "message.accepted",
          "note.added",
          "conversation.escalated",
          "conversation.accepted",
          "conversation.taken_over",
          "conversation.transferred",
          "conversation.handed_back",
          "conversation.resolved",
          "conversation.reopened",
          "csat.answered"}) {
        QVERIFY2(all.event_types[type] > 3, type);
    }
}

QTEST_GUILESS_MAIN(SimulatorTest)
#include "simulator_test.moc"
