#include "agent-app/settings/language.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QLocale>
#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QtTest>

using namespace tandem::console;

namespace {

QStringList placeholders(const QString& text)
{
    QStringList found;
    static const QRegularExpression mark(QStringLiteral("%L?[0-9n]"));
    for (auto it = mark.globalMatch(text); it.hasNext();)
        found.append(it.next().captured());
    found.sort();
    return found;
}

} // namespace

class TranslationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The file is what translators edit, so it is what is looked at.
    void every_text_is_translated_and_keeps_its_placeholders_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("German") << QStringLiteral("de");
        QTest::newRow("English plurals") << QStringLiteral("en");
    }

    void every_text_is_translated_and_keeps_its_placeholders()
    {
        QFETCH(QString, language);
        QFile file(
            QStringLiteral(TANDEM_SOURCE_DIR "/resources/translations/tandem-console_%1.ts").arg(language)
        );
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        QString source;
        bool forms = false; // the message has one text for each number
        int texts = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            if (xml.name() == QLatin1String("translation")) {
                const auto type = xml.attributes().value(QLatin1String("type"));
                QVERIFY2(type.isEmpty(), qPrintable(type.toString() + QStringLiteral(": ") + source));
            }
            if (xml.name() == QLatin1String("source")) source = xml.readElementText();
            const bool plural = xml.name() == QLatin1String("message") &&
                                xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
            if (xml.name() == QLatin1String("message")) forms = plural;
            const auto holder = forms ? QLatin1String("numerusform") : QLatin1String("translation");
            if (xml.name() != holder) continue;
            const QString translated = xml.readElementText();
            ++texts;
            QVERIFY2(!translated.isEmpty(), qPrintable(source));
            QVERIFY2(placeholders(translated) == placeholders(source), qPrintable(translated));
        }
        QVERIFY(!xml.hasError());
        QVERIFY(texts > 20);
    }

    void the_language_of_the_desktop_is_spoken()
    {
        const auto said = [](const char* text, int n = -1) {
            return QCoreApplication::translate("tandem::console::Composer", text, nullptr, n);
        };
        installLanguage(*QCoreApplication::instance(), QLocale(QLocale::French));
        QCOMPARE(said("%Ln character(s) left", 1), QStringLiteral("1 character left"));
        QCOMPARE(said("Reply"), QStringLiteral("Reply"));
        installLanguage(*QCoreApplication::instance(), QLocale(QStringLiteral("de_AT")));
        QCOMPARE(said("Reply"), QStringLiteral("Antwort"));
        QCOMPARE(said("%Ln character(s) left", 3), QStringLiteral("noch 3 Zeichen"));
    }
};

QTEST_MAIN(TranslationsTest)
#include "translations_test.moc"
