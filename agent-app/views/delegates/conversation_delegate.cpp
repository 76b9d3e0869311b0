#include "agent-app/views/delegates/conversation_delegate.hpp"

#include "agent-app/theme/style.hpp"
#include "agent-app/theme/theme.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/ink.hpp"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace tandem::console {

namespace {

constexpr int singleLine = Qt::AlignVCenter | Qt::TextSingleLine;

ConversationFonts fontsOf(const Theme& theme)
{
    QFont header = theme.font(TextRole::meta);
    header.setWeight(QFont::DemiBold);
    return {
        theme.font(TextRole::body),
        theme.font(TextRole::strong),
        theme.font(TextRole::body),
        theme.font(TextRole::meta),
        header,
    };
}

} // namespace

ConversationDelegate::ConversationDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent),
      m_theme(theme),
      m_fonts(fontsOf(theme))
{}

QDateTime ConversationDelegate::now() const
{
    return m_now.isValid() ? m_now : QDateTime::currentDateTimeUtc();
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    // The few values that the height depends on, and no others: this is asked for every row.
    ConversationItem item;
    item.section = Section(index.data(role(ConversationRole::Section)).toInt());
    item.isHeader = index.data(role(ConversationRole::IsHeader)).toBool();
    if (item.isHeader) {
        item.count = index.data(role(ConversationRole::Count)).toInt();
        item.collapsed = index.data(role(ConversationRole::Collapsed)).toBool();
    }
    return {option.rect.width(), conversationRowHeight(item, m_fonts)};
}

void ConversationDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const
{
    const ConversationItem item = readConversationItem(index);
    const ConversationLayout layout = layoutConversation(item, option.rect.width(), m_fonts, now());
    painter->save();
    painter->setClipRect(option.rect);
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // each text in its own direction
    const QRectF card = QRectF(option.rect).adjusted(tokens::gap1, 1, -tokens::gap1, -1);
    if (!item.isHeader && (option.state & QStyle::State_Selected))
        drawRounded(painter, card, tokens::radiusField, m_theme.color(ColorRole::selected));
    else if (!item.isHeader && (option.state & QStyle::State_MouseOver))
        drawRounded(painter, card, tokens::radiusField, m_theme.color(ColorRole::hover));
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange))
        drawFocusRing(painter, card, tokens::radiusField, m_theme.color(ColorRole::accent));

    painter->translate(option.rect.topLeft());
    if (item.isHeader)
        paintHeader(painter, layout, item.collapsed);
    else
        paintRow(painter, layout, item);
    for (const Mark& mark : layout.marks)
        paintMark(painter, mark);
    painter->restore();
}

void ConversationDelegate::paintHeader(QPainter* painter, const ConversationLayout& layout, bool collapsed)
    const
{
    const QString chevron = collapsed ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down");
    m_theme.icon(chevron, ColorRole::muted).paint(painter, layout.chevron.toRect());
    painter->setFont(m_fonts.header);
    painter->setPen(m_theme.color(ColorRole::muted));
    painter->drawText(layout.title, singleLine | Qt::AlignLeft, layout.titleText);
    painter->setFont(m_fonts.meta);
    if (!layout.emptyHint.isNull())
        painter->drawText(layout.emptyHint, singleLine | Qt::AlignLeft, layout.emptyText);
}

void ConversationDelegate::paintRow(
    QPainter* painter, const ConversationLayout& layout, const ConversationItem& item
) const
{
    const ConversationFonts& font = m_fonts;
    drawRounded(painter, layout.disc, layout.disc.width() / 2, m_theme.color(ColorRole::customer));
    if (layout.initials.isEmpty()) {
        const QRect inside = layout.disc.adjusted(8, 8, -8, -8).toRect();
        m_theme.icon(QStringLiteral("person"), ColorRole::muted).paint(painter, inside);
    } else {
        painter->setFont(font.meta);
        painter->setPen(m_theme.color(ColorRole::muted));
        painter->drawText(layout.disc, Qt::AlignCenter | Qt::TextSingleLine, layout.initials);
    }
    // The owner's sign stands on a small ground of its own, so that it reads over the disc.
    const QRectF badge = layout.ownerIcon.adjusted(-1, -1, 1, 1);
    drawRounded(
        painter, badge, badge.width() / 2, m_theme.color(ColorRole::raised), m_theme.color(ColorRole::line)
    );
    m_theme.icon(layout.ownerIconName, ColorRole::muted)
        .paint(painter, layout.ownerIcon.adjusted(2, 2, -2, -2).toRect());

    painter->setFont(item.unread > 0 ? font.unreadName : font.name);
    painter->setPen(m_theme.color(ColorRole::text));
    painter->drawText(layout.name, singleLine | Qt::AlignLeft, layout.nameText);

    painter->setFont(font.meta);
    painter->setPen(m_theme.color(layout.timeRole));
    painter->drawText(layout.time, singleLine | Qt::AlignRight, layout.timeText);
    painter->setPen(m_theme.color(layout.lastRole));
    painter->drawText(layout.last, singleLine | Qt::AlignLeft, layout.lastText);
    if (!layout.reason.isNull()) {
        painter->setPen(m_theme.color(ColorRole::text));
        painter->drawText(layout.reason, singleLine | Qt::AlignLeft, layout.reasonText);
    }
}

void ConversationDelegate::paintMark(QPainter* painter, const Mark& mark) const
{
    if (mark.filled) {
        const QRectF pill = mark.rect.adjusted(0, 0.5, 0, -0.5);
        drawRounded(painter, pill, pill.height() / 2, m_theme.color(ColorRole::selected));
    }
    QFont font = m_fonts.meta;
    if (mark.filled) font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(m_theme.color(mark.ink));
    painter->drawText(mark.rect, singleLine | (mark.filled ? Qt::AlignHCenter : Qt::AlignRight), mark.text);
}

bool ConversationDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem&, const QModelIndex& index
)
{
    // The whole row as words; escaped, because names and texts are foreign and tool tips guess at rich
    // text.
    const QString words = index.data(role(ConversationRole::Accessible)).toString();
    QToolTip::showText(event->globalPos(), plainToolTip(words), view->viewport());
    return true;
}

} // namespace tandem::console
