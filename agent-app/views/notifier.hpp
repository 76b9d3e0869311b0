#pragma once

#include <QObject>
#include <QTimer>

class QSystemTrayIcon;
class QWidget;

namespace tandem::console {

class Desk;
class Settings;
class Theme;

// Tells an agent who looks elsewhere that a customer waits or has answered: a sound, a notification, the
// task bar. A waiting customer is announced again until somebody takes them or the window is looked at.
// Texts are plain.
class Notifier final : public QObject
{
    Q_OBJECT

public:
    // All must outlive the notifier; `window` is what it calls attention to.
    Notifier(Desk& desk, Settings& settings, const Theme& theme, QWidget& window);

    // So that nobody has to wait for a customer to learn whether it works.
    void test();

Q_SIGNALS:
    void conversationWanted(const QString& conversationId); // the notification was clicked

private:
    void announce(const QString& title, const QString& text, const QString& conversationId);
    void remind();
    void refreshTray();
    [[nodiscard]] bool isWatched() const;

    Desk& m_desk;
    Settings& m_settings;
    const Theme& m_theme;
    QWidget& m_window;
    QSystemTrayIcon* m_tray = nullptr; // none where the desktop has no tray
    QString m_lastConversation;
    QTimer m_reminder;
    int m_reminders = 0;
    int m_waiting = -1; // as last shown
};

} // namespace tandem::console
