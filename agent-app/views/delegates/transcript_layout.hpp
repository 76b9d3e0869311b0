#pragma once

#include "agent-app/models/roles.hpp"
#include "agent-app/theme/palette.hpp"
#include "agent-app/views/delegates/rich_text.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <QDate>
#include <QDateTime>
#include <QFont>
#include <QModelIndex>
#include <QRectF>

#include <vector>

namespace tandem::console {

// What a row of the transcript model says, read once.
struct TranscriptItem
{
    TranscriptKind kind = TranscriptKind::Message;
    quint64 seq = 0;
    protocol::ActorKind actor = protocol::ActorKind::unknown;
    QString actorName;
    QString text;
    QDateTime at;
    QList<SourceLink> sources;
    QString tools;
    QString interruptedBy;
    Delivery delivery = Delivery::None;
    QString clientMsgId;
    QString reason;
    QDate dayLine;
    bool isNote = false;
    bool isMine = false;
    bool firstOfGroup = true;
    bool lastOfGroup = true;

    [[nodiscard]] bool isStreaming() const { return kind == TranscriptKind::Streaming; }
    [[nodiscard]] bool isSystem() const { return kind == TranscriptKind::System; }
};

[[nodiscard]] TranscriptItem readTranscriptItem(const QModelIndex& index);

struct TranscriptFonts
{
    RichTextFonts text;
    QFont meta;
    QFont name;
    friend bool operator==(const TranscriptFonts& a, const TranscriptFonts& b)
    {
        return a.text.body == b.text.body && a.meta == b.meta && a.name == b.name &&
               a.text.mono == b.text.mono;
    }
};

// A small piece of text in a row that does something when it is clicked.
struct HotText
{
    enum class Kind { source, retry, discard, sendAnyway, sendAsNote, copyAll };
    Kind kind = Kind::source;
    QRectF rect;
    QString text;
    int source = -1; // index into the item's sources
};

// Where everything of one row is, relative to its top left corner. Painting, size and pointer all start
// from it, so they cannot disagree. Empty rectangles are not painted.
struct TranscriptLayout
{
    TranscriptItem item;
    qreal width = 0;
    qreal height = 0;
    bool rightSide = false; // bot and agents
    ColorRole ground = ColorRole::surface;

    QRectF day; // a line across with the date in its middle
    QString dayText;
    QRectF icon; // who speaks
    QString iconName;
    QRectF name;
    QString nameText;
    QRectF bubble;
    QRectF textRect; // where `text` is drawn
    RichText text;
    QRectF folded; // "1,234 more characters"
    QString foldedText;
    QRectF sourcesIcon;
    std::vector<HotText> hot;
    QRectF toolsIcon;
    QRectF tools; // what the bot looked up or did, one line; all of it is the tool tip
    QString toolsText;
    QRectF stop; // who stopped the answer, a line across
    QString stopText;
    QRectF meta; // time and delivery under the last of a group
    QString metaText;
    ColorRole metaRole = ColorRole::muted;
    QRectF system; // what happened, in the middle
    QString systemText;
};

[[nodiscard]] TranscriptLayout
layoutTranscript(TranscriptItem item, qreal width, const TranscriptFonts& fonts);

} // namespace tandem::console
