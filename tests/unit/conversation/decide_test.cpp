#include "backend/conversation/decide.hpp"

#include <QTest>

// The ownership and lifecycle rules as tables: who, in which state, may do what, and what follows.

using namespace tandem;
using namespace tandem::conversation;

namespace {

constexpr WallTime now = 1'700'000'000'000;

ConversationRecord
record_owned_by(OwnerKind kind, const std::string& id, Lifecycle lifecycle = Lifecycle::active)
{
    ConversationRecord record;
    record.conversation_id = ConversationId("cnv_1");
    record.customer.id = CustomerId("cus_ana");
    record.owner = {kind, id};
    record.owner_epoch = 7;
    record.lifecycle = lifecycle;
    record.last_seq = 12;
    record.last_at = now - 1'000;
    return record;
}

ConversationRecord state(const QString& name)
{
    if (name == "bot") return record_owned_by(OwnerKind::bot, "");
    if (name == "queue") return record_owned_by(OwnerKind::queue, "support");
    if (name == "dee") return record_owned_by(OwnerKind::agent, "agt_dee");
    if (name == "eli") return record_owned_by(OwnerKind::agent, "agt_eli");
    if (name == "offered to dee") return record_owned_by(OwnerKind::offered, "agt_dee");
    if (name == "offered to eli") return record_owned_by(OwnerKind::offered, "agt_eli");
    if (name == "resolved") return record_owned_by(OwnerKind::none, "", Lifecycle::resolved);
    qFatal("no such state");
}

Caller who(const QString& name)
{
    if (name == "ana") return customer_caller(CustomerId("cus_ana"), "Ana");
    if (name == "stranger") return customer_caller(CustomerId("cus_other"), "Other");
    if (name == "dee") return agent_caller(AgentId("agt_dee"), "Dee", Role::agent);
    if (name == "the house") return system_caller();
    if (name == "sam") return agent_caller(AgentId("agt_sam"), "Sam", Role::supervisor);
    qFatal("no such caller");
}

Command command(const QString& name)
{
    const ClientMsgId id("m1");
    if (name == "say") return Say{.id = id, .text = "hello", .owner_epoch = Epoch(7)};
    if (name == "say, stale") return Say{.id = id, .text = "hello", .owner_epoch = Epoch(6)};
    if (name == "note") return AddNote{.id = id, .text = "note"};
    if (name == "want a person") return RequestPerson{id};
    if (name == "accept") return Accept{id, 7};
    if (name == "accept, stale") return Accept{id, 6};
    if (name == "take over") return TakeOver{id, 7};
    if (name == "take over, stale") return TakeOver{id, 6};
    if (name == "hand back") return HandBack{id, 7, ""};
    if (name == "transfer") return Transfer{id, 7, "", ""};
    if (name == "resolve") return Resolve{id, 7, true};
    if (name == "close when idle") return CloseIdle{id};
    if (name == "rate") return Rate{id, 5, ""};
    if (name == "rate 6") return Rate{id, 6, ""};
    qFatal("no such command");
}

Result<Decision> decided(const QString& in, const QString& by, const QString& does)
{
    return decide(state(in), who(by), command(does), now, {});
}

} // namespace

class DecideTest : public QObject
{
    Q_OBJECT

private slots:
    void who_may_do_what_in_which_state_data();
    void who_may_do_what_in_which_state();
    void ownership_goes_where_it_should_data();
    void ownership_goes_where_it_should();
    void every_decision_of_staff_is_fenced();
    void a_customer_who_writes_makes_the_bot_answer_and_cuts_it_off();
    void a_customer_who_writes_to_a_person_does_not_start_the_bot();
    void a_resolved_conversation_is_reopened_within_the_window_only();
    void handing_back_starts_the_bot_only_with_an_open_question();
};

void DecideTest::who_may_do_what_in_which_state_data()
{
    QTest::addColumn<QString>("in");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("does");
    QTest::addColumn<QString>("outcome"); // "ok" or the name of the error

    const auto row = [](const char* in, const char* by, const char* does, const char* outcome) {
        QTest::addRow("%s: %s: %s", in, by, does) << in << by << does << outcome;
    };
    for (const char* anywhere : {"bot", "queue", "dee", "eli", "offered to dee", "resolved"}) {
        // A conversation that is not theirs does not exist for a customer.
        for (const char* any :
             {"say",
              "want a person",
              "rate",
              "note",
              "accept",
              "take over",
              "hand back",
              "transfer",
              "resolve"}) {
            row(anywhere, "stranger", any, "not_found");
        }
        for (const char* staff_only : {"note", "accept", "take over", "hand back", "transfer", "resolve"}) {
            row(anywhere, "ana", staff_only, "forbidden");
        }
        row(anywhere, "dee", "want a person", "forbidden");
        row(anywhere, "dee", "rate", "forbidden");
        row(anywhere, "dee", "note", "ok");
    }
    for (const char* open : {"bot", "queue", "dee", "eli"})
        row(open, "ana", "say", "ok");
    row("bot", "ana", "want a person", "ok");
    row("queue", "ana", "want a person", "wrong_state");
    row("dee", "ana", "want a person", "wrong_state");
    row("resolved", "ana", "want a person", "wrong_state");
    row("resolved", "ana", "rate", "ok");
    row("resolved", "ana", "rate 6", "bad_request");
    row("bot", "ana", "rate", "wrong_state");

    row("bot", "dee", "say", "not_owner");
    row("queue", "dee", "say", "not_owner");
    row("eli", "dee", "say", "not_owner");
    row("dee", "dee", "say", "ok");
    row("dee", "dee", "say, stale", "stale_epoch");
    row("dee", "sam", "say", "not_owner");
    row("resolved", "dee", "say", "wrong_state");

    row("queue", "dee", "accept", "ok");
    row("queue", "dee", "accept, stale", "stale_epoch");
    row("offered to dee", "dee", "accept", "ok");
    row("offered to eli", "dee", "accept", "already_taken");
    row("eli", "dee", "accept", "already_taken");
    row("dee", "dee", "accept", "already_taken");
    row("bot", "dee", "accept", "wrong_state");
    row("resolved", "dee", "accept", "wrong_state");

    row("bot", "dee", "take over", "ok");
    row("bot", "dee", "take over, stale", "stale_epoch");
    row("queue", "dee", "take over", "ok");
    row("dee", "dee", "take over", "wrong_state");
    row("eli", "dee", "take over", "already_taken");
    row("eli", "sam", "take over", "ok");
    row("resolved", "dee", "take over", "wrong_state");

    for (const char* releases : {"hand back", "transfer", "resolve"}) {
        row("dee", "dee", releases, "ok");
        row("dee", "sam", releases, "ok");
        row("eli", "dee", releases, "not_owner");
        row("bot", "dee", releases, "not_owner");
        row("resolved", "dee", releases, "wrong_state");
    }
    row("bot", "the house", "close when idle", "ok");
    for (const char* busy : {"queue", "dee", "offered to dee", "resolved"})
        row(busy, "the house", "close when idle", "wrong_state");
    for (const char* anybody : {"ana", "dee", "sam"})
        row("bot", anybody, "close when idle", "forbidden");
    row("bot", "sam", "hand back", "wrong_state");
    row("queue", "sam", "transfer", "wrong_state");
    row("bot", "sam", "resolve", "ok");
}

void DecideTest::who_may_do_what_in_which_state()
{
    QFETCH(QString, in);
    QFETCH(QString, by);
    QFETCH(QString, does);
    QFETCH(QString, outcome);
    const auto decision = decided(in, by, does);
    const auto got =
        decision ? QString("ok") : QString::fromStdString(std::string(errc_name(decision.error().code)));
    QCOMPARE(got, outcome);
}

void DecideTest::ownership_goes_where_it_should_data()
{
    QTest::addColumn<QString>("in");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("does");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("owner");
    QTest::addRow("customer asks") << "bot" << "ana" << "want a person" << int(OwnerKind::queue)
                                   << "support";
    QTest::addRow("accept") << "queue" << "dee" << "accept" << int(OwnerKind::agent) << "agt_dee";
    QTest::addRow("take over") << "bot" << "dee" << "take over" << int(OwnerKind::agent) << "agt_dee";
    QTest::addRow("supervisor takes over")
        << "eli" << "sam" << "take over" << int(OwnerKind::agent) << "agt_sam";
    QTest::addRow("hand back") << "dee" << "dee" << "hand back" << int(OwnerKind::bot) << "";
    QTest::addRow("transfer") << "dee" << "dee" << "transfer" << int(OwnerKind::queue) << "support";
    QTest::addRow("resolve") << "dee" << "dee" << "resolve" << int(OwnerKind::none) << "";
}

void DecideTest::ownership_goes_where_it_should()
{
    QFETCH(QString, in);
    QFETCH(QString, by);
    QFETCH(QString, does);
    QFETCH(int, kind);
    QFETCH(QString, owner);
    const auto decision = decided(in, by, does);
    QVERIFY(decision.has_value());
    const Owner* next = new_owner(decision->drafts[decision->main].data);
    QVERIFY(next != nullptr);
    QCOMPARE(int(next->kind), kind);
    QCOMPARE(QString::fromStdString(next->id), owner);
}

void DecideTest::every_decision_of_staff_is_fenced()
{
    const std::pair<const char*, const char*> cases[] = {
        {"dee", "say"},
        {"queue", "accept"},
        {"bot", "take over"},
        {"dee", "hand back"},
        {"dee", "transfer"},
        {"dee", "resolve"},
    };
    for (const auto& [in, does] : cases) {
        const auto decision = decided(in, "dee", does);
        QVERIFY2(decision.has_value(), does);
        QVERIFY2(decision->expected_epoch == Epoch(7), does);
    }
}

void DecideTest::a_customer_who_writes_makes_the_bot_answer_and_cuts_it_off()
{
    const auto decision = decided("bot", "ana", "say");
    QVERIFY(decision->starts_turn);
    QVERIFY(decision->ends_turn);
}

void DecideTest::a_customer_who_writes_to_a_person_does_not_start_the_bot()
{
    for (const char* in : {"queue", "dee", "offered to eli"})
        QVERIFY2(!decided(in, "ana", "say")->starts_turn, in);
}

void DecideTest::a_resolved_conversation_is_reopened_within_the_window_only()
{
    auto record = state("resolved");
    const auto soon = decide(record, who("ana"), command("say"), now, {});
    QVERIFY(soon.has_value());
    QCOMPARE(soon->drafts.size(), std::size_t(2));
    QCOMPARE(event_type(soon->drafts[0].data), std::string_view("conversation.reopened"));
    QCOMPARE(soon->main, std::size_t(1));
    QVERIFY(soon->starts_turn);

    record.last_at = now - Millis(std::chrono::hours(25)).count();
    const auto late = decide(record, who("ana"), command("say"), now, {});
    QVERIFY(!late.has_value());
    QVERIFY(late.error().code == Errc::wrong_state);
}

void DecideTest::handing_back_starts_the_bot_only_with_an_open_question()
{
    auto record = state("dee");
    QVERIFY(!decide(record, who("dee"), command("hand back"), now, {})->starts_turn);
    record.open_question = 11;
    QVERIFY(decide(record, who("dee"), command("hand back"), now, {})->starts_turn);
}

QTEST_GUILESS_MAIN(DecideTest)
#include "decide_test.moc"
