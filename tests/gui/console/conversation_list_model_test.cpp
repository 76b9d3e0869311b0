#include "agent-app/models/conversation_list_model.hpp"

#include "tests/gui/console/make.hpp"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;

namespace {

// The list as text: headers in brackets, conversations by id.
QString shape(const ConversationListModel& model)
{
    QStringList out;
    for (int i = 0; i < model.rowCount(); ++i) {
        const auto index = model.index(i);
        const QString id = index.data(role(ConversationRole::Id)).toString();
        if (!id.isEmpty())
            out << id;
        else
            out << QStringLiteral("[%1]").arg(index.data(role(ConversationRole::Count)).toInt());
    }
    return out.join(QLatin1Char(' '));
}

} // namespace

class ConversationListModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void empty_sections_still_have_their_headers()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [0] [0]"));
        QVERIFY(!(model.headerOf(Section::Mine).flags() & Qt::ItemIsSelectable));
        QVERIFY(model.headerOf(Section::Mine).data(role(ConversationRole::IsHeader)).toBool());
        QCOMPARE(model.headerOf(Section::Waiting).data().toString(), QStringLiteral("Waiting"));
    }

    void conversations_are_sorted_into_sections()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAgentId(QStringLiteral("agt_me"));
        model.upsert(
            {waiting("w2", noon + 20),
             waiting("w1", noon + 10),
             row("m1", ownedByMe, 1, 1),
             row("m2", ownedByMe, 1, 9),
             row("b1", ownedByBot, 1, 1),
             row("b2", ownedByBot, 1, 5),
             row("o1", ownedByOther),
             row("r1", nobody)}
        );
        // oldest wait first; newest activity first elsewhere
        QCOMPARE(shape(model), QStringLiteral("[2] w1 w2 [2] m2 m1 [2] b2 b1 [2] o1 r1"));
        QCOMPARE(model.idAt(Section::Mine, 1), QStringLiteral("m1"));
        QCOMPARE(model.idAt(Section::Mine, 2), QString());
    }

    void becoming_mine_is_a_move_that_keeps_the_selection()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAgentId(QStringLiteral("agt_me"));
        model.upsert({waiting("w1", noon), waiting("w2", noon + 1), row("m1", ownedByMe, 1, 100)});
        const QPersistentModelIndex selected = model.indexOf(QStringLiteral("w1"));
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);

        model.upsert({row("w1", ownedByMe, 2, 2)});

        QCOMPARE(shape(model), QStringLiteral("[1] w2 [2] m1 w1 [0] [0]"));
        QCOMPARE(moved.count(), 1);
        QCOMPARE(inserted.count(), 0);
        QVERIFY(selected.isValid());
        QCOMPARE(selected.data(role(ConversationRole::Id)).toString(), QStringLiteral("w1"));
    }

    void a_conversation_with_the_bot_stays_in_place_while_it_talks()
    {
        ConversationListModel model;
        model.upsert({row("b1", ownedByBot, 1, 1), row("b2", ownedByBot, 1, 5)});
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        auto talks = row("b1", ownedByBot, 1, 50);
        talks.streaming = true;
        model.upsert({talks});
        QCOMPARE(moved.count(), 0);
        QCOMPARE(changed.count(), 1);
        QVERIFY(changed.front().at(2).value<QList<int>>().contains(role(ConversationRole::Streaming)));
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [2] b2 b1 [0]"));

        const QPersistentModelIndex kept = model.indexOf(QStringLiteral("b2"));
        model.refreshOrder();
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [2] b1 b2 [0]"));
        QCOMPARE(kept.data(role(ConversationRole::Id)).toString(), QStringLiteral("b2"));
    }

    void nothing_changed_says_nothing()
    {
        ConversationListModel model;
        model.upsert({row("b1", ownedByBot)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.upsert({row("b1", ownedByBot)});
        QCOMPARE(changed.count(), 0);
    }

    void a_collapsed_section_has_its_header_alone()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.upsert({row("b1", ownedByBot), row("b2", ownedByBot), waiting("w1", noon)});
        model.setCollapsed(Section::WithBot, true);
        QCOMPARE(shape(model), QStringLiteral("[1] w1 [0] [2] [0]"));
        QVERIFY(!model.indexOf(QStringLiteral("b1")).isValid());
        model.upsert({row("b3", ownedByBot), row("w1", ownedByBot, 2)}); // into it, unseen
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [4] [0]"));
        model.upsert({waiting("b1", noon)}); // and out of it
        QCOMPARE(shape(model), QStringLiteral("[1] b1 [0] [3] [0]"));
        model.remove(QStringLiteral("b2"));
        model.setCollapsed(Section::WithBot, false);
        QCOMPARE(shape(model), QStringLiteral("[1] b1 [0] [2] b3 w1 [0]"));
    }

    void a_snapshot_replaces_what_it_does_not_name()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.upsert({row("a", ownedByBot), row("b", ownedByBot), row("c", ownedByBot)});
        model.beginSnapshot();
        model.upsert({row("b", ownedByBot)});
        model.upsert({row("d", ownedByBot)});
        QStringList gone = model.endSnapshot();
        gone.sort();
        QCOMPARE(gone, (QStringList{QStringLiteral("a"), QStringLiteral("c")}));
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [2] b d [0]"));
    }

    void arrivals_are_told_after_the_first_snapshot_only()
    {
        ConversationListModel model;
        QSignalSpy arrived(&model, &ConversationListModel::arrivedInWaiting);
        model.upsert({waiting("stored", noon)});
        model.beginSnapshot();
        model.upsert({waiting("w1", noon), row("b1", ownedByBot)});
        model.endSnapshot();
        QCOMPARE(arrived.count(), 0);
        model.upsert({waiting("w2", noon), waiting("b1", noon), waiting("w1", noon + 1)});
        QCOMPARE(arrived.count(), 2); // the new one and the one that came from the bot, not the known one
    }

    void unread_counts_customer_messages_until_seen()
    {
        ConversationListModel model;
        model.setAgentId(QStringLiteral("agt_me"));
        model.upsert({row("m", ownedByMe, 1, 3)});
        model.setSeen(QStringLiteral("m"), 3);
        const auto unread = [&] { return model.unread(QStringLiteral("m")); };
        QCOMPARE(unread(), 0);
        model.upsert({row("m", ownedByMe, 1, 4)});
        model.upsert({row("m", ownedByMe, 1, 5)});
        QCOMPARE(unread(), 2);
        model.upsert({row("m", ownedByMe, 1, 5)});
        QCOMPARE(unread(), 2);
        model.setSeen(QStringLiteral("m"), 5);
        QCOMPARE(unread(), 0);
        auto answered = row("m", ownedByMe, 1, 6);
        answered.last_actor = protocol::ActorKind::agent;
        model.upsert({answered});
        QCOMPARE(unread(), 0);
    }

    void signing_in_sorts_again_whose_is_whose()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.upsert({row("m", ownedByMe), row("o", ownedByOther)});
        model.setAgentId(QStringLiteral("agt_other"));
        QCOMPARE(shape(model), QStringLiteral("[0] [1] o [0] [1] m"));
        model.clear();
        QCOMPARE(shape(model), QStringLiteral("[0] [0] [0] [0]"));
    }

    void while_it_is_held_what_is_shown_keeps_its_place()
    {
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy arrived(&model, &ConversationListModel::arrivedInWaiting);
        model.setAgentId(QStringLiteral("agt_me"));
        model.beginSnapshot();
        model.upsert(
            {waiting("w1", noon),
             row("m1", ownedByMe, 1, 9),
             row("m2", ownedByMe, 1, 1),
             row("b1", ownedByBot, 1, 1),
             row("b2", ownedByBot, 1, 2)}
        );
        model.endSnapshot();
        const QString before = shape(model);
        QCOMPARE(before, QStringLiteral("[1] w1 [2] m1 m2 [2] b2 b1 [0]"));

        model.setHolding(true);
        model.upsert({waiting("w2", noon + 1)});       // new
        model.upsert({waiting("b1", noon + 2)});       // from the bot
        model.upsert({row("m2", ownedByMe, 1, 20)});   // would come first
        model.upsert({row("w1", ownedByOther, 2, 3)}); // somebody else took it
        QCOMPARE(shape(model), before);
        QCOMPARE(model.headerOf(Section::Waiting).data(role(ConversationRole::New)).toInt(), 2);
        QCOMPARE(model.headerOf(Section::Mine).data(role(ConversationRole::New)).toInt(), 0);
        QCOMPARE(model.count(Section::Waiting), 2);
        QCOMPARE(model.count(Section::Others), 1);
        QCOMPARE(arrived.count(), 2); // announced at once, whatever is shown
        QVERIFY(!model.indexOf(QStringLiteral("w2")).isValid());

        model.upsert({row("b2", ownedByMe, 2, 30)}); // what its agent took comes at once
        QCOMPARE(shape(model), QStringLiteral("[1] w1 [3] b2 m1 m2 [1] b1 [0]"));
        model.upsert({waiting("w3", noon + 3)});
        model.remove(QStringLiteral("w3"));

        model.setHolding(false);
        QCOMPARE(shape(model), QStringLiteral("[2] w2 b1 [3] b2 m2 m1 [0] [1] w1"));
        QCOMPARE(model.headerOf(Section::Waiting).data(role(ConversationRole::New)).toInt(), 0);
    }

    void random_changes_agree_with_a_fresh_list_data()
    {
        QTest::addColumn<bool>("held");
        QTest::newRow("never held") << false;
        QTest::newRow("held at times") << true;
    }

    void random_changes_agree_with_a_fresh_list()
    {
        QFETCH(bool, held);
        ConversationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAgentId(QStringLiteral("agt_me"));
        QRandomGenerator random(42);
        QHash<QString, protocol::ConversationSummary> truth;
        const std::array owners{queued, ownedByMe, ownedByOther, nobody};
        for (int step = 0; step < 3'000; ++step) {
            const std::string id = "c" + std::to_string(random.bounded(40));
            if (held && random.bounded(20) == 0) model.setHolding(!model.isHolding());
            if (random.bounded(10) == 0) {
                model.remove(toQString(id));
                truth.remove(toQString(id));
                continue;
            }
            if (random.bounded(50) == 0)
                model.setCollapsed(static_cast<Section>(random.bounded(4)), random.bounded(2) == 0);
            auto r =
                row(id,
                    owners[static_cast<std::size_t>(random.bounded(4))],
                    1,
                    static_cast<Seq>(random.bounded(1'000)));
            if (r.owner.kind == protocol::OwnerKind::queue) r.waiting_since = noon + random.bounded(1'000);
            model.upsert({r});
            truth.insert(toQString(id), r);
        }
        ConversationListModel fresh;
        fresh.setAgentId(QStringLiteral("agt_me"));
        fresh.upsert({truth.cbegin(), truth.cend()});
        for (int s = 0; s < sectionCount; ++s)
            QCOMPARE(model.count(static_cast<Section>(s)), fresh.count(static_cast<Section>(s)));
        model.setHolding(false);
        for (int s = 0; s < sectionCount; ++s)
            model.setCollapsed(static_cast<Section>(s), false);
        QCOMPARE(shape(model), shape(fresh));
    }

    void ten_thousand_rows_change_quickly_and_never_reset()
    {
        ConversationListModel model;
        model.setAgentId(QStringLiteral("agt_me"));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        std::vector<protocol::ConversationSummary> rows;
        for (int i = 0; i < 10'000; ++i)
            rows.push_back(row("c" + std::to_string(i), ownedByBot, 1, static_cast<Seq>(i)));
        QElapsedTimer timer;
        timer.start();
        model.upsert(rows);
        QCOMPARE(inserted.count(), 1);

        // Ten seconds of a busy house: a hundred changes each, some of them moves.
        for (int i = 0; i < 1'000; ++i) {
            auto& r = rows[static_cast<std::size_t>((i * 7'919) % 10'000)];
            r.last_seq += 1;
            r.last_text = "and then?";
            if (i % 10 == 0) r.owner = queued;
            model.upsert({r});
        }
        const auto elapsed = timer.elapsed();
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.count(Section::WithBot) + model.count(Section::Waiting), 10'000);
        QVERIFY2(
            elapsed < 3'000, qPrintable(QString::number(elapsed))
        ); // of a machine that others use as well
    }
};

QTEST_GUILESS_MAIN(ConversationListModelTest)
#include "conversation_list_model_test.moc"
