// How a transcript answers to keys and to the pointer.

#include "agent-app/theme/theme.hpp"
#include "agent-app/views/delegates/transcript_delegate.hpp"
#include "agent-app/views/ink.hpp"
#include "agent-app/views/transcript_view.hpp"

#include "shared/protocol/vocabulary.hpp"
#include "shared/text/markdown.hpp"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace tandem::console {

namespace {

bool hasText(const TranscriptItem& item) { return !item.isSystem() && !item.text.isEmpty(); }

} // namespace

TranscriptView::Hit TranscriptView::hitAt(const QPoint& point) const
{
    Hit hit;
    hit.index = indexAt(point);
    if (!hit.index.isValid()) return hit;
    const QRect rect = visualRect(hit.index);
    hit.layout = &m_delegate->layoutFor(hit.index, viewport()->width());
    hit.inside = point - rect.topLeft();
    const auto& hot = hit.layout->hot;
    const auto found =
        std::ranges::find_if(hot, [&hit](const HotText& h) { return h.rect.contains(hit.inside); });
    if (found != hot.end()) hit.hot = &*found;
    return hit;
}

QModelIndex TranscriptView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    if (!model() || m_heights.count() == 0) return {};
    const int last = m_heights.count() - 1;
    const int now = currentIndex().isValid() ? currentIndex().row() : last;
    int row = now;
    switch (action) {
    case MoveUp:
    case MoveLeft:
    case MovePrevious:
        row = currentIndex().isValid() ? now - 1 : last;
        break;
    case MoveDown:
    case MoveRight:
    case MoveNext:
        row = now + 1;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = last;
        break;
    case MovePageUp:
        row = m_heights.rowAt(m_heights.top(now) - viewport()->height());
        break;
    case MovePageDown:
        row = m_heights.rowAt(m_heights.top(now) + viewport()->height());
        break;
    }
    return model()->index(std::clamp(row, 0, last), 0);
}

void TranscriptView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    // Tab leaves the list, as everywhere; the arrows stay in it.
    const bool activate = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((activate || event->key() == Qt::Key_Menu) && currentIndex().isValid()) {
        showRowMenu(currentIndex(), viewport()->mapToGlobal(visualRect(currentIndex()).center()));
        return;
    }
    // A message that is higher than the screen is read in steps before the next one is current.
    if ((event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) && currentIndex().isValid()) {
        const QRect rect = visualRect(currentIndex());
        const bool down = event->key() == Qt::Key_Down;
        const bool hasMore = down ? rect.bottom() > viewport()->height() : rect.top() < 0;
        if (hasMore && rect.intersects(viewport()->rect())) {
            const auto step =
                down ? QAbstractSlider::SliderSingleStepAdd : QAbstractSlider::SliderSingleStepSub;
            verticalScrollBar()->triggerAction(step);
            return;
        }
    }
    QListView::keyPressEvent(event);
}

void TranscriptView::mousePressEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->position().toPoint());
    setTextSelection({}, {});
    m_pressedRow = QPersistentModelIndex();
    if (event->button() == Qt::LeftButton && hit.layout && !hit.hot &&
        hit.layout->bubble.contains(hit.inside)) {
        m_pressedRow = hit.index;
        m_pressedAt = hit.layout->text.positionAt(hit.inside - hit.layout->textRect.topLeft());
    }
    if (hit.index.isValid())
        selectionModel()->setCurrentIndex(hit.index, QItemSelectionModel::ClearAndSelect);
    event->accept();
}

void TranscriptView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if ((event->buttons() & Qt::LeftButton) && m_pressedRow.isValid()) {
        const TranscriptLayout& layout = m_delegate->layoutFor(m_pressedRow, viewport()->width());
        const QPointF inside = point - visualRect(m_pressedRow).topLeft() - layout.textRect.topLeft();
        setTextSelection(m_pressedRow, {m_pressedAt, layout.text.positionAt(inside)});
        return;
    }
    const Hit hit = hitAt(point);
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (hit.layout) {
        const QPointF inText = hit.inside - hit.layout->textRect.topLeft();
        if (hit.hot || !hit.layout->text.linkAt(inText).isEmpty())
            shape = Qt::PointingHandCursor;
        else if (hit.layout->textRect.contains(hit.inside))
            shape = Qt::IBeamCursor;
    }
    viewport()->setCursor(shape);
}

void TranscriptView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_delegate->selection().isEmpty()) return;
    const Hit hit = hitAt(event->position().toPoint());
    if (!hit.layout) return;
    if (hit.hot) {
        activateHot(hit.layout->item, HotText(*hit.hot));
        return;
    }
    const QString link = hit.layout->text.linkAt(hit.inside - hit.layout->textRect.topLeft());
    if (!link.isEmpty()) Q_EMIT linkActivated(link);
}

void TranscriptView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->position().toPoint());
    if (!hit.layout || !hit.layout->textRect.contains(hit.inside)) return;
    const int position = hit.layout->text.positionAt(hit.inside - hit.layout->textRect.topLeft());
    setTextSelection(hit.index, hit.layout->text.wordAt(position));
}

void TranscriptView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (index.isValid())
        showRowMenu(
            index, byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos()
        );
}

void TranscriptView::showRowMenu(const QModelIndex& index, const QPoint& at)
{
    // Copies: the row may change while the menu is open.
    const TranscriptItem item = readTranscriptItem(index);
    const std::vector<HotText> hot = m_delegate->layoutFor(index, viewport()->width()).hot;
    if (!hasText(item)) return;

    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString copied = index == currentIndex() ? textToCopy() : item.text;
    QAction* copyText =
        menu->addAction(tr("Copy text"), this, [copied] { QApplication::clipboard()->setText(copied); });
    copyText->setShortcut(QKeySequence::Copy);
    if (!hot.empty()) menu->addSeparator();
    for (const HotText& entry : hot) {
        if (entry.kind == HotText::Kind::copyAll) continue; // copying the text takes all of it
        QString title = entry.kind == HotText::Kind::source ? tr("Source: %1").arg(entry.text) : entry.text;
        title.replace(QLatin1Char('&'), QStringLiteral("&&"));
        menu->addAction(title, this, [this, item, entry] { activateHot(item, entry); });
    }
    menu->popup(at);
}

void TranscriptView::activateHot(const TranscriptItem& item, const HotText& hot)
{
    switch (hot.kind) {
    case HotText::Kind::source:
        if (hot.source >= 0 && hot.source < item.sources.size())
            Q_EMIT sourceActivated(item.sources[hot.source]);
        break;
    case HotText::Kind::retry:
        Q_EMIT retryRequested(item.clientMsgId);
        break;
    case HotText::Kind::discard:
        Q_EMIT discardRequested(item.clientMsgId);
        break;
    case HotText::Kind::sendAnyway:
        Q_EMIT sendAnywayRequested(item.clientMsgId);
        break;
    case HotText::Kind::sendAsNote:
        Q_EMIT sendAsNoteRequested(item.clientMsgId);
        break;
    case HotText::Kind::copyAll:
        QApplication::clipboard()->setText(item.text);
        break;
    }
}

bool TranscriptView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = toolTipFor(hitAt(help->pos()));
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QListView::viewportEvent(event);
}

QString TranscriptView::toolTipFor(const Hit& hit) const
{
    if (!hit.layout) return {};
    if (hit.hot && hit.hot->source >= 0) {
        const SourceLink& source = hit.layout->item.sources[hit.hot->source];
        const QString where =
            source.heading.isEmpty() ? source.title : source.title + QStringLiteral(" · ") + source.heading;
        return plainToolTip(
            tr("The answer rests on: %1 (match %L2 %)").arg(where).arg(qRound(source.score * 100))
        );
    }
    if (hit.layout->tools.contains(hit.inside)) return plainToolTip(hit.layout->item.tools);
    if (hit.layout->meta.contains(hit.inside) || hit.layout->bubble.contains(hit.inside)) {
        const QDateTime at = hit.layout->item.at.toLocalTime();
        return at.isValid() ? plainToolTip(QLocale().toString(at, QLocale::LongFormat)) : QString();
    }
    return {};
}

void TranscriptView::setTextSelection(const QPersistentModelIndex& row, TextRange range)
{
    m_delegate->setSelection(row, range);
    viewport()->update();
}

QString TranscriptView::textToCopy() const
{
    const QPersistentModelIndex& row = m_delegate->selectedRow();
    if (row.isValid() && !m_delegate->selection().isEmpty())
        return m_delegate->layoutFor(row, viewport()->width()).text.displayed(m_delegate->selection());
    if (!currentIndex().isValid()) return {};
    const TranscriptItem item = readTranscriptItem(currentIndex());
    if (item.isSystem() || item.actor == protocol::ActorKind::customer) return item.text;
    const QByteArray utf8 = item.text.toUtf8();
    return QString::fromStdString(text::plain_text({utf8.data(), std::size_t(utf8.size())}));
}

void TranscriptView::copy()
{
    const QString text = textToCopy();
    if (!text.isEmpty()) QApplication::clipboard()->setText(text);
}

int TranscriptView::findRow(const QString& text, int from, bool up) const
{
    if (!model() || text.isEmpty()) return -1;
    const int count = m_heights.count();
    for (int i = 0; i < count; ++i) {
        const int row = ((from + (up ? -i : i)) % count + count) % count;
        const QModelIndex index = model()->index(row, 0);
        const bool system = index.data(role(TranscriptRole::Kind)).toInt() == int(TranscriptKind::System);
        const int where = role(system ? TranscriptRole::SystemText : TranscriptRole::Text);
        if (index.data(where).toString().contains(text, Qt::CaseInsensitive)) return row;
    }
    return -1;
}

} // namespace tandem::console
