#include "agent-app/views/delegates/conversation_layout.hpp"

#include "agent-app/theme/theme.hpp"

#include <QTest>

using namespace tandem::console;
using tandem::protocol::ActorKind;
using tandem::protocol::OwnerKind;

Q_DECLARE_METATYPE(ConversationItem)

class ConversationLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_overlaps_and_all_is_inside_data();
    void nothing_overlaps_and_all_is_inside();
    void a_wait_counts_in_minutes_and_seconds_data();
    void a_wait_counts_in_minutes_and_seconds();
    void a_long_wait_is_said_in_words();
    void an_empty_section_says_so();
    void the_last_text_says_who_spoke();
};

namespace {

const QDateTime now(QDate(2026, 3, 2), QTime(14, 0), Qt::UTC);

ConversationFonts fonts()
{
    Theme theme;
    QFont header = theme.font(TextRole::meta);
    header.setWeight(QFont::DemiBold);
    return {
        theme.font(TextRole::body),
        theme.font(TextRole::strong),
        theme.font(TextRole::body),
        theme.font(TextRole::meta),
        header
    };
}

ConversationItem waiting(const QString& name)
{
    ConversationItem item;
    item.name = name;
    item.section = Section::Waiting;
    item.owner = OwnerKind::queue;
    item.lastText = QStringLiteral("Can I talk to a person please?");
    item.lastActor = ActorKind::customer;
    item.reason = QStringLiteral("Asked for a person twice");
    item.waitingSince = now.addSecs(-42);
    return item;
}

QList<QRectF> partsOf(const ConversationLayout& layout)
{
    QList<QRectF> parts{
        layout.chevron,
        layout.title,
        layout.emptyHint,
        layout.disc,
        layout.name,
        layout.time,
        layout.last,
        layout.reason
    };
    for (const Mark& mark : layout.marks)
        parts << mark.rect;
    parts.removeIf([](const QRectF& rect) { return rect.isEmpty(); });
    return parts;
}

} // namespace

void ConversationLayoutTest::nothing_overlaps_and_all_is_inside_data()
{
    QTest::addColumn<ConversationItem>("item");
    QTest::newRow("waiting") << waiting(QStringLiteral("Ana"));
    ConversationItem item = waiting(
        QStringLiteral("Maximiliane-Alexandra von Hohenstein-Württemberg zu Sayn-Wittgenstein-Berleburg")
    );
    item.waitingSince = now.addSecs(-7500);
    item.unread = 120;
    item.held = 3;
    item.hasDraft = true;
    QTest::newRow("long name with every mark") << item;
    item.section = Section::Mine;
    QTest::newRow("mine with every mark") << item;
    QTest::newRow("Arabic") << waiting(QStringLiteral("يوسف المنصوري"));
    QTest::newRow("no name") << waiting({});
    item = {};
    item.isHeader = true;
    item.title = QStringLiteral("Waiting");
    QTest::newRow("header") << item;
    item.title = QStringLiteral("Gespräche, die auf einen Menschen warten");
    item.count = 12345;
    QTest::newRow("long header") << item;
}

void ConversationLayoutTest::nothing_overlaps_and_all_is_inside()
{
    QFETCH(ConversationItem, item);
    for (const int width : {220, 300, 600}) {
        const ConversationLayout layout = layoutConversation(item, width, fonts(), now);
        QCOMPARE(int(layout.height), conversationRowHeight(item, fonts()));
        const QList<QRectF> parts = partsOf(layout);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            QVERIFY(QRectF(0, 0, width, layout.height).contains(parts[i]));
            for (qsizetype j = i + 1; j < parts.size(); ++j)
                QVERIFY2(
                    !parts[i].adjusted(0, 0, -0.5, -0.5).intersects(parts[j].adjusted(0, 0, -0.5, -0.5)),
                    qPrintable(QStringLiteral("%1 and %2").arg(i).arg(j))
                );
        }
    }
}

void ConversationLayoutTest::a_wait_counts_in_minutes_and_seconds_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("words");
    QTest::newRow("just come") << 0 << "0:00";
    QTest::newRow("seconds") << 42 << "0:42";
    QTest::newRow("minutes") << 723 << "12:03";
    QTest::newRow("hours") << 3723 << "1:02:03";
    QTest::newRow("clock behind") << -5 << "0:00";
}

void ConversationLayoutTest::a_wait_counts_in_minutes_and_seconds()
{
    QFETCH(int, seconds);
    QFETCH(QString, words);
    QCOMPARE(waitText(now.addSecs(-seconds), now), words);
}

void ConversationLayoutTest::a_long_wait_is_said_in_words()
{
    ConversationItem item = waiting(QStringLiteral("Ana"));
    QCOMPARE(layoutConversation(item, 300, fonts(), now).timeText, QStringLiteral("0:42"));
    item.waitingSince = now.addSecs(-longWaitSeconds);
    const ConversationLayout isLong = layoutConversation(item, 300, fonts(), now);
    QCOMPARE(isLong.timeRole, ColorRole::warn);
    QVERIFY(isLong.timeText.contains(QStringLiteral("long")));
    item.waitingSince = now.addSecs(-tooLongWaitSeconds);
    const ConversationLayout tooLong = layoutConversation(item, 300, fonts(), now);
    QCOMPARE(tooLong.timeRole, ColorRole::danger);
    QVERIFY(tooLong.timeText.contains(QStringLiteral("too long")));
}

void ConversationLayoutTest::an_empty_section_says_so()
{
    ConversationItem header;
    header.isHeader = true;
    header.section = Section::Waiting;
    QVERIFY(!layoutConversation(header, 300, fonts(), now).emptyText.isEmpty());
    header.collapsed = true;
    QVERIFY(layoutConversation(header, 300, fonts(), now).emptyText.isEmpty());
    header.collapsed = false;
    header.count = 1;
    QVERIFY(layoutConversation(header, 300, fonts(), now).emptyText.isEmpty());
}

void ConversationLayoutTest::the_last_text_says_who_spoke()
{
    ConversationItem item = waiting(QStringLiteral("Ana"));
    item.lastText = QStringLiteral("Hello");
    QCOMPARE(layoutConversation(item, 400, fonts(), now).lastText, QStringLiteral("Hello"));
    item.lastActor = ActorKind::bot;
    QCOMPARE(layoutConversation(item, 400, fonts(), now).lastText, QStringLiteral("Bot: Hello"));
    item.section = Section::Mine;
    item.lastActor = ActorKind::agent;
    QCOMPARE(layoutConversation(item, 400, fonts(), now).lastText, QStringLiteral("You: Hello"));
    item.streaming = true;
    QVERIFY(layoutConversation(item, 400, fonts(), now).lastText.contains(QStringLiteral("answering")));
}

QTEST_MAIN(ConversationLayoutTest)
#include "conversation_layout_test.moc"
