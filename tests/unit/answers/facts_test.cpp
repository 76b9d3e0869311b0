#include "backend/bot/answers/facts.hpp"

#include <QtTest>

using namespace tandem::bot;

namespace {

QString joined(const std::set<std::string>& all)
{
    QStringList out;
    for (const auto& one : all)
        out << QString::fromStdString(one);
    return out.join(' ');
}

} // namespace

class FactsTest : public QObject
{
    Q_OBJECT

private slots:
    void numbers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("readings"); // of one number by "|", of several by " "
        const auto row = [](const char* text, const char* readings) {
            QTest::newRow(text) << text << readings;
        };
        row("30 days", "30");
        row("\xE2\x82\xAC"
            "3.95 or 3,95",
            "3.95 3.95");
        row("59.00", "59");
        row("2,700 K", "2.7|2700");
        row("1.234,50", "1234.5");
        row("1\xE2\x80\x93"
            "2 days",
            "1 2");
        row("thirty days, zwei Wochen", "30 2");
        row("See [1] and [12]", "");
        row("1. Open it\n2) Close it", "");
        row("on 24.12. at 14:00", "24.12 14 0");
        row("E27", "27");
        row("no numbers, one lamp", "");
    }
    void numbers()
    {
        QFETCH(QString, text);
        QFETCH(QString, readings);
        QStringList out;
        for (const auto& number : numbers_in(text.toStdString())) {
            QStringList one;
            for (const auto& reading : number.readings)
                one << QString::fromStdString(reading);
            out << one.join('|');
        }
        QCOMPARE(out.join(' '), readings);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hosts");
        QTest::addColumn<QString>("emails");
        QTest::addColumn<bool>("embedded");
        const auto row =
            [](const char* text, const char* hosts, const char* emails = "", bool embedded = false) {
                QTest::newRow(text) << text << hosts << emails << embedded;
            };
        row("see https://Shop.Example/path?a=b.", "shop.example");
        row("[here](https://evil.example)", "evil.example");
        row("go to evil.com/x now", "evil.com");
        row("www.evil.co.uk!", "www.evil.co.uk");
        row("write to help@lumen.example.", "", "help@lumen.example");
        row("[mail](mailto:a@b.de)", "", "a@b.de");
        row("https://lumen.example@evil.com/", "evil.com");
        row("http://192.168.0.1/x", "192.168.0.1");
        row("![x](https://evil.com/a.png)", "evil.com", "", true);
        row("<img src=x>", "", "", true);
        row("javascript:alert(1)", "", "", true);
        row("Open e.g. the box. Then, i.e. later. It costs 3.95", "");
        row("a < b and 3 > 2", "");
    }
    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, hosts);
        QFETCH(QString, emails);
        QFETCH(bool, embedded);
        const auto found = addresses_in(text.toStdString());
        QCOMPARE(joined(found.hosts), hosts);
        QCOMPARE(joined(found.emails), emails);
        QCOMPARE(found.embedded, embedded);
    }

    void article_links_are_told_apart()
    {
        QCOMPARE(
            joined(addresses_in("see [x](article:returns-how-to).").articles), QString("returns-how-to")
        );
    }

    void calendar()
    {
        QCOMPARE(
            joined(calendar_words("Until 24 December, Montags not, M\xC3\xA4rz and Monday")),
            QString("december march monday")
        );
        QCOMPARE(joined(calendar_words("You may come")), QString());
    }

    void citations() { QCOMPARE(citations_in("a [1][3], [x] [12] [").size(), 3U); }

    void denial_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("denied");
        const auto row = [](const char* text, bool denied) { QTest::newRow(text) << text << denied; };
        row("You can return it", false);
        row("You cannot return it", true);
        row("You can't return it", true);
        row("It is not true that you cannot", false);
        row("No, you can return it", false);
        row("No, you can't return it", true);
        row("Das geht nicht", true);
        row("Keine Gebuehr", true);
        row("Kein Problem, ohne Kosten", false);
    }
    void denial()
    {
        QFETCH(QString, text);
        QFETCH(bool, denied);
        QCOMPARE(denies(text.toStdString()), denied);
    }
};

QTEST_GUILESS_MAIN(FactsTest)
#include "facts_test.moc"
