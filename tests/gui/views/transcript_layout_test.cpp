#include "agent-app/views/delegates/transcript_layout.hpp"

#include "agent-app/theme/theme.hpp"
#include "agent-app/views/ink.hpp"
#include "time_limit.hpp"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace tandem::console;
using tandem::protocol::ActorKind;

Q_DECLARE_METATYPE(TranscriptItem)

class TranscriptLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_overlaps_and_all_is_inside_data();
    void nothing_overlaps_and_all_is_inside();
    void sides_say_who_speaks();
    void a_note_takes_the_whole_width();
    void only_the_first_of_a_group_has_a_name_and_only_the_last_a_time();
    void an_interrupted_answer_says_who_stopped_it();
    void what_was_called_is_one_line_under_the_answer();
    void a_failed_message_offers_what_can_be_done();
    void a_folded_message_says_so_and_gives_all_of_it();
    void a_long_message_is_laid_out_and_painted_in_time();
};

namespace {

TranscriptFonts fonts()
{
    Theme theme;
    QFont name = theme.font(TextRole::meta);
    name.setWeight(QFont::DemiBold);
    return {{theme.font(TextRole::body), theme.font(TextRole::mono)}, theme.font(TextRole::meta), name};
}

TranscriptItem message(ActorKind actor, const QString& text)
{
    TranscriptItem item;
    item.actor = actor;
    item.actorName = actor == ActorKind::bot ? QStringLiteral("Bot") : QStringLiteral("Ana Example");
    item.text = text;
    item.at = QDateTime(QDate(2026, 3, 2), QTime(14, 2));
    return item;
}

struct Part
{
    const char* name;
    QRectF rect;
};

// All rectangles of a row that hold something of their own.
QList<Part> partsOf(const TranscriptLayout& layout)
{
    QList<Part> parts{
        {"day", layout.day},
        {"text", layout.textRect},
        {"folded", layout.folded},
        {"sources icon", layout.sourcesIcon},
        {"tools icon", layout.toolsIcon},
        {"tools", layout.tools},
        {"stop", layout.stop},
        {"meta", layout.meta},
        {"system", layout.system},
        {"name", layout.name},
        {"icon", layout.icon},
    };
    for (const HotText& hot : layout.hot)
        parts << Part{"hot", hot.rect};
    parts.removeIf([](const Part& part) { return part.rect.isNull(); });
    return parts;
}

const QString longName =
    QStringLiteral("Maximiliane-Alexandra von Hohenstein-Württemberg zu Sayn-Wittgenstein-Berleburg");

} // namespace

void TranscriptLayoutTest::nothing_overlaps_and_all_is_inside_data()
{
    QTest::addColumn<TranscriptItem>("item");
    const QList<SourceLink> sources{
        {QStringLiteral("a"), QStringLiteral("Shipping times"), {}, 0.8},
        {QStringLiteral("b"),
         QStringLiteral("A very long title of an article that has to be cut somewhere, because no column "
                        "is so wide as this"),
         {},
         0.7},
        {QStringLiteral("c"), QStringLiteral("Track an order"), {}, 0.5},
    };
    QTest::newRow("customer") << message(ActorKind::customer, QStringLiteral("Where is my parcel?"));
    QTest::newRow("empty") << message(ActorKind::customer, {});
    TranscriptItem item =
        message(ActorKind::bot, QStringLiteral("It left on **Monday**.\n\n- one\n- two\n\n```\ncode\n```"));
    item.sources = sources;
    QTest::newRow("bot with sources") << item;
    item.tools = QStringLiteral("get_order (order_number LS-104233): found, 41 ms");
    QTest::newRow("bot with sources and tools") << item;
    item.tools = item.tools.repeated(20);
    QTest::newRow("bot with many tools") << item;
    item.interruptedBy = QStringLiteral("you");
    item.dayLine = QDate(2026, 3, 2);
    QTest::newRow("interrupted, first of a day") << item;
    item.interruptedBy = longName;
    QTest::newRow("interrupted by a long name") << item;
    item = message(ActorKind::customer, QStringLiteral("Hallo"));
    item.actorName = longName;
    QTest::newRow("long name") << item;
    QTest::newRow("German") << message(
        ActorKind::customer,
        QStringLiteral("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ")
            .repeated(3)
    );
    QTest::newRow("Arabic") << message(
        ActorKind::customer,
        QStringLiteral("مرحبا، أين طلبي رقم 3055؟ كان من المفترض أن يصل يوم الاثنين. ").repeated(4)
    );
    QTest::newRow("no spaces") << message(ActorKind::agent, QString(900, QLatin1Char('x')));
    QTest::newRow("longer than shown") << message(ActorKind::agent, QStringLiteral("word ").repeated(3000));
    item = message(ActorKind::agent, QStringLiteral("A note"));
    item.kind = TranscriptKind::Note;
    item.isNote = true;
    QTest::newRow("note") << item;
    item.actorName = longName;
    QTest::newRow("note of a long name") << item;
    item = message(ActorKind::agent, QStringLiteral("On its way"));
    item.kind = TranscriptKind::Pending;
    item.delivery = Delivery::Held;
    item.reason = QStringLiteral("Kim has taken over, and this sentence is so long that it cannot stand in "
                                 "one line of any bubble that there is");
    QTest::newRow("held") << item;
    item.isNote = true;
    item.delivery = Delivery::Failed;
    QTest::newRow("failed note") << item;
    item = message(ActorKind::bot, QStringLiteral("Your parcel"));
    item.kind = TranscriptKind::Streaming;
    QTest::newRow("streaming") << item;
    item.text.clear();
    QTest::newRow("streaming nothing yet") << item;
    item = {};
    item.kind = TranscriptKind::System;
    item.text = QStringLiteral("You took over from the bot, ") + longName.repeated(3);
    QTest::newRow("system") << item;
}

void TranscriptLayoutTest::nothing_overlaps_and_all_is_inside()
{
    QFETCH(TranscriptItem, item);
    for (const int width : {320, 380, 640, 1400}) {
        const TranscriptLayout layout = layoutTranscript(item, width, fonts());
        const QRectF whole(0, 0, width, layout.height);
        const QList<Part> parts = partsOf(layout);
        for (qsizetype i = 0; i < parts.size(); ++i) {
            QVERIFY2(whole.contains(parts[i].rect), parts[i].name);
            for (qsizetype j = i + 1; j < parts.size(); ++j) {
                const bool overlap = parts[i]
                                         .rect.adjusted(0, 0, -0.5, -0.5)
                                         .intersects(parts[j].rect.adjusted(0, 0, -0.5, -0.5));
                QVERIFY2(
                    !overlap,
                    qPrintable(QStringLiteral("%1 and %2 at %3")
                                   .arg(QLatin1String(parts[i].name), QLatin1String(parts[j].name))
                                   .arg(width))
                );
            }
        }
        if (!layout.bubble.isNull()) QVERIFY(layout.bubble.contains(layout.textRect));
        QVERIFY(layout.text.size().width() <= layout.textRect.width() + 0.5);
    }
}

void TranscriptLayoutTest::sides_say_who_speaks()
{
    const auto side = [](ActorKind actor) {
        const TranscriptLayout layout =
            layoutTranscript(message(actor, QStringLiteral("Hello")), 800, fonts());
        return layout.bubble.center().x() < 400 ? 'l' : 'r';
    };
    QCOMPARE(side(ActorKind::customer), 'l');
    QCOMPARE(side(ActorKind::bot), 'r');
    QCOMPARE(side(ActorKind::agent), 'r');
}

void TranscriptLayoutTest::a_note_takes_the_whole_width()
{
    TranscriptItem item = message(ActorKind::agent, QStringLiteral("x"));
    item.isNote = true;
    const TranscriptLayout layout = layoutTranscript(item, 800, fonts());
    QVERIFY(layout.bubble.width() > 740);
    QCOMPARE(layout.ground, ColorRole::note);
}

void TranscriptLayoutTest::only_the_first_of_a_group_has_a_name_and_only_the_last_a_time()
{
    TranscriptItem item = message(ActorKind::customer, QStringLiteral("Hello"));
    item.firstOfGroup = true;
    item.lastOfGroup = false;
    const TranscriptLayout first = layoutTranscript(item, 800, fonts());
    QVERIFY(!first.name.isNull() && first.meta.isNull());
    item.firstOfGroup = false;
    item.lastOfGroup = true;
    const TranscriptLayout last = layoutTranscript(item, 800, fonts());
    QVERIFY(last.name.isNull() && !last.meta.isNull());
}

void TranscriptLayoutTest::an_interrupted_answer_says_who_stopped_it()
{
    TranscriptItem item = message(ActorKind::bot, QStringLiteral("Your parcel"));
    item.interruptedBy = QStringLiteral("you");
    const TranscriptLayout layout = layoutTranscript(item, 800, fonts());
    QVERIFY(layout.stopText.contains(QStringLiteral("you")));
    QVERIFY(layout.stopText.contains(timeOfDay(item.at)));
    QVERIFY(layout.stop.top() >= layout.bubble.bottom());
}

void TranscriptLayoutTest::what_was_called_is_one_line_under_the_answer()
{
    TranscriptItem item = message(ActorKind::bot, QStringLiteral("It is cancelled."));
    QVERIFY(layoutTranscript(item, 800, fonts()).tools.isNull());
    item.tools = QStringLiteral("cancel_order (order_number LS-104233): done, 41 ms · ").repeated(20);
    const TranscriptLayout layout = layoutTranscript(item, 800, fonts());
    QVERIFY(layout.tools.top() >= layout.bubble.bottom());
    QVERIFY(layout.tools.height() < 2 * fonts().meta.pixelSize());
    QVERIFY(layout.toolsText.endsWith(QChar(0x2026)));
}

void TranscriptLayoutTest::a_failed_message_offers_what_can_be_done()
{
    TranscriptItem item = message(ActorKind::agent, QStringLiteral("Hello"));
    const auto kinds = [&item] {
        QList<int> all;
        for (const HotText& hot : layoutTranscript(item, 800, fonts()).hot)
            all << int(hot.kind);
        return all;
    };
    QVERIFY(kinds().isEmpty());
    item.delivery = Delivery::Failed;
    QCOMPARE(kinds(), (QList<int>{int(HotText::Kind::retry), int(HotText::Kind::discard)}));
    item.delivery = Delivery::Held;
    QCOMPARE(
        kinds(),
        (QList<int>{
            int(HotText::Kind::sendAnyway), int(HotText::Kind::sendAsNote), int(HotText::Kind::discard)
        })
    );
    QCOMPARE(layoutTranscript(item, 800, fonts()).metaRole, ColorRole::danger);
}

void TranscriptLayoutTest::a_folded_message_says_so_and_gives_all_of_it()
{
    const TranscriptLayout layout =
        layoutTranscript(message(ActorKind::customer, QString(9000, QLatin1Char('x'))), 800, fonts());
    QVERIFY(layout.foldedText.contains(QLocale().toString(1000)));
    QCOMPARE(layout.hot.size(), std::size_t(1));
    QCOMPARE(layout.hot.front().kind, HotText::Kind::copyAll);
    QVERIFY(layout.bubble.contains(layout.hot.front().rect));
}

void TranscriptLayoutTest::a_long_message_is_laid_out_and_painted_in_time()
{
    TranscriptItem item = message(
        ActorKind::customer, QStringLiteral("some words of a long story ").repeated(300).left(8000)
    );
    (void)layoutTranscript(message(ActorKind::customer, QStringLiteral("warm up")), 700, fonts());
    QImage screen(700, 800, QImage::Format_ARGB32_Premultiplied);
    TranscriptLayout layout;
    const qint64 took = fastestMs([&] {
        layout = layoutTranscript(item, 700, fonts());
        QPainter painter(&screen);
        const RichTextColors colors{Qt::black, Qt::blue, Qt::gray, Qt::blue, Qt::white};
        layout.text.draw(&painter, layout.textRect.topLeft(), colors);
    });
    QVERIFY2(took < 100, qPrintable(QString::number(took)));
    QVERIFY(layout.height > 500);
}

QTEST_MAIN(TranscriptLayoutTest)
#include "transcript_layout_test.moc"
