#pragma once

#include <QList>
#include <QString>
#include <Qt>

#include <array>

// What the item models say about their rows. Each role names the type of its value; enumerations travel as
// int. Names of people, message texts and reasons come from outside: show them as plain text only.

namespace tandem::console {

// The list shows its sections in this order.
enum class Section { Waiting, Mine, WithBot, Others };
inline constexpr std::array allSections{Section::Waiting, Section::Mine, Section::WithBot, Section::Others};
inline constexpr int sectionCount = static_cast<int>(allSections.size());

enum class ConversationRole {
    Id = Qt::UserRole + 1, // QString; empty for a section header
    CustomerName,          // QString, never empty for a conversation ("Visitor" when there is no name)
    LastText,              // QString, one line
    OwnerKind,             // int of protocol::OwnerKind
    OwnerName,             // QString, an agent's name, else empty
    OwnerEpoch,            // qulonglong
    WaitingSince,          // QDateTime (UTC), null unless the customer waits for a person
    Lifecycle,             // int of protocol::Lifecycle
    Section,               // int of console::Section
    Language,              // QString, BCP 47 or empty
    Trigger,               // int of protocol::Trigger
    ReasonText,            // QString, one line for the agent, may be empty
    Unread,                // int, customer messages this agent has not seen
    HasDraft,              // bool
    Streaming,             // bool, the bot is answering right now
    LastAt,                // QDateTime (UTC)
    LastActor,             // int of protocol::ActorKind
    Held,                  // int, own replies held back in this conversation
    IsHeader,              // bool, a section header: not selectable, DisplayRole is its title
    Count,                 // int, of a header: conversations shown in the section, collapsed or not
    New,                   // int, of a header: conversations that wait to be shown in it
    Collapsed,             // bool, of a header
    Accessible,            // QString, the whole row as one sentence (also under Qt::AccessibleTextRole)
};

enum class TranscriptKind {
    Message,   // of customer, bot or agent
    Note,      // private, for agents alone
    System,    // what happened: accepted, taken over, resolved
    Streaming, // the bot's answer in progress; the last row before Pending rows
    Pending,   // own reply or note that the server has not accepted yet; always at the end
};

// How far an own reply or note has come. Words for each: deliveryText() in models/words.hpp.
enum class Delivery {
    None,    // not an own message
    Queued,  // written while offline or behind another one; will be sent once
    Sending, // on its way
    Failed,  // refused, or no answer for a minute: Desk::retry or Desk::discard
    Held, // not sent because the conversation moved on: Desk::sendHeldAnyway, sendHeldAsNote or discardHeld
    Sent, // stored by the server
    Seen, // shown to the customer
};

// An article under a bot's answer.
struct SourceLink
{
    QString articleId;
    QString title;
    QString heading; // may be empty
    double score = 0;
    friend bool operator==(const SourceLink&, const SourceLink&) = default;
};

enum class TranscriptRole {
    Kind = Qt::UserRole + 1, // int of TranscriptKind
    Seq,                     // qulonglong, 0 for Streaming and Pending
    ActorKind,               // int of protocol::ActorKind
    ActorName,               // QString, for display; "You" for the signed-in agent
    Text,          // QString; Markdown subset for bot and agent (text::parse_markdown), plain for customers
    At,            // QDateTime (UTC)
    Sources,       // QList<SourceLink>
    InterruptedBy, // QString, who stopped the answer ("you"), empty when it was not interrupted
    InterruptedOffset, // qulonglong, code points that had been shown
    Delivery,          // int of console::Delivery
    ClientMsgId,       // QString, of own messages
    IsNote,            // bool, true for Note and for a Pending note
    SystemText,        // QString, the sentence of a System row
    FirstOfGroup,      // bool, starts a run of one speaker: show the name
    LastOfGroup,       // bool, ends the run: show the time
    DayLine,           // QDate (local) when this row begins a new day, else null
    Outcome,           // int of protocol::AnswerOutcome, 0 when not a bot's answer
    Accessible,        // QString, who, when and what in one piece (also under Qt::AccessibleTextRole)
    IsMine,            // bool, written by the signed-in agent
    Tools,             // QString, what the bot looked up or did for the answer, one line; may be empty
    Reason,            // QString, why a reply is Failed or Held, a sentence for people
};

[[nodiscard]] constexpr int role(ConversationRole r) noexcept { return static_cast<int>(r); }
[[nodiscard]] constexpr int role(TranscriptRole r) noexcept { return static_cast<int>(r); }

} // namespace tandem::console
