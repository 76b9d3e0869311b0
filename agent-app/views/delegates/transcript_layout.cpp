#include "agent-app/views/delegates/transcript_layout.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/theme/tokens.hpp"
#include "agent-app/views/foreign_text.hpp"
#include "agent-app/views/ink.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace tandem::console {

namespace {

constexpr qreal sideMargin = tokens::gap4;
constexpr qreal gutter = tokens::icon + tokens::gap2; // the icon beside the bubbles
constexpr qreal widestBubble = 640;
constexpr qreal bubbleShare = 0.78; // of the width there is; the rest says which side it is
constexpr qreal padX = tokens::gap3;
constexpr qreal padY = tokens::gap2;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::Transcript)
};

qreal metaHeight(const QFont& font) { return std::ceil(font.pixelSize() * tokens::lineHeight); }

QString dayName(const QDate& day)
{
    const QDate today = QDate::currentDate();
    if (day == today) return Words::tr("Today");
    if (day == today.addDays(-1)) return Words::tr("Yesterday");
    return QLocale().toString(
        day, day.year() == today.year() ? Words::tr("dddd, d MMMM") : Words::tr("d MMMM yyyy")
    );
}

ColorRole groundFor(const TranscriptItem& item)
{
    if (item.isNote) return ColorRole::note;
    switch (item.actor) {
    case protocol::ActorKind::bot:
        return ColorRole::bot;
    case protocol::ActorKind::agent:
        return ColorRole::agent;
    default:
        return ColorRole::customer;
    }
}

QString iconFor(const TranscriptItem& item)
{
    if (item.isNote) return QStringLiteral("note");
    switch (item.actor) {
    case protocol::ActorKind::bot:
        return QStringLiteral("bot");
    case protocol::ActorKind::agent:
        return QStringLiteral("headset");
    default:
        return QStringLiteral("person");
    }
}

// Lays out one row from top to bottom. `y` is where the next thing goes.
class Builder
{
public:
    Builder(TranscriptLayout& out, const TranscriptFonts& fonts)
        : m_out(out),
          m_fonts(fonts),
          m_metaLine(metaHeight(fonts.meta)),
          m_metrics(fonts.meta)
    {}

    void build()
    {
        addDayLine();
        if (m_out.item.isSystem()) {
            addSystem();
        } else {
            addName();
            addBubble();
            addSources();
            addTools();
            addStop();
            addMeta();
            m_y += m_out.item.lastOfGroup ? tokens::gap3 : tokens::gap1;
        }
        m_out.height = std::ceil(m_y);
    }

private:
    void addDayLine()
    {
        if (!m_out.item.dayLine.isValid()) return;
        m_y += tokens::gap2;
        m_out.dayText = dayName(m_out.item.dayLine);
        m_out.day = QRectF(sideMargin, m_y, m_out.width - 2 * sideMargin, m_metaLine);
        m_y += m_metaLine + tokens::gap2;
    }

    void addSystem()
    {
        const qreal widest = m_out.width - 4 * sideMargin;
        m_out.systemText = m_out.item.text + QStringLiteral(" · ") + timeOfDay(m_out.item.at);
        const QRectF needed =
            m_metrics.boundingRect(QRectF(0, 0, widest, 4096), systemFlags, m_out.systemText);
        const qreal height = std::max(m_metaLine, std::ceil(needed.height()));
        m_out.system = QRectF((m_out.width - widest) / 2, m_y + tokens::gap1, widest, height);
        m_y += height + tokens::gap3;
    }

    void addName()
    {
        if (!m_out.item.firstOfGroup) return;
        m_out.nameText = m_out.item.actorName;
        if (m_out.item.isNote && m_out.item.isMine)
            m_out.nameText = Words::tr("Your note · only the team sees it");
        else if (m_out.item.isNote)
            m_out.nameText = Words::tr("Note by %1 · only the team sees it").arg(m_out.item.actorName);
        const QFontMetricsF metrics(m_fonts.name);
        const qreal available = widestContent();
        m_out.nameText = metrics.elidedText(m_out.nameText, Qt::ElideRight, available);
        const qreal width = std::min(available, std::ceil(metrics.horizontalAdvance(m_out.nameText)) + 1);
        m_out.iconName = iconFor(m_out.item);
        // A note begins with its name inside of its own ground; the others stand above the bubble.
        if (m_out.item.isNote) return;
        m_out.name =
            QRectF(m_out.rightSide ? contentRight() - width : contentLeft(), m_y, width, m_metaLine);
        m_y += m_metaLine + 2;
        const qreal iconX = m_out.rightSide ? m_out.width - sideMargin - tokens::icon : sideMargin;
        m_out.icon = QRectF(iconX, m_y + padY - 1, tokens::icon, tokens::icon);
    }

    void addBubble()
    {
        const qreal widest = widestContent() - 2 * padX;
        const QSizeF size = m_out.text.layout(widest);
        qreal top = m_y + padY;
        if (m_out.item.isNote && m_out.item.firstOfGroup) {
            m_out.icon = QRectF(contentLeft() + padX, top, tokens::iconSmall, tokens::iconSmall);
            const qreal left = m_out.icon.right() + 6;
            m_out.name = QRectF(left, top, contentRight() - padX - left, m_metaLine);
            m_out.nameText =
                QFontMetricsF(m_fonts.name).elidedText(m_out.nameText, Qt::ElideRight, m_out.name.width());
            top = m_out.name.bottom() + 2;
        }
        qreal inner = m_out.item.isNote ? widest : std::max(1.0, size.width());
        qreal bottom = top + size.height();
        if (m_out.item.isStreaming()) inner = std::min(widest, inner + caretRoom);
        if (const int hidden = m_out.text.hiddenCharacters(); hidden > 0) {
            m_out.foldedText = Words::tr("%Ln more character(s) are not shown", nullptr, hidden);
            const QString copy = Words::tr("Copy the whole text");
            inner = std::min(
                widest,
                std::max(
                    {inner, m_metrics.horizontalAdvance(m_out.foldedText), m_metrics.horizontalAdvance(copy)
                    }
                )
            );
            bottom += tokens::gap1;
            m_out.folded = QRectF(0, bottom, inner, m_metaLine);
            bottom += m_metaLine;
            m_out.hot.push_back(
                {HotText::Kind::copyAll,
                 QRectF(0, bottom, m_metrics.horizontalAdvance(copy), m_metaLine),
                 copy}
            );
            bottom += m_metaLine;
        }
        const qreal width = inner + 2 * padX;
        const qreal left = m_out.rightSide && !m_out.item.isNote ? contentRight() - width : contentLeft();
        m_out.bubble = QRectF(left, m_y, width, bottom + padY - m_y);
        m_out.textRect = QRectF(left + padX, top, inner, size.height());
        m_out.folded.translate(m_out.folded.isNull() ? 0 : left + padX, 0);
        for (HotText& hot : m_out.hot)
            hot.rect.translate(left + padX, 0);
        m_y = m_out.bubble.bottom();
    }

    void addSources()
    {
        if (m_out.item.sources.isEmpty()) return;
        m_y += tokens::gap1;
        const qreal widest = widestContent();
        // Titles in a row, as many lines as it takes, beginning at the bubble's own edge.
        const qreal from =
            std::min(m_out.bubble.left(), contentRight() - std::min(widest, sourcesRowWidth()));
        m_out.sourcesIcon =
            QRectF(from, m_y + (m_metaLine - tokens::iconSmall) / 2, tokens::iconSmall, tokens::iconSmall);
        const qreal left = from + tokens::iconSmall + tokens::gap1;
        qreal x = left;
        for (int i = 0; i < m_out.item.sources.size(); ++i) {
            const QString title =
                m_metrics.elidedText(m_out.item.sources[i].title, Qt::ElideRight, contentRight() - left);
            const qreal width =
                std::min(contentRight() - left, std::ceil(m_metrics.horizontalAdvance(title)));
            if (x > left && x + width > contentRight()) {
                x = left;
                m_y += m_metaLine;
            }
            m_out.hot.push_back({HotText::Kind::source, QRectF(x, m_y, width, m_metaLine), title, i});
            x += width + tokens::gap3;
        }
        m_y += m_metaLine;
    }

    // One line however much was done: it is there to be noticed, and read whole when somebody points at it.
    void addTools()
    {
        if (m_out.item.tools.isEmpty()) return;
        m_y += tokens::gap1;
        const qreal indent = tokens::iconSmall + tokens::gap1;
        const qreal room = widestContent() - indent;
        m_out.toolsText = m_metrics.elidedText(m_out.item.tools, Qt::ElideRight, room);
        const qreal width = std::min(room, std::ceil(m_metrics.horizontalAdvance(m_out.toolsText)) + 1);
        const qreal from = std::min(m_out.bubble.left(), contentRight() - width - indent);
        m_out.toolsIcon =
            QRectF(from, m_y + (m_metaLine - tokens::iconSmall) / 2, tokens::iconSmall, tokens::iconSmall);
        m_out.tools = QRectF(from + indent, m_y, width, m_metaLine);
        m_y += m_metaLine;
    }

    void addStop()
    {
        if (m_out.item.interruptedBy.isEmpty()) return;
        m_y += tokens::gap1;
        m_out.stopText = Words::tr("%1 stopped the bot here · %2", "who and when")
                             .arg(m_out.item.interruptedBy, timeOfDay(m_out.item.at));
        m_out.stop = QRectF(sideMargin, m_y, m_out.width - 2 * sideMargin, m_metaLine);
        m_y += m_metaLine + 2;
    }

    void addMeta()
    {
        const bool troubled =
            m_out.item.delivery == Delivery::Failed || m_out.item.delivery == Delivery::Held;
        const bool underWay =
            m_out.item.delivery == Delivery::Queued || m_out.item.delivery == Delivery::Sending;
        if (!troubled && !underWay &&
            (!m_out.item.lastOfGroup || m_out.item.isStreaming() || !m_out.stop.isNull()))
            return;

        m_y += 2;
        QStringList parts;
        if (m_out.item.at.isValid()) parts << timeOfDay(m_out.item.at);
        // A note goes to nobody, so it says nothing once it is stored.
        const bool arrived = m_out.item.delivery == Delivery::Sent || m_out.item.delivery == Delivery::Seen;
        if (m_out.item.delivery != Delivery::None && !(m_out.item.isNote && arrived))
            parts << deliveryText(m_out.item.delivery);
        if (troubled && !m_out.item.reason.isEmpty()) parts << m_out.item.reason;
        m_out.metaRole = troubled ? ColorRole::danger : underWay ? ColorRole::warn : ColorRole::muted;

        std::vector<HotText> actions;
        if (m_out.item.delivery == Delivery::Failed)
            actions.push_back({HotText::Kind::retry, {}, Words::tr("Try again")});
        if (m_out.item.delivery == Delivery::Held) {
            actions.push_back({HotText::Kind::sendAnyway, {}, Words::tr("Send anyway")});
            actions.push_back({HotText::Kind::sendAsNote, {}, Words::tr("Keep as a note")});
        }
        if (troubled) actions.push_back({HotText::Kind::discard, {}, Words::tr("Discard")});

        const qreal widest = widestContent();
        m_out.metaText = m_metrics.elidedText(parts.join(QStringLiteral(" · ")), Qt::ElideRight, widest);
        const qreal width = std::min(widest, std::ceil(m_metrics.horizontalAdvance(m_out.metaText)) + 1);
        m_out.meta = QRectF(
            m_out.rightSide && !m_out.item.isNote ? contentRight() - width : contentLeft(),
            m_y,
            width,
            m_metaLine
        );
        m_y += m_metaLine;

        // What can be done about it, on a line of its own, at the bubble's side.
        qreal total = -tokens::gap4;
        for (const HotText& action : actions)
            total += std::ceil(m_metrics.horizontalAdvance(action.text)) + tokens::gap4;
        qreal x = m_out.item.isNote ? contentLeft() : contentRight() - total;
        for (HotText& action : actions) {
            action.rect = QRectF(x, m_y, std::ceil(m_metrics.horizontalAdvance(action.text)), m_metaLine);
            x += action.rect.width() + tokens::gap4;
            m_out.hot.push_back(action);
        }
        if (!actions.empty()) m_y += m_metaLine;
    }

    [[nodiscard]] qreal sourcesRowWidth() const
    {
        qreal width = tokens::iconSmall + tokens::gap1;
        for (const SourceLink& source : m_out.item.sources)
            width += std::ceil(m_metrics.horizontalAdvance(source.title)) + tokens::gap3;
        return width;
    }

    [[nodiscard]] qreal contentLeft() const { return sideMargin + (m_out.item.isNote ? 0 : gutter); }
    [[nodiscard]] qreal contentRight() const
    {
        return m_out.width - sideMargin - (m_out.item.isNote ? 0 : gutter);
    }
    [[nodiscard]] qreal widestContent() const
    {
        const qreal whole = contentRight() - contentLeft();
        return m_out.item.isNote ? whole : std::max(80.0, std::min(widestBubble, whole * bubbleShare));
    }

    static constexpr qreal caretRoom = 10;
    static constexpr int systemFlags = Qt::TextWordWrap | Qt::AlignHCenter;

    TranscriptLayout& m_out;
    const TranscriptFonts& m_fonts;
    qreal m_metaLine;
    QFontMetricsF m_metrics;
    qreal m_y = 0;
};

} // namespace

TranscriptItem readTranscriptItem(const QModelIndex& index)
{
    using Role = TranscriptRole;
    const auto value = [&index](Role which) { return index.data(role(which)); };

    TranscriptItem item;
    item.kind = TranscriptKind(value(Role::Kind).toInt());
    item.dayLine = value(Role::DayLine).toDate();
    item.at = value(Role::At).toDateTime();
    if (item.isSystem()) {
        item.text = value(Role::SystemText).toString();
        return item;
    }
    item.seq = value(Role::Seq).toULongLong();
    item.actor = protocol::ActorKind(value(Role::ActorKind).toInt());
    item.actorName = shortLine(value(Role::ActorName).toString());
    item.text = value(Role::Text).toString();
    item.sources = value(Role::Sources).value<QList<SourceLink>>();
    for (SourceLink& source : item.sources) {
        source.title = shortLine(source.title);
        source.heading = shortLine(source.heading);
    }
    item.tools = shortLine(value(Role::Tools).toString());
    item.interruptedBy = shortLine(value(Role::InterruptedBy).toString());
    item.delivery = Delivery(value(Role::Delivery).toInt());
    item.clientMsgId = value(Role::ClientMsgId).toString();
    item.reason = shortLine(value(Role::Reason).toString());
    item.isNote = value(Role::IsNote).toBool();
    item.isMine = value(Role::IsMine).toBool();
    item.firstOfGroup = value(Role::FirstOfGroup).toBool();
    item.lastOfGroup = value(Role::LastOfGroup).toBool();
    return item;
}

TranscriptLayout layoutTranscript(TranscriptItem item, qreal width, const TranscriptFonts& fonts)
{
    TranscriptLayout layout;
    layout.item = std::move(item);
    layout.width = width;
    layout.rightSide =
        layout.item.actor == protocol::ActorKind::bot || layout.item.actor == protocol::ActorKind::agent;
    layout.ground = groundFor(layout.item);
    if (!layout.item.isSystem()) {
        layout.text = layout.item.actor == protocol::ActorKind::customer
                          ? RichText::fromPlain(layout.item.text, fonts.text)
                          : RichText::fromMarkdown(layout.item.text, fonts.text);
    }
    Builder(layout, fonts).build();
    return layout;
}

} // namespace tandem::console
