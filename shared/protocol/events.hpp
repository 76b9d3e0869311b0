#pragma once

#include "shared/base/rare.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <string_view>
#include <variant>

// The events of a conversation's log. Append-only: an event, once stored, never changes. Those with an
// `owner` change the ownership; each such event raises `owner_epoch` by one.

namespace tandem::protocol {

struct ConversationCreated
{
    static constexpr std::string_view type = "conversation.created";
    Owner owner;
    CustomerProfile customer;
    PageContext page;
    std::string channel;                    // "web"
    std::optional<ConversationId> previous; // the closed conversation this one continues
    friend bool operator==(const ConversationCreated&, const ConversationCreated&) = default;
};

// A message that everybody in the conversation sees.
struct MessageAccepted
{
    static constexpr std::string_view type = "message.accepted";
    std::string text; // the small Markdown subset for bot and agent, plain for customers
    std::vector<Source> sources;
    std::optional<Seq> turn; // bot only: the customer's message it answers; at most one message per turn
    std::optional<AnswerOutcome> outcome;
    std::optional<Interruption>
        interrupted;                 // set when the answer was cut off; `text` is what had been shown
    std::string model;               // bot only: which model spoke
    std::optional<Offer> offer = {}; // bot only: what the customer may choose from
    std::optional<FlowState> flow;   // bot only: the routine matter the message belongs to
    std::optional<std::vector<ToolCall>> tools; // bot only: when some were called for this answer
    friend bool operator==(const MessageAccepted&, const MessageAccepted&) = default;
};

// A private note; customers never see it.
struct NoteAdded
{
    static constexpr std::string_view type = "note.added";
    std::string text;
    friend bool operator==(const NoteAdded&, const NoteAdded&) = default;
};

struct ConversationEscalated
{
    static constexpr std::string_view type = "conversation.escalated";
    Owner owner; // the queue
    Trigger trigger = Trigger::unknown;
    std::string reason_text;
    Rare<HandoffPacket> packet; // absent in what customers see
    friend bool operator==(const ConversationEscalated&, const ConversationEscalated&) = default;
};

struct ConversationOffered
{
    static constexpr std::string_view type = "conversation.offered";
    Owner owner;
    WallTime expires_at = 0;
    friend bool operator==(const ConversationOffered&, const ConversationOffered&) = default;
};

struct ConversationAccepted
{
    static constexpr std::string_view type = "conversation.accepted";
    Owner owner;
    friend bool operator==(const ConversationAccepted&, const ConversationAccepted&) = default;
};

struct ConversationDeclined
{
    static constexpr std::string_view type = "conversation.declined";
    Owner owner; // back to the queue
    std::string reason_text;
    friend bool operator==(const ConversationDeclined&, const ConversationDeclined&) = default;
};

struct ConversationTakenOver
{
    static constexpr std::string_view type = "conversation.taken_over";
    Owner owner;
    Owner from;
    Rare<HandoffPacket> packet;
    friend bool operator==(const ConversationTakenOver&, const ConversationTakenOver&) = default;
};

struct ConversationTransferred
{
    static constexpr std::string_view type = "conversation.transferred";
    Owner owner;
    Owner from;
    std::string note;
    friend bool operator==(const ConversationTransferred&, const ConversationTransferred&) = default;
};

struct ConversationHandedBack
{
    static constexpr std::string_view type = "conversation.handed_back";
    Owner owner; // the bot
    std::string note;
    friend bool operator==(const ConversationHandedBack&, const ConversationHandedBack&) = default;
};

struct ConversationResolved
{
    static constexpr std::string_view type = "conversation.resolved";
    Owner owner;        // none
    bool survey = true; // the customer is asked for a rating
    friend bool operator==(const ConversationResolved&, const ConversationResolved&) = default;
};

struct ConversationReopened
{
    static constexpr std::string_view type = "conversation.reopened";
    Owner owner;
    friend bool operator==(const ConversationReopened&, const ConversationReopened&) = default;
};

// The customer left while waiting for a person.
struct ConversationAbandoned
{
    static constexpr std::string_view type = "conversation.abandoned";
    Owner owner; // none
    friend bool operator==(const ConversationAbandoned&, const ConversationAbandoned&) = default;
};

struct CsatAnswered
{
    static constexpr std::string_view type = "csat.answered";
    int rating = 0; // 1 to 5
    std::string comment;
    Owner rated; // who had it when it was resolved
    friend bool operator==(const CsatAnswered&, const CsatAnswered&) = default;
};

// Stands in for an event the reader may not see, so that every reader's numbers stay without a gap.
struct EventHidden
{
    static constexpr std::string_view type = "event.hidden";
    friend bool operator==(const EventHidden&, const EventHidden&) = default;
};

// An event this build does not know, from a newer one. Shown as "needs a newer version".
struct EventUnknown
{
    static constexpr std::string_view type = "event.unknown";
    friend bool operator==(const EventUnknown&, const EventUnknown&) = default;
};

using EventData = std::variant<
    ConversationCreated,
    MessageAccepted,
    NoteAdded,
    ConversationEscalated,
    ConversationOffered,
    ConversationAccepted,
    ConversationDeclined,
    ConversationTakenOver,
    ConversationTransferred,
    ConversationHandedBack,
    ConversationResolved,
    ConversationReopened,
    ConversationAbandoned,
    CsatAnswered,
    EventHidden,
    EventUnknown>;

// One entry of the log.
struct Event
{
    ConversationId conversation_id;
    Seq seq = 0;
    WallTime at = 0;                 // when it was accepted
    std::optional<WallTime> sent_at; // the author's own clock
    Epoch owner_epoch = 0;           // after this event
    Actor actor;
    std::optional<ClientMsgId> client_msg_id;
    EventData data;
    friend bool operator==(const Event&, const Event&) = default;
};

// "message.accepted"
[[nodiscard]] std::string_view event_type(const EventData& data) noexcept;

// The new owner if the event changes it, else null.
[[nodiscard]] const Owner* new_owner(const EventData& data) noexcept;

} // namespace tandem::protocol
