#pragma once

#include "agent-app/app/desk.hpp"

#include <QFrame>

class QToolButton;

namespace tandem::console {

class ActionCollection;
class Settings;
class Theme;

// The narrow column at the edge: what the window shows, and who the agent is.
class Rail final : public QFrame
{
    Q_OBJECT

public:
    // All must outlive the rail.
    Rail(
        Desk& desk,
        Settings& settings,
        Theme& theme,
        const ActionCollection& actions,
        QWidget* parent = nullptr
    );

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton*
    addButton(const QString& name, const QString& icon, const QString& text, const QString& toolTip);
    void buildPresenceMenu();
    void buildMainMenu(const ActionCollection& actions);
    void refreshPresence();

    Desk& m_desk;
    Settings& m_settings;
    Theme& m_theme;
    QToolButton* m_presence = nullptr;
    QToolButton* m_menu = nullptr;
};

} // namespace tandem::console
