#include "agent-app/views/conversation_header.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/action_collection.hpp"
#include "agent-app/views/elided_label.hpp"
#include "agent-app/views/ink.hpp"
#include "agent-app/views/key_button.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace tandem::console {

namespace {

constexpr int leastNameWidth = 180;

} // namespace

ConversationHeader::ConversationHeader(const Theme& theme, const ActionCollection& actions, QWidget* parent)
    : QFrame(parent),
      m_theme(theme),
      m_name(new ElidedLabel),
      m_meta(new ElidedLabel),
      m_ownerIcon(new QLabel),
      m_buttons(new QWidget),
      m_more(new QToolButton)
{
    m_ownerIcon->setTextFormat(Qt::PlainText);
    m_name->setObjectName(QStringLiteral("customerName"));
    m_name->setFont(theme.font(TextRole::title));
    m_meta->setFont(theme.font(TextRole::meta));

    auto* metaRow = new QHBoxLayout;
    metaRow->setSpacing(tokens::gap1);
    metaRow->addWidget(m_ownerIcon);
    metaRow->addWidget(m_meta, 1);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(m_name);
    titles->addLayout(metaRow);

    using Look = KeyButton::Look;
    auto* buttonRow = new QHBoxLayout(m_buttons);
    buttonRow->setContentsMargins({});
    buttonRow->setSpacing(tokens::gap1);
    const auto add = [&](ActionId id, Look look, const QString& words) {
        auto* button = new KeyButton(theme, actions, id, look);
        button->setWords(words);
        buttonRow->addWidget(button);
        m_actionButtons << button;
    };
    add(ActionId::transfer, Look::quiet, tr("Transfer"));
    add(ActionId::handBack, Look::quiet, tr("Hand back"));
    add(ActionId::resolve, Look::plain, tr("Resolve"));
    add(ActionId::takeOver, Look::primary, tr("Take over"));
    add(ActionId::accept, Look::primary, tr("Accept"));

    m_more->setObjectName(QStringLiteral("moreActions"));
    m_more->setIcon(theme.icon(QStringLiteral("more")));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setToolTip(tr("All actions"));
    m_more->setAccessibleName(tr("All actions of this conversation"));
    auto* menu = new QMenu(m_more);
    for (const ActionId id : actions.ofGroup(ActionGroup::conversation))
        menu->addAction(actions.action(id));
    m_more->setMenu(menu);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(tokens::gap4, tokens::gap2, tokens::gap2, tokens::gap2);
    row->setSpacing(tokens::gap2);
    row->addLayout(titles, 1);
    row->addWidget(m_buttons);
    row->addWidget(m_more);

    connect(&theme, &Theme::changed, this, &ConversationHeader::refreshMeta);
}

void ConversationHeader::setHeader(const Header& header)
{
    m_header = header;
    m_name->setText(header.customerName);
    refreshMeta();
    fitButtons();
}

void ConversationHeader::setCustomerTyping(bool typing)
{
    m_typing = typing;
    refreshMeta();
}

void ConversationHeader::refreshMeta()
{
    setInk(m_meta, m_theme.color(m_typing ? ColorRole::accent : ColorRole::muted));

    QString icon = QStringLiteral("person");
    switch (m_header.ownerKind) {
    case protocol::OwnerKind::bot:
        icon = QStringLiteral("bot");
        break;
    case protocol::OwnerKind::queue:
    case protocol::OwnerKind::offered:
        icon = QStringLiteral("queue");
        break;
    case protocol::OwnerKind::agent:
        icon = QStringLiteral("headset");
        break;
    case protocol::OwnerKind::none:
        icon = QStringLiteral("resolve");
        break;
    }
    m_ownerIcon->setPixmap(m_theme.icon(icon, ColorRole::muted).pixmap(tokens::iconSmall));

    QStringList parts;
    parts << (m_header.mine ? tr("With you") : ownerText(m_header.ownerKind, m_header.ownerName));
    if (m_header.lifecycle != protocol::Lifecycle::active &&
        m_header.lifecycle != protocol::Lifecycle::unknown)
        parts << lifecycleText(m_header.lifecycle);
    if (!m_header.queue.isEmpty()) parts << m_header.queue;
    if (!m_header.language.isEmpty()) parts << languageName(m_header.language);
    if (!m_header.known) parts << tr("from the copy on this computer");
    if (m_typing) parts.prepend(tr("Customer is typing…"));
    m_meta->setText(parts.join(QStringLiteral(" · ")));
}

void ConversationHeader::fitButtons()
{
    // In the order of the buttons.
    const bool offered[] = {
        m_header.canTransfer,
        m_header.canHandBack,
        m_header.canResolve,
        m_header.canTakeOver && !m_header.canAccept, // what waits is accepted
        m_header.canAccept,
    };
    // The most important stand last; from there on, as many as leave room for the name. What has none is
    // still in the menu and on its key.
    int room = width() - leastNameWidth - m_more->sizeHint().width() - 2 * tokens::gap4;
    for (qsizetype i = m_actionButtons.size() - 1; i >= 0; --i) {
        QWidget* button = m_actionButtons[i];
        const int needs = button->sizeHint().width() + tokens::gap1;
        const bool fits = offered[i] && room >= needs;
        if (fits) room -= needs;
        button->setVisible(fits);
    }
}

void ConversationHeader::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    fitButtons();
}

void ConversationHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(ColorRole::surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(ColorRole::line));
}

} // namespace tandem::console
