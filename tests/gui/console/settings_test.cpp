#include "agent-app/settings/canned_replies.hpp"
#include "agent-app/settings/settings.hpp"

#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace tandem::console;

class SettingsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void canned_replies_are_kept_newest_first_and_bounded()
    {
        Settings settings;
        settings.reset(Setting::CannedReplies);
        CannedReplies replies(settings);
        QVERIFY(!replies.add(QStringLiteral("  ")));
        QVERIFY(!replies.add(QString(CannedReplies::mostCharacters + 1, QLatin1Char('x'))));
        QVERIFY(replies.add(QStringLiteral("one; \"two\",\nthree")));
        QVERIFY(replies.add(QStringLiteral(" b ")));
        QVERIFY(replies.add(QStringLiteral("one; \"two\",\nthree")));
        QCOMPARE(
            CannedReplies(settings).all(),
            (QStringList{QStringLiteral("one; \"two\",\nthree"), QStringLiteral("b")})
        );
        replies.remove(QStringLiteral("b"));
        for (int i = 0; i < CannedReplies::most; ++i)
            QVERIFY(replies.add(QString::number(i)));
        QCOMPARE(replies.all().size(), CannedReplies::most);
        QVERIFY(!replies.all().contains(QStringLiteral("one; \"two\",\nthree")));
        settings.reset(Setting::CannedReplies);
    }

    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(QStringLiteral("settings_test"));
    }
    void init()
    {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
        QFile::remove(folder + QStringLiteral("/console.ini"));
        QFile::remove(folder + QStringLiteral("/console-machine.ini"));
    }

    void what_was_never_set_has_its_default()
    {
        const Settings settings;
        QVERIFY(settings.get(Setting::SoundOn).toBool());
        QCOMPARE(settings.sendKey(), SendKey::CtrlEnter);
        QCOMPARE(settings.get(Setting::Shortcuts).toMap(), QVariantMap());
    }

    void values_survive_and_tell_once()
    {
        {
            Settings settings;
            QSignalSpy changed(&settings, &Settings::changed);
            settings.set(Setting::SendKey, static_cast<int>(SendKey::Enter));
            settings.set(Setting::SendKey, static_cast<int>(SendKey::Enter));
            settings.set(Setting::SoundOn, false);
            settings.set(Setting::CollapsedSections, QStringList{QStringLiteral("Mine")});
            settings.set(Setting::WindowGeometry, QByteArray("\x01\x00\x02", 3));
            settings.set(
                Setting::Shortcuts, QVariantMap{{QStringLiteral("accept"), QStringLiteral("Ctrl+A")}}
            );
            QCOMPARE(changed.count(), 5);
        }
        Settings settings;
        QCOMPARE(settings.sendKey(), SendKey::Enter);
        QVERIFY(!settings.get(Setting::SoundOn).toBool());
        QCOMPARE(
            settings.get(Setting::CollapsedSections).toStringList(), QStringList{QStringLiteral("Mine")}
        );
        QCOMPARE(settings.get(Setting::WindowGeometry).toByteArray(), QByteArray("\x01\x00\x02", 3));
        QCOMPARE(
            settings.get(Setting::Shortcuts).toMap().value(QStringLiteral("accept")).toString(),
            QStringLiteral("Ctrl+A")
        );
        settings.reset(Setting::SoundOn);
        QVERIFY(settings.get(Setting::SoundOn).toBool());
    }

    void a_wrong_type_in_the_file_gives_the_default()
    {
        {
            QSettings file(
                QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) +
                    QStringLiteral("/console.ini"),
                QSettings::IniFormat
            );
            file.setValue(QStringLiteral("composer/send_key"), QStringLiteral("banana"));
        }
        const Settings settings;
        QCOMPARE(settings.sendKey(), SendKey::CtrlEnter);
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
