#pragma once

#include <QObject>
#include <QSettings>
#include <QVariant>

namespace tandem::console {

// Every setting of the console, once. Its name, default and scope are in one table in settings.cpp.
enum class Setting {
    ServerUrl,            // QString, "ws://127.0.0.1:8080"
    LoginName,            // QString
    SendKey,              // int of SendKey
    SoundOn,              // bool
    NotificationsOn,      // bool
    WindowGeometry,       // QByteArray, this machine only
    WindowState,          // QByteArray, this machine only
    ColumnWidths,         // QByteArray (QSplitter state), this machine only
    ContextColumnVisible, // bool, this machine only
    CollapsedSections,    // QStringList
    CannedReplies,        // QStringList, see CannedReplies
    ColorScheme,          // int of SchemeChoice: as the desktop, light or dark
    Shortcuts,            // QVariantMap of action name to key: only what a person changed
};

enum class SendKey { CtrlEnter, Enter };

// Typed access. Machine scope is what makes no sense elsewhere (geometry); user scope is what a person
// would take along. Never holds secrets: the session token is in the local store.
class Settings final : public QObject
{
    Q_OBJECT

public:
    explicit Settings(QObject* parent = nullptr); // files in QStandardPaths::AppConfigLocation

    [[nodiscard]] QVariant get(Setting setting) const; // the default when never set or of a wrong type
    void set(Setting setting, const QVariant& value);
    void reset(Setting setting);

    [[nodiscard]] SendKey sendKey() const;

Q_SIGNALS:
    void changed(tandem::console::Setting setting);

private:
    [[nodiscard]] QSettings& file(Setting setting) const;

    mutable QSettings m_user;
    mutable QSettings m_machine;
};

} // namespace tandem::console
