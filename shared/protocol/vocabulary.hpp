#pragma once

#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"

#include <optional>
#include <string>
#include <vector>

// The words of the protocol: what events and messages are made of. Field names are the JSON keys, the SQL
// columns and the TypeScript members. Offsets into text count Unicode code points.

namespace tandem::protocol {

enum class ActorKind { unknown, customer, bot, agent, system };

// Who did it. `name` is for display and may be empty.
struct Actor
{
    ActorKind kind = ActorKind::unknown;
    std::string id;
    std::string name;
    friend bool operator==(const Actor&, const Actor&) = default;
};

enum class OwnerKind { none, bot, queue, offered, agent };

// Who may speak for the house. `id` is the agent's for `agent` and `offered`, the queue's name for `queue`,
// else empty.
struct Owner
{
    OwnerKind kind = OwnerKind::none;
    std::string id;
    friend bool operator==(const Owner&, const Owner&) = default;
};

enum class Lifecycle { unknown, active, waiting_customer, snoozed, resolved, closed, abandoned };

// Why a conversation came to a person. A closed list: every report groups by it.
enum class Trigger {
    unknown,
    customer_request,
    rule,
    low_confidence,
    repeated_failure,
    negative_sentiment,
    policy,
    tool_failure,
    model_failure,
    timeout,
    agent_takeover,
    supervisor,
};

// What became of a bot's answer.
enum class AnswerOutcome { unknown, answered, unanswered, small_talk, offered_person };

// How an agent stands to new work, as the agent chose it.
enum class Presence { unknown, available, busy, away, offline };

enum class Role { unknown, customer, agent, supervisor, admin };

// An article a bot's answer rests on.
struct Source
{
    std::string article_id;
    std::string title;
    std::string heading; // the passage's own heading, may be empty
    double score = 0;    // 0 to 1, comparable within one answer
    friend bool operator==(const Source&, const Source&) = default;
};

// Something the customer may have meant. Choosing it sends `text` as the customer's message.
struct Choice
{
    std::string text;       // the article's title
    std::string article_id; // that answers it
    friend bool operator==(const Choice&, const Choice&) = default;
};

// What stands beside an answer that was none, as buttons.
struct Offer
{
    std::vector<Choice> choices; // "did you mean", at most 3, best first
    bool person = false;         // to talk to a person, with `person.request`
    friend bool operator==(const Offer&, const Offer&) = default;
};

struct Interruption
{
    Actor by;
    std::uint64_t offset = 0; // code points of the answer that had been shown
    friend bool operator==(const Interruption&, const Interruption&) = default;
};

// What the host page says about where the customer is. Claimed, not proven.
struct PageContext
{
    std::string url;
    std::string title;
    std::string referrer;
    friend bool operator==(const PageContext&, const PageContext&) = default;
};

// What is known of a customer. `verified` is true only when the identity came signed.
struct CustomerProfile
{
    CustomerId id;
    std::string name;
    std::string email;
    bool verified = false;
    std::string language; // BCP 47, may be empty
    friend bool operator==(const CustomerProfile&, const CustomerProfile&) = default;
};

struct IntentGuess
{
    std::string label;
    double confidence = 0; // 0 to 1
    friend bool operator==(const IntentGuess&, const IntentGuess&) = default;
};

struct Intent
{
    std::string label; // the article topic or intent name; empty when nothing fits
    double confidence = 0;
    std::vector<IntentGuess> alternatives;
    std::vector<Seq> evidence; // messages it was read from
    friend bool operator==(const Intent&, const Intent&) = default;
};

// One sentence of a summary with the messages it rests on.
struct CitedLine
{
    std::string text;
    std::vector<Seq> cites;
    friend bool operator==(const CitedLine&, const CitedLine&) = default;
};

struct HandoffSummary
{
    CitedLine wants;                    // what the customer is after
    std::vector<CitedLine> happened;    // what has happened so far
    std::vector<CitedLine> open_points; // what nobody has answered
    std::string sentiment;              // "calm", "impatient", "upset"
    friend bool operator==(const HandoffSummary&, const HandoffSummary&) = default;
};

// What became of a call to a tool. `refused`: the other side said no for a reason of its own.
// `unconfirmed`: a call that writes got no answer, so nobody knows whether it was carried out.
enum class ToolOutcome { unknown, ok, not_found, refused, failed, unconfirmed };

struct ToolArgument
{
    std::string name;
    std::string value; // personal ones masked
    friend bool operator==(const ToolArgument&, const ToolArgument&) = default;
};

// Something the bot looked up or did elsewhere for an answer. Customers never see it.
struct ToolCall
{
    std::string name;
    bool writes = false;
    std::vector<ToolArgument> arguments;
    ToolOutcome outcome = ToolOutcome::unknown;
    std::string detail; // one line for agents: what came back, or what went wrong
    int duration_ms = 0;
    friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

// One answer the bot gave or tried to give.
struct Attempt
{
    Seq question = 0; // the message it answered
    Seq answer = 0;   // its own message, 0 when nothing was stored
    AnswerOutcome outcome = AnswerOutcome::unknown;
    std::vector<Source> sources;
    std::optional<std::vector<ToolCall>> tools; // when some were called
    friend bool operator==(const Attempt&, const Attempt&) = default;
};

// A fact gathered in the conversation, e.g. an order number.
struct Slot
{
    std::string name;
    std::string value;
    Seq source = 0;
    friend bool operator==(const Slot&, const Slot&) = default;
};

// Where a routine matter (a flow) stands after a message of the bot. Customers never see it. The log is the
// only place that keeps it: whoever answers next reads it from the bot's last message.
struct FlowState
{
    std::string id;          // which flow
    std::string title;       // for agents: "Cancel an order"
    std::string step;        // what the bot waits for; empty: the flow is over
    std::vector<Slot> slots; // what the customer said and what tools answered (source 0)
    int tries = 0;           // times in a row that the step was asked without an answer of use
    std::string confirms;    // the tool that a "yes" would call; empty: nothing is to be confirmed
    int misses = 0;          // look-ups of this conversation that found nothing
    friend bool operator==(const FlowState&, const FlowState&) = default;
};

struct EarlierConversation
{
    ConversationId conversation_id;
    WallTime at = 0;
    Lifecycle lifecycle = Lifecycle::unknown;
    std::string first_text;
    friend bool operator==(const EarlierConversation&, const EarlierConversation&) = default;
};

// Everything a person needs when a conversation comes to them. Frozen at the moment of handoff and
// content-addressed: `packet_id` is the SHA-256 of the packet's JSON with `packet_id` empty.
struct HandoffPacket
{
    std::string packet_id;
    int version = 1;
    WallTime created_at = 0;
    ConversationId conversation_id;
    Seq seq_at_handoff = 0;
    Epoch owner_epoch = 0; // the epoch that begins with this handoff
    Trigger trigger = Trigger::unknown;
    std::string reason_text;
    Intent intent;
    HandoffSummary summary;
    CustomerProfile customer;
    PageContext page;
    std::vector<EarlierConversation> earlier;
    std::vector<Slot> slots;
    std::vector<Attempt> attempts;
    std::optional<Interruption> partial; // set when a streaming answer was cut off by this handoff
    std::string queue;
    std::string suggested_reply; // the unsent rest of an interrupted answer, or empty
    friend bool operator==(const HandoffPacket&, const HandoffPacket&) = default;
};

// One row of the console's list.
struct ConversationSummary
{
    ConversationId conversation_id;
    CustomerId customer_id;
    std::string customer_name;
    Owner owner;
    std::string owner_name; // the agent's display name, else empty
    Epoch owner_epoch = 0;
    Lifecycle lifecycle = Lifecycle::unknown;
    Seq last_seq = 0;
    WallTime last_at = 0;
    ActorKind last_actor = ActorKind::unknown;
    std::string last_text;                 // at most 140 code points of the last message
    std::optional<WallTime> waiting_since; // since when the customer waits for a person
    std::string language;
    std::string queue;
    Trigger trigger = Trigger::unknown; // why it came to a person, once it has
    std::string reason_text;
    bool streaming = false; // the bot is answering right now
    friend bool operator==(const ConversationSummary&, const ConversationSummary&) = default;
};

} // namespace tandem::protocol
