#include "agent-app/theme/palette.hpp"

#include "agent-app/theme/theme.hpp"

#include <QApplication>
#include <QDirIterator>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace tandem::console;

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void every_ink_reads_on_every_ground_data();
    void every_ink_reads_on_every_ground();
    void text_on_the_accent_reads();
    void borders_of_controls_are_seen();
    void palette_writes_with_the_same_colours();
    void contrast_agrees_with_known_values();
    void choice_changes_the_application_and_says_so();
    void a_scheme_is_read_from_a_palette();
    void every_icon_draws_something_in_its_colour();
    void an_icon_follows_the_scheme();
};

namespace {

constexpr std::array schemes{Scheme::light, Scheme::dark};

int paintedPixels(const QImage& image, const QColor& color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > 200 && std::abs(pixel.red() - color.red()) < 12 &&
                std::abs(pixel.green() - color.green()) < 12 && std::abs(pixel.blue() - color.blue()) < 12)
                ++count;
        }
    return count;
}

} // namespace

void ThemeTest::every_ink_reads_on_every_ground_data()
{
    QTest::addColumn<int>("scheme");
    QTest::addColumn<int>("ink");
    QTest::addColumn<int>("ground");
    for (const Scheme scheme : schemes)
        for (const ColorRole ink : inkRoles)
            for (const ColorRole ground : groundRoles)
                QTest::addRow("%d: %d on %d", int(scheme), int(ink), int(ground))
                    << int(scheme) << int(ink) << int(ground);
}

void ThemeTest::every_ink_reads_on_every_ground()
{
    QFETCH(int, scheme);
    QFETCH(int, ink);
    QFETCH(int, ground);
    const double ratio =
        contrast(colorOf(ColorRole(ink), Scheme(scheme)), colorOf(ColorRole(ground), Scheme(scheme)));
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
}

void ThemeTest::text_on_the_accent_reads()
{
    for (const Scheme scheme : schemes)
        QVERIFY(contrast(colorOf(ColorRole::onAccent, scheme), colorOf(ColorRole::accent, scheme)) >= 4.5);
}

void ThemeTest::borders_of_controls_are_seen()
{
    for (const Scheme scheme : schemes)
        for (const ColorRole ground :
             {ColorRole::window, ColorRole::surface, ColorRole::raised, ColorRole::note}) {
            const double ratio = contrast(colorOf(ColorRole::control, scheme), colorOf(ground, scheme));
            QVERIFY2(ratio >= 3.0, qPrintable(QString::number(ratio)));
        }
}

void ThemeTest::palette_writes_with_the_same_colours()
{
    const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
        {QPalette::WindowText, QPalette::Window},
        {QPalette::Text, QPalette::Base},
        {QPalette::ButtonText, QPalette::Button},
        {QPalette::PlaceholderText, QPalette::Base},
        {QPalette::HighlightedText, QPalette::Highlight},
        {QPalette::ToolTipText, QPalette::ToolTipBase},
        {QPalette::Link, QPalette::Base},
    };
    for (const Scheme scheme : schemes) {
        const QPalette palette = buildPalette(scheme);
        for (const auto& [ink, ground] : pairs)
            QVERIFY(contrast(palette.color(ink), palette.color(ground)) >= 4.5);
    }
}

void ThemeTest::contrast_agrees_with_known_values()
{
    QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    // The example that WCAG's own technique gives for 4.5 : 1.
    QVERIFY(std::abs(contrast(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
}

void ThemeTest::choice_changes_the_application_and_says_so()
{
    Theme theme;
    theme.install(*qApp);
    theme.setChoice(SchemeChoice::light);
    QSignalSpy changes(&theme, &Theme::changed);

    theme.setChoice(SchemeChoice::dark);

    QCOMPARE(changes.count(), 1);
    QCOMPARE(theme.scheme(), Scheme::dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), colorOf(ColorRole::window, Scheme::dark));
    theme.setChoice(SchemeChoice::dark);
    QCOMPARE(changes.count(), 1);

    // What the system says is light here, and ours must not be mistaken for it.
    theme.setChoice(SchemeChoice::system);
    QCOMPARE(theme.scheme(), Scheme::light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), colorOf(ColorRole::window, Scheme::light));
}

void ThemeTest::a_scheme_is_read_from_a_palette()
{
    for (const Scheme scheme : schemes)
        QCOMPARE(schemeOf(buildPalette(scheme)), scheme);
}

void ThemeTest::every_icon_draws_something_in_its_colour()
{
    Theme theme;
    theme.setChoice(SchemeChoice::light);
    (void)theme.icon(QStringLiteral("person")).pixmap(20); // registers the resources
    int icons = 0;
    for (QDirIterator it(QStringLiteral(":/icons")); it.hasNext();) {
        it.next();
        ++icons;
        const QString name = it.fileInfo().completeBaseName();
        const QImage image = theme.icon(name, ColorRole::danger).pixmap(40).toImage();
        const int painted = paintedPixels(image, theme.color(ColorRole::danger));
        QVERIFY2(painted > 20, qPrintable(name));
        QVERIFY2(painted < 40 * 40 * 3 / 4, qPrintable(name));
    }
    QVERIFY(icons >= 25);
}

void ThemeTest::an_icon_follows_the_scheme()
{
    Theme theme;
    theme.setChoice(SchemeChoice::light);
    const QIcon icon = theme.icon(QStringLiteral("bot"), ColorRole::accent);
    const int light = paintedPixels(icon.pixmap(40).toImage(), colorOf(ColorRole::accent, Scheme::light));
    theme.setChoice(SchemeChoice::dark);
    const int dark = paintedPixels(icon.pixmap(40).toImage(), colorOf(ColorRole::accent, Scheme::dark));
    QVERIFY(light > 20);
    QVERIFY(dark > 20);
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
