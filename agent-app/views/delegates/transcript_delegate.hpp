#pragma once

#include "agent-app/views/delegates/transcript_layout.hpp"

#include <QCache>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

namespace tandem::console {

class Theme;

// Paints and measures rows of a transcript. Layouts of the rows seen last are kept; the view says when one
// is stale.
class TranscriptDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    // The theme must outlive the delegate.
    explicit TranscriptDelegate(const Theme& theme, QObject* parent = nullptr);

    void
    paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    // Of the row at that width; valid until the next call for another row.
    [[nodiscard]] const TranscriptLayout& layoutFor(const QModelIndex& index, int width) const;

    void forget(const QModelIndex& index);
    void forgetAll();

    // The marked characters of one row; an invalid index marks nothing.
    void setSelection(const QPersistentModelIndex& row, TextRange range);
    [[nodiscard]] const QPersistentModelIndex& selectedRow() const { return m_selectedRow; }
    [[nodiscard]] TextRange selection() const { return m_selection; }

    // Draws attention to a row: 1 is bright, 0 ends it.
    void setFlash(const QPersistentModelIndex& row, double strength);
    void setCaretVisible(bool visible) { m_caretVisible = visible; }

private:
    void paintMessage(QPainter* painter, const TranscriptLayout& layout, const QModelIndex& index) const;
    void paintCaret(QPainter* painter, const TranscriptLayout& layout) const;
    void paintRuled(QPainter* painter, const QRectF& rect, const QString& text, ColorRole ink) const;

    const Theme& m_theme;
    const TranscriptFonts m_fonts;
    // Keyed by row number: the view forgets rows from an insertion or removal on.
    mutable QCache<int, TranscriptLayout> m_layouts;
    QPersistentModelIndex m_selectedRow;
    TextRange m_selection;
    QPersistentModelIndex m_flashRow;
    double m_flash = 0;
    bool m_caretVisible = true;
};

} // namespace tandem::console
