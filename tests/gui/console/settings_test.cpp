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
