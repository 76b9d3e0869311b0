#pragma once

#include "agent-app/models/roles.hpp"
#include "agent-app/theme/palette.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <QDateTime>
#include <QFont>
#include <QModelIndex>
#include <QRectF>
#include <QString>

#include <vector>

namespace tandem::console {

// What a row of the conversation list says, read once.
struct ConversationItem
{
    bool isHeader = false;
    QString title; // of a header
    int count = 0;
    int fresh = 0; // of a header: that wait to be shown
    bool collapsed = false;

    Section section = Section::Waiting;
    QString name;
    QString lastText;
    QString ownerName;
    QString reason;
    QString language;
    QDateTime waitingSince;
    QDateTime lastAt;
    protocol::OwnerKind owner = protocol::OwnerKind::none;
    protocol::ActorKind lastActor = protocol::ActorKind::unknown;
    int unread = 0;
    int held = 0;
    bool hasDraft = false;
    bool streaming = false;
};

[[nodiscard]] ConversationItem readConversationItem(const QModelIndex& index);

struct ConversationFonts
{
    QFont name;
    QFont unreadName;
    QFont body;
    QFont meta;
    QFont header;
};

// A word with a meaning at the end of a row: "Draft", "2 new".
struct Mark
{
    QRectF rect;
    QString text;
    ColorRole ink = ColorRole::muted;
    bool filled = false; // on a pill of its own ink
};

// Where everything of one row is, relative to its top left corner.
struct ConversationLayout
{
    QRectF chevron; // of a header
    QRectF title;
    QString titleText;
    QRectF emptyHint; // under the title of a section without conversations
    QString emptyText;

    QRectF disc; // initials
    QString initials;
    QRectF ownerIcon;
    QString ownerIconName;
    QString ownerWords;
    QRectF name;
    QString nameText;
    QRectF time;
    QString timeText;
    ColorRole timeRole = ColorRole::muted;
    QRectF last;
    QString lastText;
    ColorRole lastRole = ColorRole::muted;
    QRectF reason; // why it waits, between the name and the last text
    QString reasonText;
    std::vector<Mark> marks;
    qreal height = 0;
};

// Heights depend on the kind of row and the fonts alone, so a list of thousands needs no text to be
// measured for them.
[[nodiscard]] int conversationRowHeight(const ConversationItem& item, const ConversationFonts& fonts);

[[nodiscard]] ConversationLayout layoutConversation(
    const ConversationItem& item, qreal width, const ConversationFonts& fonts, const QDateTime& now
);

// "0:42", "12:03", "1:02:03"
[[nodiscard]] QString waitText(const QDateTime& since, const QDateTime& now);

// How long a wait may be before it is called long, and too long.
inline constexpr int longWaitSeconds = 120;
inline constexpr int tooLongWaitSeconds = 300;

} // namespace tandem::console
