#include "backend/routing/absence.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using tandem::routing::AbsenceWatch;
using tandem::routing::Board;
using tandem::routing::PresenceBook;

namespace {

const AgentId dee("agt_dee");
constexpr Millis grace{30'000};

ConversationSummary held(const std::string& id, const AgentId& agent, ActorKind last)
{
    ConversationSummary row;
    row.conversation_id = ConversationId(id);
    row.owner = {OwnerKind::agent, agent.value};
    row.owner_name = "Dee";
    row.lifecycle = Lifecycle::active;
    row.last_actor = last;
    return row;
}

struct Fixture
{
    ManualClock clock;
    ManualTimers timers{clock};
    Board board{timers, Millis(100)};
    PresenceBook presence;
    std::vector<std::string> given_back;
    AbsenceWatch watch{board, presence, timers, grace, [this](const AbsenceWatch::Left& left) {
                           given_back.push_back(left.conversation_id.value);
                           auto row = held(left.conversation_id.value, left.agent_id, ActorKind::customer);
                           row.owner = {OwnerKind::queue, "support"};
                           row.waiting_since = 1;
                           board.update(row);
                       }};

    PresenceBook::Subscription watching =
        presence.watch([this](const PresenceChanged& changed) { watch.presence_changed(changed); });
};

using Ids = std::vector<std::string>;

} // namespace

class AbsenceTest : public QObject
{
    Q_OBJECT

private slots:
    void waiting_customers_go_back_after_the_grace()
    {
        Fixture f;
        f.watch.start();
        f.presence.connected(dee, "Dee");
        f.board.update(held("cnv_asked", dee, ActorKind::customer));
        f.board.update(held("cnv_fresh", dee, ActorKind::bot));
        f.board.update(held("cnv_answered", dee, ActorKind::agent));
        f.board.update(held("cnv_other", AgentId("agt_kim"), ActorKind::agent));
        f.presence.disconnected(dee);
        f.timers.advance(grace - Millis(1));
        QCOMPARE(f.given_back, Ids{});
        f.timers.advance(Millis(1));
        QCOMPARE(f.given_back, (Ids{"cnv_asked", "cnv_fresh"}));
    }

    void who_is_back_in_time_keeps_everything()
    {
        Fixture f;
        f.watch.start();
        f.presence.connected(dee, "Dee");
        f.board.update(held("cnv_1", dee, ActorKind::customer));
        f.presence.disconnected(dee);
        f.timers.advance(grace / 2);
        f.presence.connected(dee, "Dee");
        f.timers.advance(grace * 2);
        QCOMPARE(f.given_back, Ids{});
        // And the next absence has its whole time again.
        f.presence.disconnected(dee);
        f.timers.advance(grace - Millis(1));
        QCOMPARE(f.given_back, Ids{});
        f.timers.advance(Millis(1));
        QCOMPARE(f.given_back, Ids{"cnv_1"});
    }

    void one_console_of_two_is_not_absence()
    {
        Fixture f;
        f.watch.start();
        f.presence.connected(dee, "Dee");
        f.presence.connected(dee, "Dee");
        f.board.update(held("cnv_1", dee, ActorKind::customer));
        f.presence.disconnected(dee);
        f.timers.advance(grace * 2);
        QCOMPARE(f.given_back, Ids{});
    }

    void what_the_customer_writes_later_goes_back_at_once()
    {
        Fixture f;
        f.watch.start();
        f.presence.connected(dee, "Dee");
        f.board.update(held("cnv_1", dee, ActorKind::agent));
        f.presence.disconnected(dee);
        f.timers.advance(grace * 2);
        QCOMPARE(f.given_back, Ids{});
        auto asked = held("cnv_1", dee, ActorKind::customer);
        asked.last_seq = 9;
        f.board.update(asked);
        f.timers.advance(Millis(100));
        QCOMPARE(f.given_back, Ids{"cnv_1"});
    }

    void after_a_restart_everybody_has_the_grace_to_come_back()
    {
        Fixture f;
        const AgentId kim("agt_kim");
        f.board.update(held("cnv_dee", dee, ActorKind::customer));
        f.board.update(held("cnv_kim", kim, ActorKind::customer));
        f.watch.start();
        f.timers.advance(grace / 2);
        f.presence.connected(kim, "Kim");
        f.timers.advance(grace);
        QCOMPARE(f.given_back, Ids{"cnv_dee"});
    }

    void nothing_is_done_before_the_start()
    {
        Fixture f;
        f.presence.connected(dee, "Dee");
        f.board.update(held("cnv_1", dee, ActorKind::customer));
        f.presence.disconnected(dee);
        f.timers.advance(grace * 2);
        QCOMPARE(f.given_back, Ids{});
    }
};

QTEST_APPLESS_MAIN(AbsenceTest)
#include "absence_test.moc"
