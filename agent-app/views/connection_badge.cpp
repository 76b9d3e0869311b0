#include "agent-app/views/connection_badge.hpp"

#include "agent-app/theme/theme.hpp"
#include "agent-app/views/ink.hpp"

#include <QToolTip>

namespace tandem::console {

ConnectionBadge::ConnectionBadge(const Theme& theme, const Desk& desk, QWidget* parent)
    : QToolButton(parent),
      m_theme(theme),
      m_desk(desk)
{
    setObjectName(QStringLiteral("connection"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFont(theme.font(TextRole::meta));
    connect(&desk, &Desk::connectionStateChanged, this, &ConnectionBadge::refresh);
    connect(&theme, &Theme::changed, this, &ConnectionBadge::refresh);
    connect(this, &QToolButton::clicked, this, [this] {
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), explanation(m_desk.connectionState()), this);
    });
    refresh();
}

QString ConnectionBadge::words(ConnectionState state, const QDateTime& since)
{
    switch (state) {
    case ConnectionState::SignedOut:
        return tr("Signed out");
    case ConnectionState::Connecting:
        return tr("Connecting");
    case ConnectionState::Live:
        return tr("Live");
    case ConnectionState::CatchingUp:
        return tr("Catching up");
    case ConnectionState::Offline:
        return tr("Offline since %1").arg(timeOfDay(since));
    }
    return {};
}

QString ConnectionBadge::explanation(ConnectionState state)
{
    switch (state) {
    case ConnectionState::SignedOut:
        return tr("Sign in to see conversations.");
    case ConnectionState::Connecting:
        return tr("What you see comes from this computer until the server answers.");
    case ConnectionState::Live:
        return tr("What you see is what is.");
    case ConnectionState::CatchingUp:
        return tr("Connected again. What was missed is on its way.");
    case ConnectionState::Offline:
        return tr(
            "Reading and writing go on: replies and notes are sent once, when the connection is back. "
            "Accepting, taking over and resolving wait until then."
        );
    }
    return {};
}

void ConnectionBadge::refresh()
{
    const ConnectionState state = m_desk.connectionState();
    QString icon = QStringLiteral("sync");
    ColorRole ink = ColorRole::warn;
    if (state == ConnectionState::Live) {
        icon = QStringLiteral("live");
        ink = ColorRole::ok;
    } else if (state == ConnectionState::Offline || state == ConnectionState::SignedOut) {
        icon = QStringLiteral("offline");
        ink = ColorRole::danger;
    }
    const QString text = words(state, m_desk.connectionSince());
    setIcon(m_theme.icon(icon, ink));
    setText(text);
    setToolTip(explanation(state));
    setAccessibleName(tr("Connection: %1").arg(text));
    setInk(this, m_theme.color(ink));
}

} // namespace tandem::console
