#pragma once

#include <QWidget>

class QSplitter;

namespace tandem::console {

class ActionCollection;
class ContextPanel;
class ConversationListView;
class ConversationPane;
class Desk;
class MessageBar;
class Settings;
class Theme;

// The four columns: rail, list, conversation, context. Widths are remembered. In a narrow window the
// context column lies over the conversation as a drawer.
class Workspace final : public QWidget
{
    Q_OBJECT

public:
    // All must outlive the workspace.
    Workspace(
        Desk& desk,
        Settings& settings,
        Theme& theme,
        const ActionCollection& actions,
        QWidget* parent = nullptr
    );

    void openConversation(const QString& conversationId);
    [[nodiscard]] QString conversationId() const;

    void cyclePane(bool forward);
    void toggleContext();
    void showOffline();

    [[nodiscard]] ConversationPane* pane() const { return m_pane; }
    [[nodiscard]] ConversationListView* list() const { return m_list; }
    [[nodiscard]] ContextPanel* context() const { return m_context; }
    [[nodiscard]] bool isDrawer() const { return m_drawer; }

Q_SIGNALS:
    void conversationOpened(const QString& conversationId);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QWidget* buildListColumn();
    [[nodiscard]] QList<QWidget*> panes() const; // what takes the focus in each
    void placeContext();
    void storeWidths();
    void restoreSections();

    Desk& m_desk;
    Settings& m_settings;
    const Theme& m_theme;
    QSplitter* m_splitter;
    QWidget* m_rail;
    ConversationListView* m_list;
    MessageBar* m_offline;
    ConversationPane* m_pane;
    ContextPanel* m_context;
    bool m_drawer = false;
    bool m_contextWanted = true;
    bool m_drawerOpen = false;
};

} // namespace tandem::console
