#pragma once

#include "agent-app/app/desk.hpp"

#include <QFrame>

class QLabel;
class QMenu;
class QToolButton;

namespace tandem::console {

class ActionCollection;
class ElidedLabel;
class Theme;

// Who this is, who has it, and what can be done with it now. What does not fit as a button is in the menu
// at its end.
class ConversationHeader final : public QFrame
{
    Q_OBJECT

public:
    // Theme and actions must outlive the header.
    ConversationHeader(const Theme& theme, const ActionCollection& actions, QWidget* parent = nullptr);

    void setHeader(const Header& header);
    void setCustomerTyping(bool typing);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refreshMeta();
    void fitButtons();

    const Theme& m_theme;
    Header m_header;
    bool m_typing = false;
    ElidedLabel* m_name;
    ElidedLabel* m_meta;
    QLabel* m_ownerIcon;
    QWidget* m_buttons;
    QList<QWidget*> m_actionButtons;
    QToolButton* m_more;
};

} // namespace tandem::console
