#include "agent-app/views/delegates/transcript_delegate.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"

#include <QPainter>

namespace tandem::console {

namespace {

constexpr int keptLayouts = 300;

TranscriptFonts fontsOf(const Theme& theme)
{
    QFont name = theme.font(TextRole::meta);
    name.setWeight(QFont::DemiBold);
    return {
        {theme.font(TextRole::body), theme.font(TextRole::mono)},
        theme.font(TextRole::meta),
        name,
    };
}

} // namespace

TranscriptDelegate::TranscriptDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_fonts(fontsOf(theme)),
      m_layouts(keptLayouts)
{}

const TranscriptLayout& TranscriptDelegate::layoutFor(const QModelIndex& index, int width) const
{
    if (const TranscriptLayout* kept = m_layouts.object(index.row()); kept && int(kept->width) == width)
        return *kept;
    auto* fresh = new TranscriptLayout(layoutTranscript(readTranscriptItem(index), width, m_fonts));
    m_layouts.insert(index.row(), fresh);
    return *fresh;
}

QSize TranscriptDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {option.rect.width(), int(layoutFor(index, option.rect.width()).height)};
}

void TranscriptDelegate::forget(const QModelIndex& index) { m_layouts.remove(index.row()); }

void TranscriptDelegate::forgetAll() { m_layouts.clear(); }

void TranscriptDelegate::setSelection(const QPersistentModelIndex& row, TextRange range)
{
    m_selectedRow = row;
    m_selection = range;
}

void TranscriptDelegate::setFlash(const QPersistentModelIndex& row, double strength)
{
    m_flashRow = row;
    m_flash = strength;
}

void TranscriptDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const
{
    const TranscriptLayout& layout = layoutFor(index, option.rect.width());
    painter->save();
    painter->setClipRect(option.rect);
    painter->translate(option.rect.topLeft());
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // each text in its own direction

    const QRectF whole(0, 0, layout.width, layout.height);
    if (m_flash > 0 && index == m_flashRow) {
        QColor glow = m_theme.color(ColorRole::selected);
        glow.setAlphaF(float(m_flash));
        painter->fillRect(whole, glow);
    }
    if (!layout.day.isNull()) paintRuled(painter, layout.day, layout.dayText, ColorRole::muted);
    if (!layout.system.isNull()) {
        painter->setFont(m_theme.font(TextRole::meta));
        painter->setPen(m_theme.color(ColorRole::muted));
        painter->drawText(
            layout.system, Qt::TextWordWrap | Qt::AlignHCenter | Qt::AlignVCenter, layout.systemText
        );
    } else {
        paintMessage(painter, layout, index);
    }
    // Only the keyboard's row gets a ring, so that reading with the mouse stays quiet.
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange))
        drawFocusRing(
            painter, whole.adjusted(4, 0, -4, 0), tokens::radiusField, m_theme.color(ColorRole::accent)
        );
    painter->restore();
}

void TranscriptDelegate::paintMessage(
    QPainter* painter, const TranscriptLayout& layout, const QModelIndex& index
) const
{
    const QColor text = m_theme.color(ColorRole::text);
    const QColor muted = m_theme.color(ColorRole::muted);
    const QFont meta = m_theme.font(TextRole::meta);

    const TranscriptItem& item = layout.item;
    const bool underWay = item.delivery == Delivery::Queued || item.delivery == Delivery::Sending;
    const bool troubled = item.delivery == Delivery::Failed || item.delivery == Delivery::Held;
    const QColor border = troubled   ? m_theme.color(ColorRole::danger)
                          : underWay ? m_theme.color(ColorRole::control)
                                     : QColor();
    drawRounded(painter, layout.bubble, tokens::radiusCard, m_theme.color(layout.ground), border);

    if (!layout.icon.isNull())
        m_theme.icon(layout.iconName, ColorRole::muted).paint(painter, layout.icon.toRect());
    if (!layout.name.isNull()) {
        painter->setFont(m_fonts.name);
        painter->setPen(muted);
        painter->drawText(
            layout.name, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, layout.nameText
        );
    }

    const RichTextColors colors{
        text,
        m_theme.color(ColorRole::accent),
        m_theme.color(ColorRole::surface),
        m_theme.color(ColorRole::accent),
        m_theme.color(ColorRole::onAccent),
    };
    layout.text.draw(
        painter, layout.textRect.topLeft(), colors, index == m_selectedRow ? m_selection : TextRange{}
    );
    if (item.isStreaming()) paintCaret(painter, layout);

    painter->setFont(meta);
    if (!layout.folded.isNull()) {
        painter->setPen(muted);
        painter->drawText(layout.folded, Qt::AlignLeft | Qt::AlignVCenter, layout.foldedText);
    }
    if (!layout.sourcesIcon.isNull())
        m_theme.icon(QStringLiteral("book"), ColorRole::muted).paint(painter, layout.sourcesIcon.toRect());
    painter->setPen(m_theme.color(ColorRole::accent));
    for (const HotText& hot : layout.hot)
        painter->drawText(hot.rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, hot.text);

    if (!layout.tools.isNull()) {
        m_theme.icon(QStringLiteral("sync"), ColorRole::muted).paint(painter, layout.toolsIcon.toRect());
        painter->setPen(muted);
        painter->drawText(
            layout.tools, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, layout.toolsText
        );
    }
    if (!layout.stop.isNull()) paintRuled(painter, layout.stop, layout.stopText, ColorRole::warn);
    if (!layout.meta.isNull()) {
        painter->setPen(m_theme.color(layout.metaRole));
        painter->drawText(
            layout.meta, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, layout.metaText
        );
    }
}

void TranscriptDelegate::paintCaret(QPainter* painter, const TranscriptLayout& layout) const
{
    if (!m_caretVisible) return;
    const QPointF end = layout.textRect.topLeft() + layout.text.endOfText();
    const int size = m_theme.font(TextRole::body).pixelSize();
    const double line = size * tokens::lineHeight;
    painter->fillRect(
        QRectF(end.x() + 2, end.y() + (line - size) / 2 - 3, size / 2.0, size),
        m_theme.color(ColorRole::accent)
    );
}

void TranscriptDelegate::paintRuled(
    QPainter* painter, const QRectF& rect, const QString& text, ColorRole ink
) const
{
    const QFont meta = m_theme.font(TextRole::meta);
    const QFontMetricsF metrics(meta);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, rect.width() - 2 * tokens::gap5);
    const double half = metrics.horizontalAdvance(shown) / 2 + tokens::gap2;
    const double y = std::floor(rect.center().y()) + 0.5;

    painter->setPen(m_theme.color(ColorRole::line));
    painter->drawLine(QPointF(rect.left(), y), QPointF(rect.center().x() - half, y));
    painter->drawLine(QPointF(rect.center().x() + half, y), QPointF(rect.right(), y));
    painter->setFont(meta);
    painter->setPen(m_theme.color(ink));
    painter->drawText(rect, Qt::AlignCenter, shown);
}

} // namespace tandem::console
