#pragma once

#include <QMainWindow>
#include <QPointer>
#include <QUrl>

class QStackedWidget;

namespace tandem::console {

class ActionCollection;
class CommandPalette;
class Desk;
class MessageBar;
class Notifier;
class Settings;
class ShortcutsDialog;
class SignInView;
class Theme;
class Workspace;
struct PaletteEntry;

// The console's window: the sign-in, then the workspace, and every action by key, menu and name.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    // All must outlive the window. The theme must have been installed.
    MainWindow(Desk& desk, Settings& settings, Theme& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    // Signs in with what is remembered, or asks. Call once, after show().
    void start();

    [[nodiscard]] ActionCollection* actions() const { return m_actions; }
    [[nodiscard]] Workspace* workspace() const { return m_workspace; }
    [[nodiscard]] SignInView* signIn() const { return m_signIn; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void connectDesk();
    void connectActions();
    void refreshActions();
    void refreshTitle(); // who is open and how many wait, for the task bar and assistive tools
    void showScreen();

    void acceptNext();
    void resolve(bool survey);
    void openNext();
    void openMine(int n);
    void openPalette();
    void findEverywhere();
    [[nodiscard]] QList<PaletteEntry> people() const; // every conversation by name and last words
    void openCannedReplies(bool toForget);
    void saveReply();
    void openShortcuts();
    void askToSignOut();
    [[nodiscard]] QString openId() const;

    Desk& m_desk;
    Settings& m_settings;
    Theme& m_theme;
    ActionCollection* m_actions;
    QStackedWidget* m_stack;
    SignInView* m_signIn;
    Workspace* m_workspace;
    MessageBar* m_bar; // what concerns the whole window
    CommandPalette* m_palette;
    Notifier* m_notifier;
    QPointer<ShortcutsDialog> m_shortcuts;
    bool m_askedByHand = false; // the sign-in under way was typed, and stays on screen until it is answered
    bool m_remember = true;
    QUrl m_server;
    QString m_login;
};

} // namespace tandem::console
