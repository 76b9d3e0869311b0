#include "agent-app/views/transcript_view.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/delegates/transcript_delegate.hpp"

#include <QPaintEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QToolButton>
#include <QVariantAnimation>

#include <algorithm>

namespace tandem::console {

namespace {

constexpr int estimatedRow = 72;
constexpr int endSlack = 8; // pixels above the end that still count as the end
constexpr int flashMs = 1200;
constexpr int blinkMs = 530;
constexpr int mostPasses = 64; // of measuring; each pass measures a screen, so this is never reached

} // namespace

TranscriptView::TranscriptView(const Theme& theme, QWidget* parent)
    : QListView(parent),
      m_theme(theme),
      m_delegate(new TranscriptDelegate(theme, this)),
      m_heights(estimatedRow),
      m_newBelow(new QToolButton(this)),
      m_flash(new QVariantAnimation(this))
{
    setObjectName(QStringLiteral("transcript"));
    setAccessibleName(tr("Conversation"));
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setVerticalScrollMode(ScrollPerPixel);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setAutoScroll(false);
    viewport()->setMouseTracking(true);

    m_newBelow->setObjectName(QStringLiteral("newBelow"));
    m_newBelow->setIcon(theme.icon(QStringLiteral("down"), ColorRole::accent));
    m_newBelow->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_newBelow->setAutoRaise(false);
    m_newBelow->setProperty(floatingProperty, true); // over the texts, so it has a ground of its own
    m_newBelow->hide();
    connect(m_newBelow, &QToolButton::clicked, this, &TranscriptView::scrollToEnd);

    m_flash->setStartValue(1.0);
    m_flash->setEndValue(0.0);
    m_flash->setDuration(flashMs);
    connect(m_flash, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        // Without motion it stays bright for the whole time and then goes.
        const double strength = value.toDouble();
        m_delegate->setFlash(currentIndex(), m_theme.motionMs() > 0 || strength == 0 ? strength : 1.0);
        viewport()->update();
    });

    m_blink.setInterval(blinkMs);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_caretOn = !m_caretOn;
        m_delegate->setCaretVisible(m_caretOn);
        if (this->model()) update(this->model()->index(m_heights.count() - 1, 0));
    });
    // Many changes of one turn of the event loop make one layout.
    m_layoutTimer.setSingleShot(true);
    m_layoutTimer.setInterval(0);
    connect(&m_layoutTimer, &QTimer::timeout, this, &TranscriptView::layoutRows);

    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_scrolling) return;
        m_following = value >= verticalScrollBar()->maximum() - endSlack;
        layoutRows();
    });
}

void TranscriptView::setModel(QAbstractItemModel* next)
{
    if (model())
        disconnect(model(), &QAbstractItemModel::rowsRemoved, this, &TranscriptView::onRowsRemoved);
    m_following = true;
    QListView::setModel(next); // calls reset()
    if (model()) connect(model(), &QAbstractItemModel::rowsRemoved, this, &TranscriptView::onRowsRemoved);
}

void TranscriptView::reset()
{
    QAbstractItemView::reset();
    m_delegate->forgetAll();
    m_delegate->setSelection({}, {});
    m_heights.reset(model() ? model()->rowCount() : 0);
    m_newRows = 0;
    m_following = true;
    layoutRows();
}

// ---- layout ----

void TranscriptView::doItemsLayout()
{
    QAbstractItemView::doItemsLayout();
    layoutRows();
}

void TranscriptView::measure(int row)
{
    if (m_heights.isMeasured(row)) return;
    const QModelIndex index = model()->index(row, 0);
    m_heights.setHeight(row, int(m_delegate->layoutFor(index, viewport()->width()).height));
}

void TranscriptView::layoutRows()
{
    m_layoutTimer.stop();
    if (m_heights.count() > 0 && viewport()->width() > 0) {
        const int page = viewport()->height();
        if (m_following) {
            measureFromEnd();
            setScroll(m_heights.total() - page);
        } else {
            // A row that is on the screen and measured is the fixed point; without one, the row at the top
            // is.
            qint64 top = verticalScrollBar()->value();
            for (int pass = 0; pass < mostPasses; ++pass) {
                const int first = m_heights.rowAt(top);
                const int last = m_heights.rowAt(top + page);
                int fixed = first;
                while (fixed < last && !m_heights.isMeasured(fixed))
                    ++fixed;
                if (!m_heights.isMeasured(fixed)) fixed = first;
                const qint64 onScreen = m_heights.top(fixed) - top;
                bool changed = false;
                for (int row = first; row <= last; ++row) {
                    changed = changed || !m_heights.isMeasured(row);
                    measure(row);
                }
                top = m_heights.top(fixed) - onScreen;
                if (!changed) break;
            }
            setScroll(top);
        }
    }
    updateGeometries();
    updateNewBelow();
    updateBlink();
    viewport()->update();
}

void TranscriptView::measureFromEnd()
{
    qint64 seen = 0;
    for (int row = m_heights.count() - 1; row >= 0 && seen < viewport()->height(); --row) {
        measure(row);
        seen += m_heights.height(row);
    }
}

void TranscriptView::setScroll(qint64 value)
{
    const QScopedValueRollback guard(m_scrolling, true);
    const int most = int(std::max<qint64>(0, m_heights.total() - viewport()->height()));
    verticalScrollBar()->setRange(0, most);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(3 * tokens::gap4);
    verticalScrollBar()->setValue(int(std::clamp<qint64>(value, 0, most)));
}

void TranscriptView::updateGeometries()
{
    if (m_heights.count() == 0) setScroll(0);
    QAbstractItemView::updateGeometries();
    placeNewBelow();
}

void TranscriptView::scrollContentsBy(int, int) { viewport()->update(); }

int TranscriptView::verticalOffset() const
{
    // A short conversation stands at the bottom, next to where the answer is written.
    const qint64 spare = viewport()->height() - m_heights.total();
    return spare > 0 ? -int(spare) : verticalScrollBar()->value();
}

void TranscriptView::resizeEvent(QResizeEvent* event)
{
    QAbstractItemView::resizeEvent(event);
    m_heights.forgetAll();
    m_delegate->forgetAll();
    layoutRows();
}

void TranscriptView::changeEvent(QEvent* event)
{
    QListView::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange) return;
    m_heights.forgetAll();
    m_delegate->forgetAll();
    m_layoutTimer.start();
}

// ---- changes of the model ----

void TranscriptView::dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles)
{
    for (int row = from.row(); row <= to.row(); ++row) {
        m_delegate->forget(model()->index(row, 0));
        m_heights.forget(row);
    }
    QAbstractItemView::dataChanged(from, to, roles);
    m_layoutTimer.start();
}

void TranscriptView::rowsInserted(const QModelIndex& parent, int first, int last)
{
    m_heights.insert(first, last - first + 1);
    if (!m_following) m_newRows += last - first + 1;
    rowsChangedFrom(first);
    QAbstractItemView::rowsInserted(parent, first, last);
}

void TranscriptView::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last)
{
    QAbstractItemView::rowsAboutToBeRemoved(parent, first, last);
    m_heights.remove(first, last - first + 1);
    m_newRows = std::max(0, m_newRows - (last - first + 1));
    // Until they are gone, nothing may be measured: the model and the heights disagree.
    m_delegate->forgetAll();
}

void TranscriptView::onRowsRemoved() { rowsChangedFrom(0); }

void TranscriptView::rowsChangedFrom(int row)
{
    // Layouts are kept by row number; those from here on have another number now.
    if (row + 1 < m_heights.count() || row == 0) m_delegate->forgetAll();
    m_layoutTimer.start();
}

// ---- geometry that others ask for ----

QRect TranscriptView::visualRect(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= m_heights.count()) return {};
    const qint64 top = m_heights.top(index.row()) - verticalOffset();
    return {0, int(top), viewport()->width(), m_heights.height(index.row())};
}

QModelIndex TranscriptView::indexAt(const QPoint& point) const
{
    const qint64 y = qint64(point.y()) + verticalOffset();
    if (!model() || y < 0 || y >= m_heights.total()) return {};
    return model()->index(m_heights.rowAt(y), 0);
}

void TranscriptView::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (!index.isValid() || index.row() >= m_heights.count()) return;
    if (m_layoutTimer.isActive()) layoutRows();
    measure(index.row());
    const qint64 top = m_heights.top(index.row());
    const int height = m_heights.height(index.row());
    const int page = viewport()->height();
    qint64 value = verticalScrollBar()->value();
    if (hint == PositionAtCenter)
        value = top - std::max(0, (page - height) / 2);
    else if (hint == PositionAtTop || top < value || height > page)
        value = top;
    else if (hint == PositionAtBottom || top + height > value + page)
        value = top + height - page;
    setScroll(value);
    m_following = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - endSlack;
    layoutRows();
}

void TranscriptView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    const QModelIndex index = indexAt(rect.center());
    selectionModel()->select(index.isValid() ? QItemSelection(index, index) : QItemSelection(), command);
}

QRegion TranscriptView::visualRegionForSelection(const QItemSelection& selection) const
{
    QRegion region;
    for (const QModelIndex& index : selection.indexes())
        region += visualRect(index);
    return region;
}

void TranscriptView::paintEvent(QPaintEvent* event)
{
    if (m_layoutTimer.isActive()) layoutRows();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(ColorRole::surface));
    if (m_heights.count() == 0) return;

    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const qint64 offset = verticalOffset();
    const int last = m_heights.rowAt(event->rect().bottom() + offset);
    for (int row = m_heights.rowAt(event->rect().top() + offset); row <= last; ++row) {
        const QModelIndex index = model()->index(row, 0);
        option.rect = visualRect(index);
        option.state = QStyle::State_Enabled;
        if (hasFocus() && index == currentIndex()) option.state |= QStyle::State_HasFocus;
        if (window()->testAttribute(Qt::WA_KeyboardFocusChange))
            option.state |= QStyle::State_KeyboardFocusChange;
        m_delegate->paint(&painter, option, index);
    }
}

// ---- the end, the flash, the caret ----

void TranscriptView::scrollToEnd()
{
    m_following = true;
    layoutRows();
}

void TranscriptView::showRow(int row)
{
    if (!model() || row < 0 || row >= m_heights.count()) return;
    const QModelIndex index = model()->index(row, 0);
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
    m_flash->stop();
    m_flash->start();
}

void TranscriptView::updateNewBelow()
{
    if (m_following) {
        m_newRows = 0;
        if (m_heights.count() > 0) Q_EMIT endReached();
    }
    m_newBelow->setVisible(!m_following && m_heights.count() > 0);
    m_newBelow->setText(m_newRows > 0 ? tr("%Ln new below", nullptr, m_newRows) : tr("To the end"));
    m_newBelow->setAccessibleName(m_newBelow->text());
    placeNewBelow();
}

void TranscriptView::placeNewBelow()
{
    const QSize size = m_newBelow->sizeHint();
    const QPoint at(
        (viewport()->width() - size.width()) / 2, viewport()->height() - size.height() - tokens::gap3
    );
    m_newBelow->setGeometry(QRect(at, size));
    m_newBelow->raise();
}

void TranscriptView::updateBlink()
{
    const int last = m_heights.count() - 1;
    bool streaming = false;
    // Own messages that are not accepted yet stand behind the answer in progress.
    for (int row = last; row >= 0 && row > last - 8 && !streaming; --row) {
        const int kind = model()->index(row, 0).data(role(TranscriptRole::Kind)).toInt();
        streaming = kind == int(TranscriptKind::Streaming);
    }
    if (streaming && m_theme.motionMs() > 0 && isVisible()) {
        if (!m_blink.isActive()) m_blink.start();
    } else {
        m_blink.stop();
        m_caretOn = true;
        m_delegate->setCaretVisible(true);
    }
}

} // namespace tandem::console
