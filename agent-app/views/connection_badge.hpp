#pragma once

#include "agent-app/app/desk.hpp"

#include <QToolButton>

namespace tandem::console {

class Theme;

// One badge that always says how true the screen is: Live, Catching up, Offline since 14:03. Pressed, it
// says what still works.
class ConnectionBadge final : public QToolButton
{
    Q_OBJECT

public:
    // Both must outlive the badge.
    ConnectionBadge(const Theme& theme, const Desk& desk, QWidget* parent = nullptr);

    // "Offline since 14:03"
    [[nodiscard]] static QString words(ConnectionState state, const QDateTime& since);

    // What works in that state, a sentence.
    [[nodiscard]] static QString explanation(ConnectionState state);

private:
    void refresh();

    const Theme& m_theme;
    const Desk& m_desk;
};

} // namespace tandem::console
