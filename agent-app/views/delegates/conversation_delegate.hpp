#pragma once

#include "agent-app/views/delegates/conversation_layout.hpp"

#include <QStyledItemDelegate>

namespace tandem::console {

class Theme;

// Paints and measures rows of the conversation list.
class ConversationDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    // The theme must outlive the delegate.
    explicit ConversationDelegate(const Theme& theme, QObject* parent = nullptr);

    void
    paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(
        QHelpEvent* event,
        QAbstractItemView* view,
        const QStyleOptionViewItem& option,
        const QModelIndex& index
    ) override;

    // What waiting times are counted to; the present when never set.
    void setNow(const QDateTime& now) { m_now = now; }

private:
    [[nodiscard]] QDateTime now() const;
    void paintHeader(QPainter* painter, const ConversationLayout& layout, bool collapsed) const;
    void paintRow(QPainter* painter, const ConversationLayout& layout, const ConversationItem& item) const;
    void paintMark(QPainter* painter, const Mark& mark) const;

    const Theme& m_theme;
    const ConversationFonts m_fonts;
    QDateTime m_now;
};

} // namespace tandem::console
