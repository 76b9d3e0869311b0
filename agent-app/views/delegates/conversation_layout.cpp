#include "agent-app/views/delegates/conversation_layout.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/ink.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <cmath>

namespace tandem::console {

namespace {

constexpr qreal edge = tokens::gap3;
constexpr qreal discSize = 32;
constexpr qreal ownerSize = tokens::iconSmall;
constexpr qreal rowPadding = tokens::gap2 + 1;
constexpr qreal markGap = 6;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::ConversationList)
};

qreal lineOf(const QFont& font) { return std::ceil(font.pixelSize() * tokens::lineHeight); }

bool hasReasonLine(const ConversationItem& item) { return item.section == Section::Waiting; }

QString ownerIconFor(protocol::OwnerKind owner)
{
    switch (owner) {
    case protocol::OwnerKind::bot:
        return QStringLiteral("bot");
    case protocol::OwnerKind::queue:
    case protocol::OwnerKind::offered:
        return QStringLiteral("queue");
    case protocol::OwnerKind::agent:
        return QStringLiteral("headset");
    case protocol::OwnerKind::none:
        break;
    }
    return QStringLiteral("resolve");
}

// The first letters of the first and the last word, as a person would write them.
QString initialsOf(const QString& name)
{
    QString initials;
    const QStringList words = name.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : {words.value(0), words.size() > 1 ? words.last() : QString()}) {
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
        const qsizetype end = finder.toNextBoundary();
        if (end > 0 && word.at(0).isLetterOrNumber()) initials += word.left(end).toUpper();
    }
    return initials;
}

QString emptyTextFor(Section section)
{
    switch (section) {
    case Section::Waiting:
        return Words::tr("Nobody is waiting");
    case Section::Mine:
        return Words::tr("You have no conversation");
    case Section::WithBot:
        return Words::tr("The bot talks to nobody now");
    case Section::Others:
        return Words::tr("Your colleagues are free");
    }
    return {};
}

QString lastAtText(const QDateTime& at, const QDateTime& now)
{
    if (!at.isValid()) return {};
    const QDateTime local = at.toLocalTime();
    if (local.date() == now.toLocalTime().date()) return timeOfDay(at);
    return QLocale().toString(local.date(), QStringLiteral("d MMM"));
}

void layoutHeader(
    ConversationLayout& out, const ConversationItem& item, qreal width, const ConversationFonts& fonts
)
{
    const qreal line = lineOf(fonts.header);
    out.chevron =
        QRectF(edge, tokens::gap3 + (line - tokens::iconSmall) / 2, tokens::iconSmall, tokens::iconSmall);
    const qreal left = out.chevron.right() + markGap;
    const QString count = QLocale().toString(item.count);
    const qreal countWidth = std::ceil(QFontMetricsF(fonts.meta).horizontalAdvance(count)) + 12;
    qreal right = width - edge - countWidth;
    if (item.fresh > 0) {
        const QString words = Words::tr("%Ln new", "conversations that wait to be shown", item.fresh);
        const qreal wide = std::ceil(QFontMetricsF(fonts.header).horizontalAdvance(words)) + 14;
        right -= wide + tokens::gap1;
        out.marks.push_back({QRectF(right, tokens::gap3, wide, line), words, ColorRole::accent, true});
    }
    out.title = QRectF(left, tokens::gap3, right - left - tokens::gap2, line);
    out.titleText = QFontMetricsF(fonts.header).elidedText(item.title, Qt::ElideRight, out.title.width());
    const bool calls = item.section == Section::Waiting && item.count > 0;
    out.marks.push_back(
        {QRectF(width - edge - countWidth, tokens::gap3, countWidth, line),
         count,
         calls ? ColorRole::accent : ColorRole::muted,
         calls}
    );
    if (item.count == 0 && !item.collapsed) {
        out.emptyHint = QRectF(left, out.title.bottom() + 2, width - edge - left, lineOf(fonts.meta));
        out.emptyText = QFontMetricsF(fonts.meta)
                            .elidedText(emptyTextFor(item.section), Qt::ElideRight, out.emptyHint.width());
    }
}

// The words at the right end of the second line, from right to left.
qreal addMarks(
    ConversationLayout& out, const ConversationItem& item, qreal right, qreal top, const QFont& font
)
{
    const QFontMetricsF metrics(font);
    const qreal line = lineOf(font);
    const auto add = [&](const QString& text, ColorRole ink, bool filled) {
        const qreal width = std::ceil(metrics.horizontalAdvance(text)) + (filled ? 14 : 0);
        out.marks.push_back({QRectF(right - width, top, width, line), text, ink, filled});
        right -= width + markGap;
    };
    if (item.unread > 0) add(Words::tr("%Ln new", nullptr, item.unread), ColorRole::accent, true);
    if (item.held > 0) add(Words::tr("%Ln held", nullptr, item.held), ColorRole::danger, false);
    if (item.hasDraft) add(Words::tr("Draft"), ColorRole::warn, false);
    return right;
}

void addTime(
    ConversationLayout& out,
    const ConversationItem& item,
    qreal right,
    qreal top,
    const ConversationFonts& fonts,
    const QDateTime& now
)
{
    if (item.waitingSince.isValid()) {
        const qint64 seconds = item.waitingSince.secsTo(now);
        out.timeText = waitText(item.waitingSince, now);
        if (seconds >= tooLongWaitSeconds) {
            out.timeText += Words::tr(" · too long");
            out.timeRole = ColorRole::danger;
        } else if (seconds >= longWaitSeconds) {
            out.timeText += Words::tr(" · long");
            out.timeRole = ColorRole::warn;
        }
    } else {
        out.timeText = lastAtText(item.lastAt, now);
    }
    const qreal width = std::ceil(QFontMetricsF(fonts.meta).horizontalAdvance(out.timeText));
    out.time = QRectF(right - width, top, width, lineOf(fonts.body));
}

QString lastTextOf(const ConversationItem& item)
{
    if (item.streaming) return Words::tr("Bot is answering…");
    switch (item.lastActor) {
    case protocol::ActorKind::bot:
        return Words::tr("Bot: %1").arg(item.lastText);
    case protocol::ActorKind::agent:
        return item.section == Section::Mine ? Words::tr("You: %1").arg(item.lastText)
               : item.ownerName.isEmpty()
                   ? item.lastText
                   : Words::tr("%1: %2", "speaker and text").arg(item.ownerName, item.lastText);
    default:
        return item.lastText;
    }
}

} // namespace

ConversationItem readConversationItem(const QModelIndex& index)
{
    using Role = ConversationRole;
    const auto value = [&index](Role which) { return index.data(role(which)); };

    ConversationItem item;
    item.section = Section(value(Role::Section).toInt());
    item.isHeader = value(Role::IsHeader).toBool();
    if (item.isHeader) {
        item.title = index.data(Qt::DisplayRole).toString();
        item.count = value(Role::Count).toInt();
        item.fresh = value(Role::New).toInt();
        item.collapsed = value(Role::Collapsed).toBool();
        return item;
    }
    item.name = shortLine(value(Role::CustomerName).toString());
    item.lastText = shortLine(value(Role::LastText).toString());
    item.ownerName = shortLine(value(Role::OwnerName).toString());
    item.reason = shortLine(value(Role::ReasonText).toString());
    if (item.reason.isEmpty()) item.reason = triggerText(protocol::Trigger(value(Role::Trigger).toInt()));
    item.language = value(Role::Language).toString();
    item.waitingSince = value(Role::WaitingSince).toDateTime();
    item.lastAt = value(Role::LastAt).toDateTime();
    item.owner = protocol::OwnerKind(value(Role::OwnerKind).toInt());
    item.lastActor = protocol::ActorKind(value(Role::LastActor).toInt());
    item.unread = value(Role::Unread).toInt();
    item.held = value(Role::Held).toInt();
    item.hasDraft = value(Role::HasDraft).toBool();
    item.streaming = value(Role::Streaming).toBool();
    return item;
}

int conversationRowHeight(const ConversationItem& item, const ConversationFonts& fonts)
{
    if (item.isHeader) {
        const bool hint = item.count == 0 && !item.collapsed;
        return int(
            tokens::gap3 + lineOf(fonts.header) + tokens::gap1 +
            (hint ? lineOf(fonts.meta) + tokens::gap1 : 0)
        );
    }
    const qreal lines =
        lineOf(fonts.body) + lineOf(fonts.meta) + 2 + (hasReasonLine(item) ? lineOf(fonts.meta) : 0);
    return int(std::ceil(lines + 2 * rowPadding));
}

ConversationLayout layoutConversation(
    const ConversationItem& item, qreal width, const ConversationFonts& fonts, const QDateTime& now
)
{
    ConversationLayout out;
    out.height = conversationRowHeight(item, fonts);
    if (item.isHeader) {
        layoutHeader(out, item, width, fonts);
        return out;
    }
    const qreal right = width - edge;
    out.disc = QRectF(edge, rowPadding + 2, discSize, discSize);
    out.initials = initialsOf(item.name);
    out.ownerIcon = QRectF(
        out.disc.right() - ownerSize + tokens::gap1,
        out.disc.bottom() - ownerSize + tokens::gap1,
        ownerSize,
        ownerSize
    );
    out.ownerIconName = ownerIconFor(item.owner);
    out.ownerWords = ownerText(item.owner, item.ownerName);

    const qreal left = out.disc.right() + tokens::gap3;
    const QFont& nameFont = item.unread > 0 ? fonts.unreadName : fonts.name;
    addTime(out, item, right, rowPadding, fonts, now);
    const qreal nameWidth = std::max(0.0, out.time.left() - tokens::gap2 - left);
    out.name = QRectF(left, rowPadding, nameWidth, lineOf(fonts.body));
    out.nameText = QFontMetricsF(nameFont).elidedText(item.name, Qt::ElideRight, nameWidth);

    qreal second = out.name.bottom() + 2;
    const QFontMetricsF meta(fonts.meta);
    if (hasReasonLine(item)) {
        out.reason = QRectF(left, second, std::max(0.0, right - left), lineOf(fonts.meta));
        out.reasonText = meta.elidedText(item.reason, Qt::ElideRight, out.reason.width());
        second = out.reason.bottom();
    }
    const qreal lastRight = addMarks(out, item, right, second, fonts.meta);
    out.last = QRectF(left, second, std::max(0.0, lastRight - left), lineOf(fonts.meta));
    out.lastText = meta.elidedText(lastTextOf(item), Qt::ElideRight, out.last.width());
    out.lastRole = item.streaming    ? ColorRole::accent
                   : item.unread > 0 ? ColorRole::text
                                     : ColorRole::muted;

    return out;
}

QString waitText(const QDateTime& since, const QDateTime& now)
{
    const qint64 seconds = std::max<qint64>(0, since.secsTo(now));
    const auto twoDigits = [](qint64 n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    if (seconds < 3600) return QStringLiteral("%1:%2").arg(seconds / 60).arg(twoDigits(seconds % 60));
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(twoDigits(seconds / 60 % 60), twoDigits(seconds % 60));
}

} // namespace tandem::console
