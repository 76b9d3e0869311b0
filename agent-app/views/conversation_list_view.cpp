#include "agent-app/views/conversation_list_view.hpp"

#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/views/delegates/conversation_delegate.hpp"

#include <QKeyEvent>
#include <QScopedValueRollback>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int stillMs = 4000; // after which nobody is about to click

bool isHeader(const QModelIndex& index) { return index.data(role(ConversationRole::IsHeader)).toBool(); }

QString idOf(const QModelIndex& index) { return index.data(role(ConversationRole::Id)).toString(); }

} // namespace

ConversationListView::ConversationListView(
    const Theme& theme, ConversationListModel& model, QWidget* parent
)
    : QListView(parent),
      m_model(model),
      m_delegate(new ConversationDelegate(theme, this))
{
    setObjectName(QStringLiteral("conversations"));
    setAccessibleName(tr("Conversations"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setEditTriggers(NoEditTriggers);
    setItemDelegate(m_delegate);
    viewport()->setAttribute(Qt::WA_Hover);
    setModel(&m_model);

    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ConversationListView::countWaits);
    m_still.setSingleShot(true);
    m_still.setInterval(stillMs);
    connect(&m_still, &QTimer::timeout, this, [this] { hold(false); });
}

void ConversationListView::setCurrentConversation(const QString& conversationId)
{
    if (conversationId == currentConversation()) return;
    const QScopedValueRollback guard(m_choosing, false);
    const QModelIndex index = m_model.indexOf(conversationId);
    if (index.isValid())
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    else
        selectionModel()->clear();
}

QString ConversationListView::currentConversation() const
{
    const QModelIndexList selected = selectionModel()->selectedIndexes();
    return selected.isEmpty() ? QString() : idOf(selected.first());
}

void ConversationListView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    // When the current row is removed Qt moves on by itself; only a person opens another conversation.
    if (!m_choosing || !current.isValid() || isHeader(current)) return;
    if (!hasFocus() && !viewport()->underMouse()) return;
    Q_EMIT conversationChosen(idOf(current));
}

QModelIndex ConversationListView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    // Home and End go to conversations; headers are reached with the arrows, to open and close a section.
    if (action != MoveHome && action != MoveEnd) return QListView::moveCursor(action, modifiers);
    const int rows = m_model.rowCount();
    for (int i = 0; i < rows; ++i) {
        const QModelIndex index = m_model.index(action == MoveHome ? i : rows - 1 - i, 0);
        if (!isHeader(index)) return index;
    }
    return {};
}

QItemSelectionModel::SelectionFlags
ConversationListView::selectionCommand(const QModelIndex& index, const QEvent* event) const
{
    // What is open stays marked while the keyboard passes over a section's header.
    if (!index.isValid() || isHeader(index)) return QItemSelectionModel::NoUpdate;
    return QListView::selectionCommand(index, event);
}

void ConversationListView::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex current = currentIndex();
    if (current.isValid() && isHeader(current)) {
        const bool collapsed = current.data(role(ConversationRole::Collapsed)).toBool();
        const bool flip = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return ||
                          event->key() == Qt::Key_Enter;
        if (flip || (event->key() == Qt::Key_Left && !collapsed) ||
            (event->key() == Qt::Key_Right && collapsed)) {
            toggle(current);
            return;
        }
    } else if (current.isValid() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT conversationChosen(idOf(current));
        return;
    }
    QListView::keyPressEvent(event);
}

void ConversationListView::mousePressEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid() && isHeader(index)) {
        if (event->button() == Qt::LeftButton) toggle(index);
        return;
    }
    QListView::mousePressEvent(event);
}

void ConversationListView::toggle(const QModelIndex& header)
{
    if (header.data(role(ConversationRole::New)).toInt() > 0) {
        hold(false);
        return;
    }
    const auto section = Section(header.data(role(ConversationRole::Section)).toInt());
    const bool collapse = !header.data(role(ConversationRole::Collapsed)).toBool();
    m_model.setCollapsed(section, collapse);
    Q_EMIT sectionToggled(section, collapse);
}

void ConversationListView::countWaits()
{
    // Only the waiting rows change with time, and they stand first.
    const QModelIndex end = m_model.headerOf(Section::Mine);
    const QRect last = visualRect(end);
    if (last.top() > 0)
        viewport()->update(0, 0, viewport()->width(), std::min(last.top(), viewport()->height()));
}

void ConversationListView::hold(bool holding)
{
    m_model.setHolding(holding);
    if (holding)
        m_still.start();
    else
        m_still.stop();
}

bool ConversationListView::viewportEvent(QEvent* event)
{
    switch (event->type()) {
    case QEvent::HoverEnter:
    case QEvent::HoverMove:
    case QEvent::Wheel:
        hold(true);
        break;
    case QEvent::HoverLeave:
    case QEvent::Leave:
        hold(false);
        break;
    default:
        break;
    }
    return QListView::viewportEvent(event);
}

void ConversationListView::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    doItemsLayout();
}

void ConversationListView::showEvent(QShowEvent* event)
{
    QListView::showEvent(event);
    m_second.start();
}

void ConversationListView::hideEvent(QHideEvent* event)
{
    QListView::hideEvent(event);
    m_second.stop();
    hold(false);
}

} // namespace tandem::console
