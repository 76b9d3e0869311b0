#include "backend/routing/presence.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using tandem::routing::PresenceBook;

class PresenceTest : public QObject
{
    Q_OBJECT

private slots:
    void two_consoles_are_one_agent();
    void what_an_agent_chose_survives_a_lost_connection();
    void available_means_chosen_and_connected();
};

void PresenceTest::two_consoles_are_one_agent()
{
    PresenceBook book;
    const AgentId dee("agt_dee");
    book.connected(dee, "Dee");
    book.connected(dee, "Dee");
    book.disconnected(dee);
    QCOMPARE(book.connected_count(), std::size_t(1));
    book.disconnected(dee);
    book.disconnected(dee);
    QCOMPARE(book.connected_count(), std::size_t(0));
}

void PresenceTest::what_an_agent_chose_survives_a_lost_connection()
{
    PresenceBook book;
    std::vector<PresenceChanged> told;
    const auto watching = book.watch([&](const PresenceChanged& changed) { told.push_back(changed); });
    const AgentId dee("agt_dee");
    book.connected(dee, "Dee");
    book.choose(dee, Presence::busy);
    book.disconnected(dee);
    QVERIFY(told.back().presence == Presence::busy && !told.back().connected);
    book.connected(dee, "Dee");
    QVERIFY(told.back().presence == Presence::busy && told.back().connected);
}

void PresenceTest::available_means_chosen_and_connected()
{
    PresenceBook book;
    const AgentId dee("agt_dee");
    QVERIFY(!book.anybody_available());
    book.connected(dee, "Dee");
    QVERIFY(book.anybody_available());
    book.choose(dee, Presence::away);
    QVERIFY(!book.anybody_available());
    book.choose(dee, Presence::available);
    book.disconnected(dee);
    QVERIFY(!book.anybody_available());
}

QTEST_GUILESS_MAIN(PresenceTest)
#include "presence_test.moc"
