#include "agent-app/views/notifier.hpp"

#include "agent-app/app/desk.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/settings/settings.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/foreign_text.hpp"

#include <QApplication>
#include <QSystemTrayIcon>
#include <QWidget>

namespace tandem::console {

namespace {

constexpr int reminderMs = 30'000;
constexpr int mostReminders = 20; // ten minutes; then the task bar alone
constexpr int mostCharacters = 200;

} // namespace

Notifier::Notifier(Desk& desk, Settings& settings, const Theme& theme, QWidget& window)
    : QObject(&window),
      m_desk(desk),
      m_settings(settings),
      m_theme(theme),
      m_window(window)
{
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        m_tray = new QSystemTrayIcon(theme.icon(QStringLiteral("tandem"), ColorRole::accent), this);
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] {
            m_window.raise();
            m_window.activateWindow();
            if (!m_lastConversation.isEmpty()) Q_EMIT conversationWanted(m_lastConversation);
        });
        connect(m_tray, &QSystemTrayIcon::activated, this, [this] {
            m_window.showNormal();
            m_window.raise();
            m_window.activateWindow();
        });
        m_tray->show();
    }
    m_reminder.setInterval(reminderMs);
    connect(&m_reminder, &QTimer::timeout, this, &Notifier::remind);

    connect(
        &desk,
        &Desk::conversationWaiting,
        this,
        [this](const QString& id, const QString& name, const QString& reason) {
            announce(tr("%1 is waiting").arg(name), reason, id);
            m_reminders = 0;
            m_reminder.start();
        }
    );
    connect(
        &desk,
        &Desk::customerReplied,
        this,
        [this](const QString& id, const QString& name, const QString& text) {
            if (!isWatched()) announce(name, text, id);
        }
    );
    const auto* list = desk.conversations();
    connect(list, &QAbstractItemModel::dataChanged, this, &Notifier::refreshTray);
    connect(list, &QAbstractItemModel::rowsInserted, this, &Notifier::refreshTray);
    connect(list, &QAbstractItemModel::rowsRemoved, this, &Notifier::refreshTray);
    connect(list, &QAbstractItemModel::rowsMoved, this, &Notifier::refreshTray);
    refreshTray();
}

void Notifier::test() { announce(tr("Tandem"), tr("This is how a waiting customer is announced."), {}); }

bool Notifier::isWatched() const { return m_window.isActiveWindow(); }

void Notifier::announce(const QString& title, const QString& text, const QString& conversationId)
{
    m_lastConversation = conversationId;
    if (m_settings.get(Setting::SoundOn).toBool()) QApplication::beep();
    if (isWatched() && !conversationId.isEmpty()) return; // the list shows it
    QApplication::alert(&m_window);
    if (m_tray && m_settings.get(Setting::NotificationsOn).toBool())
        m_tray->showMessage(outsideText(title, mostCharacters), outsideText(text, mostCharacters));
}

void Notifier::remind()
{
    const int waiting = m_desk.conversations()->count(Section::Waiting);
    if (waiting == 0 || isWatched() || ++m_reminders > mostReminders) {
        m_reminder.stop();
        return;
    }
    announce(
        tr("%Ln customer(s) waiting", nullptr, waiting), tr("Nobody has accepted yet."), m_lastConversation
    );
}

void Notifier::refreshTray()
{
    const int waiting = m_desk.conversations()->count(Section::Waiting);
    if (waiting == m_waiting) return;
    m_waiting = waiting;
    const QString words =
        waiting > 0 ? tr("%Ln customer(s) waiting", nullptr, waiting) : tr("Nobody is waiting");
    if (m_tray) m_tray->setToolTip(tr("Tandem: %1").arg(words));
}

} // namespace tandem::console
