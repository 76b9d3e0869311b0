#include "agent-app/settings/settings.hpp"

#include <QStandardPaths>

#include <array>

namespace tandem::console {

namespace {

enum class Scope { User, Machine };

struct Entry
{
    Setting setting;
    const char* key;
    Scope scope;
    QVariant fallback;
};

const auto& table()
{
    static const std::array entries{
        Entry{Setting::ServerUrl, "server/url", Scope::User, QStringLiteral("ws://127.0.0.1:8080")},
        Entry{Setting::LoginName, "server/login", Scope::User, QString()},
        Entry{Setting::SendKey, "composer/send_key", Scope::User, static_cast<int>(SendKey::CtrlEnter)},
        Entry{Setting::SoundOn, "alerts/sound", Scope::User, true},
        Entry{Setting::NotificationsOn, "alerts/notifications", Scope::User, true},
        Entry{Setting::WindowGeometry, "window/geometry", Scope::Machine, QByteArray()},
        Entry{Setting::WindowState, "window/state", Scope::Machine, QByteArray()},
        Entry{Setting::ColumnWidths, "window/columns", Scope::Machine, QByteArray()},
        Entry{Setting::ContextColumnVisible, "window/context_column", Scope::Machine, true},
        Entry{Setting::CollapsedSections, "list/collapsed", Scope::User, QStringList()},
        Entry{Setting::CannedReplies, "composer/canned_replies", Scope::User, QStringList()},
        Entry{Setting::ColorScheme, "window/color_scheme", Scope::User, 0},
        Entry{Setting::Shortcuts, "keys", Scope::User, QVariantMap()},
    };
    return entries;
}

const Entry& entryOf(Setting setting)
{
    for (const auto& entry : table()) {
        if (entry.setting == setting) return entry;
    }
    Q_UNREACHABLE();
}

QString path(const char* name)
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QLatin1Char('/') +
           QString::fromLatin1(name);
}

} // namespace

Settings::Settings(QObject* parent)
    : QObject(parent),
      m_user(path("console.ini"), QSettings::IniFormat),
      m_machine(path("console-machine.ini"), QSettings::IniFormat)
{}

QVariant Settings::get(Setting setting) const
{
    const Entry& entry = entryOf(setting);
    QVariant value = file(setting).value(QLatin1String(entry.key));
    // A file that somebody edited must not bring a type that callers do not expect; text becomes a number
    // or a bool.
    if (!value.isValid() || !value.convert(entry.fallback.metaType())) return entry.fallback;
    return value;
}

void Settings::set(Setting setting, const QVariant& value)
{
    if (get(setting) == value) return;
    file(setting).setValue(QLatin1String(entryOf(setting).key), value);
    Q_EMIT changed(setting);
}

void Settings::reset(Setting setting)
{
    const QVariant before = get(setting);
    file(setting).remove(QLatin1String(entryOf(setting).key));
    if (get(setting) != before) Q_EMIT changed(setting);
}

SendKey Settings::sendKey() const
{
    return get(Setting::SendKey).toInt() == static_cast<int>(SendKey::Enter) ? SendKey::Enter
                                                                             : SendKey::CtrlEnter;
}

QSettings& Settings::file(Setting setting) const
{
    return entryOf(setting).scope == Scope::Machine ? m_machine : m_user;
}

} // namespace tandem::console
