#pragma once

#include "agent-app/models/roles.hpp"
#include "agent-app/views/delegates/row_heights.hpp"
#include "agent-app/views/delegates/transcript_layout.hpp"

#include <QListView>
#include <QPersistentModelIndex>
#include <QPointer>
#include <QTimer>

#include <optional>

class QToolButton;
class QVariantAnimation;

namespace tandem::console {

class Theme;
class TranscriptDelegate;

// One conversation from top to bottom. Lays out only the rows that are seen: the others count with an
// estimate, and what is on the screen stays where it is while rows above are measured. Follows the end only
// while it is at the end; else a button says that there is something new below.
//
// It is a QListView for what that brings (selection model, keyboard, assistive tools) but none of its
// layout is used: a QListView lays out all rows again with every change of one, which a streaming answer
// makes many times a second.
class TranscriptView final : public QListView
{
    Q_OBJECT

public:
    // The theme must outlive the view.
    explicit TranscriptView(const Theme& theme, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override; // may be null; begins at the end

    void scrollToEnd();
    [[nodiscard]] bool isAtEnd() const { return m_following; }

    // Scrolls to the row, makes it current and draws attention to it once.
    void showRow(int row);

    // The row at or after `from` (before, when going up) whose text has `text` in it, without regard to
    // case; -1.
    [[nodiscard]] int findRow(const QString& text, int from, bool up) const;

    // The marked characters, or the whole text of the current message.
    [[nodiscard]] QString textToCopy() const;
    void copy();

    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    void reset() override;

Q_SIGNALS:
    void sourceActivated(const tandem::console::SourceLink& source);
    void linkActivated(const QString& target);
    void retryRequested(const QString& clientMsgId);
    void discardRequested(const QString& clientMsgId);
    void sendAnywayRequested(const QString& clientMsgId);
    void sendAsNoteRequested(const QString& clientMsgId);
    void endReached(); // everything is shown

protected:
    [[nodiscard]] int horizontalOffset() const override { return 0; }
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;

    void dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Hit
    {
        QModelIndex index;
        const TranscriptLayout* layout = nullptr;
        QPointF inside; // relative to the row
        const HotText* hot = nullptr;
    };

    [[nodiscard]] Hit hitAt(const QPoint& point) const;
    [[nodiscard]] QString toolTipFor(const Hit& hit) const;
    void activateHot(const TranscriptItem& item, const HotText& hot);
    void showRowMenu(const QModelIndex& index, const QPoint& at);

    void onRowsRemoved();
    void layoutRows();
    void measure(int row);
    void measureFromEnd();
    void setScroll(qint64 value);
    void rowsChangedFrom(int row);
    void placeNewBelow();
    void updateNewBelow();
    void updateBlink();
    void setTextSelection(const QPersistentModelIndex& row, TextRange range);

    const Theme& m_theme;
    TranscriptDelegate* m_delegate;
    RowHeights m_heights;
    QToolButton* m_newBelow;
    QVariantAnimation* m_flash;
    QTimer m_blink;
    QTimer m_layoutTimer;
    QPersistentModelIndex m_pressedRow;
    int m_pressedAt = 0;
    int m_newRows = 0; // came while not at the end
    bool m_following = true;
    bool m_scrolling = false; // the scroll bar is moved by us
    bool m_caretOn = true;
};

} // namespace tandem::console
