#include "agent-app/views/delegates/rich_text.hpp"

#include "time_limit.hpp"

#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace tandem::console;

class RichTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void markup_is_text_data();
    void markup_is_text();
    void markdown_becomes_formats_and_its_signs_go();
    void narrow_text_takes_no_more_width_than_it_needs();
    void right_to_left_text_ends_at_its_own_edge();
    void long_text_is_folded_between_characters();
    void hostile_text_is_laid_out_in_time_data();
    void hostile_text_is_laid_out_in_time();
    void a_link_is_found_where_it_is_drawn();
    void a_position_leads_back_to_its_character();
};

namespace {

RichTextFonts fonts()
{
    QFont body(QStringLiteral("Noto Sans"));
    body.setPixelSize(14);
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPixelSize(13);
    return {body, mono};
}

} // namespace

void RichTextTest::markup_is_text_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("image of a file") << "<img src=\"file:///etc/passwd\">";
    QTest::newRow("style") << "<b style=\"background-image:url(file:/x)\">x</b>";
    QTest::newRow("table") << "<table background=/x><tr><td>x</td></tr></table>";
    QTest::newRow("script") << "<script>alert(1)</script>";
    QTest::newRow("entity") << "&lt;b&gt; &amp; &#60;";
}

void RichTextTest::markup_is_text()
{
    QFETCH(QString, text);
    QCOMPARE(RichText::fromPlain(text, fonts()).displayed(), text);
    QCOMPARE(RichText::fromMarkdown(text, fonts()).displayed(), text);
}

void RichTextTest::markdown_becomes_formats_and_its_signs_go()
{
    RichText text =
        RichText::fromMarkdown(QStringLiteral("It **left** on *Monday*:\n\n- one\n- two"), fonts());
    QCOMPARE(text.displayed(), QStringLiteral("It left on Monday:\none\ntwo"));
    QCOMPARE(
        RichText::fromPlain(QStringLiteral("It **left**"), fonts()).displayed(),
        QStringLiteral("It **left**")
    );
    text.layout(400);
    QVERIFY(text.size().height() > 3 * 14);
}

void RichTextTest::narrow_text_takes_no_more_width_than_it_needs()
{
    RichText text = RichText::fromPlain(QStringLiteral("ok"), fonts());
    const QSizeF size = text.layout(600);
    QVERIFY(size.width() < 40);
    QVERIFY(size.width() > 5);
}

void RichTextTest::right_to_left_text_ends_at_its_own_edge()
{
    RichText text = RichText::fromPlain(QStringLiteral("مرحبا، أين طلبي"), fonts());
    const QSizeF size = text.layout(600);
    QVERIFY(size.width() < 300);

    // Everything is drawn inside of what it says it needs.
    QImage image(700, 60, QImage::Format_ARGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    text.draw(&painter, {50, 10}, {Qt::black, Qt::blue, Qt::gray, Qt::gray, Qt::white});
    painter.end();
    int first = image.width();
    int last = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qGray(image.pixel(x, y)) < 128) {
                first = std::min(first, x);
                last = std::max(last, x);
            }
    QVERIFY(first >= 48);
    QVERIFY(last <= 52 + size.width());
    QVERIFY(last > 50 + size.width() / 2);
}

void RichTextTest::long_text_is_folded_between_characters()
{
    // The emoji at the edge is two UTF-16 units and must not be cut in half.
    const QString text =
        QString(RichText::shownLimit - 1, QLatin1Char('x')) + QStringLiteral("😀 and more");
    const RichText folded = RichText::fromPlain(text, fonts());
    QCOMPARE(folded.displayed().size(), RichText::shownLimit - 1);
    QCOMPARE(folded.hiddenCharacters(), int(text.size()) - RichText::shownLimit + 1);
    QCOMPARE(RichText::fromPlain(QStringLiteral("short"), fonts()).hiddenCharacters(), 0);
}

void RichTextTest::hostile_text_is_laid_out_in_time_data()
{
    QTest::addColumn<QString>("text");
    const auto repeat = [](const QString& part) {
        return part.repeated(1 + RichText::shownLimit / int(part.size()));
    };
    QTest::newRow("no spaces") << repeat(QStringLiteral("x"));
    QTest::newRow("words") << repeat(QStringLiteral("some words and more "));
    QTest::newRow("unfinished emphasis") << repeat(QStringLiteral("**a *b _c "));
    QTest::newRow("brackets") << repeat(QStringLiteral("[[](("));
    QTest::newRow("line feeds") << repeat(QStringLiteral("a\n"));
    QTest::newRow("bullets") << repeat(QStringLiteral("- a\n"));
    QTest::newRow("Arabic") << repeat(QStringLiteral("مرحبا أين "));
    QTest::newRow("both directions") << repeat(QStringLiteral("abc مرحبا "));
    QTest::newRow("combining marks"
    ) << repeat(QStringLiteral("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308"));
    QTest::newRow("emoji") << repeat(QStringLiteral("👩‍👩‍👧‍👦"));
    QTest::newRow("tables") << repeat(QStringLiteral("<table><tr><td>"));
    QTest::newRow("longer than shown") << repeat(QStringLiteral("x ")).repeated(100);
}

void RichTextTest::hostile_text_is_laid_out_in_time()
{
    QFETCH(QString, text);
    RichText::fromMarkdown(QStringLiteral("warm up مرحبا 👩 e\u0301 `x`"), fonts()).layout(500);
    RichText laid;
    const qint64 took = fastestMs([&laid, &text] {
        laid = RichText::fromMarkdown(text, fonts());
        laid.layout(500);
    });
    QVERIFY2(took < 100, qPrintable(QStringLiteral("%1 ms").arg(took)));
    QVERIFY(laid.size().width() <= 500);
}

void RichTextTest::a_link_is_found_where_it_is_drawn()
{
    RichText text =
        RichText::fromMarkdown(QStringLiteral("See [terms](https://shop.example/terms) please"), fonts());
    text.layout(600);
    QString found;
    for (int x = 0; x < text.size().width(); ++x) {
        const QString link = text.linkAt({double(x), 10});
        if (!link.isEmpty()) found = link;
    }
    QCOMPARE(found, QStringLiteral("https://shop.example/terms"));
    QVERIFY(text.linkAt({2, 10}).isEmpty());
    QVERIFY(text.linkAt({text.size().width() + 50, 10}).isEmpty());
}

void RichTextTest::a_position_leads_back_to_its_character()
{
    RichText text = RichText::fromPlain(QStringLiteral("one two three\nfour"), fonts());
    text.layout(600);
    QCOMPARE(text.positionAt({0, 5}), 0);
    QCOMPARE(text.positionAt({599, 200}), int(text.displayed().size()));
    QCOMPARE(text.displayed(text.wordAt(5)), QStringLiteral("two"));
    QCOMPARE(text.displayed({13, 4}), QStringLiteral("two three"));
}

QTEST_MAIN(RichTextTest)
#include "rich_text_test.moc"
