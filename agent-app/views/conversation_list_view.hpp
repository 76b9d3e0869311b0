#pragma once

#include "agent-app/models/roles.hpp"

#include <QListView>
#include <QTimer>

namespace tandem::console {

class ConversationDelegate;
class ConversationListModel;
class Theme;

// The list of conversations in its sections. Waiting times count by themselves. The selected conversation
// stays selected wherever it moves, and nothing scrolls by itself. While the pointer moves over the list
// nothing comes or changes place in it: what is new waits behind its section's "3 new" until the pointer
// rests or leaves, or somebody asks for it.
class ConversationListView final : public QListView
{
    Q_OBJECT

public:
    // Theme and model must outlive the view.
    ConversationListView(const Theme& theme, ConversationListModel& model, QWidget* parent = nullptr);

    // Makes it the current row without opening it again; an unknown or empty id clears the choice.
    void setCurrentConversation(const QString& conversationId);
    [[nodiscard]] QString currentConversation() const;

Q_SIGNALS:
    void conversationChosen(const QString& conversationId);
    void sectionToggled(tandem::console::Section section, bool collapsed);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    [[nodiscard]] QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] QItemSelectionModel::SelectionFlags
    selectionCommand(const QModelIndex& index, const QEvent* event) const override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void toggle(const QModelIndex& header);
    void countWaits();
    void hold(bool holding);

    ConversationListModel& m_model;
    ConversationDelegate* m_delegate;
    QTimer m_second;
    QTimer m_still;         // since the pointer last moved
    bool m_choosing = true; // a change of the current row opens it
};

} // namespace tandem::console
