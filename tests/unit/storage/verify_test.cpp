#include "backend/storage/verify.hpp"

#include "backend/storage/append_rules.hpp"
#include "tests/contract/archive/drafts.hpp"

#include <QtTest>

namespace tandem::test {

// A log as an archive would have written it, which the tests then spoil.
struct Stored
{
    ConversationRecord record;
    std::vector<Event> log;

    void add(const Append& request)
    {
        for (auto& event : place(record, request))
            log.push_back(std::move(event));
    }
};

inline Stored healthy()
{
    Stored stored;
    stored.add(creation("cnv_a", "hello", "id1"));                      // 1, 2
    stored.add(append_to("cnv_a", {answers(2, "hi")}));                 // 3
    stored.add(append_to("cnv_a", {says(customer_actor, "m", "id2")})); // 4
    stored.add(append_to("cnv_a", {takes_over(agent_actor, "id2")}));   // 5
    stored.add(append_to("cnv_a", {says(agent_actor, "hello")}));       // 6
    return stored;
}

class VerifyTest : public QObject
{
    Q_OBJECT

    static QString faults(const Stored& stored)
    {
        QStringList names;
        for (const auto& finding : verify(stored.record, stored.log)) {
            const auto name = fault_name(finding.fault);
            names << QString::fromUtf8(name.data(), qsizetype(name.size())) + "@" +
                         QString::number(finding.seq);
        }
        return names.join(' ');
    }

private slots:
    void a_healthy_log_has_no_findings() { QCOMPARE(faults(healthy()), QString()); }

    void an_answer_may_be_to_a_hand_back()
    {
        auto stored = healthy();
        const ConversationHandedBack back{.owner = {OwnerKind::bot, {}}, .note = {}};
        stored.add(append_to("cnv_a", {says(customer_actor, "and?"), draft(agent_actor, back)})); // 7, 8
        stored.add(append_to("cnv_a", {answers(8, "so")}));
        QCOMPARE(faults(stored), QString());
    }

    void each_fault_is_found_data()
    {
        using Spoil = std::function<void(Stored&)>;
        QTest::addColumn<Spoil>("spoil");
        QTest::addColumn<QString>("found");
        const auto row = [](const char* name, const char* found, Spoil spoil) {
            QTest::addRow("%s", name) << std::move(spoil) << QString(found);
        };

        row("lost in the middle", "gap@4 gap@5 gap@6", [](Stored& s) { s.log.erase(s.log.begin() + 2); });
        row("lost at the end", "projection@0", [](Stored& s) { s.log.pop_back(); });
        row("all lost", "no_creation@0 projection@0", [](Stored& s) { s.log.clear(); });
        row("another conversation's", "wrong_conversation@2", [](Stored& s) {
            s.log[1].conversation_id = ConversationId("cnv_b");
        });
        row("epoch too early", "wrong_epoch@4 wrong_epoch@5", [](Stored& s) { s.log[3].owner_epoch = 2; });
        row("epoch not raised", "wrong_epoch@5 wrong_epoch@6", [](Stored& s) { s.log[4].owner_epoch = 1; });
        row("turn answered twice", "second_answer@7", [](Stored& s) {
            s.log.pop_back();
            s.record = fold(s.log);
            s.add(append_to(
                "cnv_a", {draft(agent_actor, ConversationHandedBack{.owner = {OwnerKind::bot, {}}})}
            ));
            s.add(append_to("cnv_a", {answers(2, "again")}));
        });
        row("answer to a later message", "answer_to_nothing@3", [](Stored& s) {
            std::get<MessageAccepted>(s.log[2].data).turn = 4;
            s.record = fold(s.log);
        });
        row("answer to the agent", "bot_over_person@7 answer_to_nothing@7", [](Stored& s) {
            s.add(append_to("cnv_a", {answers(6, "me too")}));
        });
        row("bot after the takeover", "bot_over_person@7", [](Stored& s) {
            s.add(append_to("cnv_a", {answers(4, "late")}));
        });
        row("bot chatters while a person is there", "bot_over_person@7", [](Stored& s) {
            s.add(append_to("cnv_a", {says(bot_actor, "by the way")}));
        });
        row("sent twice", "second_client_msg_id@7", [](Stored& s) {
            s.add(append_to("cnv_a", {says(customer_actor, "m", "id2")}));
        });
        row("created twice", "second_creation@7", [](Stored& s) {
            s.add(append_to("cnv_a", {creation("cnv_a").drafts.front()}));
        });
        row("creation missing",
            "no_creation@1 wrong_epoch@1 bot_over_person@3 projection@0",
            [](Stored& s) {
                s.log.front().data = NoteAdded{"x"};
                s.log.front().owner_epoch = 1;
            });
        row("record of another owner", "projection@0", [](Stored& s) { s.record.owner.id = "agt_2"; });
        row("record of another time", "projection@0", [](Stored& s) { ++s.record.last_at; });
    }

    void each_fault_is_found()
    {
        QFETCH(std::function<void(Stored&)>, spoil);
        QFETCH(QString, found);
        auto stored = healthy();
        spoil(stored);
        QCOMPARE(faults(stored), found);
    }
};

} // namespace tandem::test

QTEST_GUILESS_MAIN(tandem::test::VerifyTest)
#include "verify_test.moc"
