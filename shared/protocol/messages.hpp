#pragma once

#include "shared/base/errc.hpp"
#include "shared/protocol/events.hpp"

// Every message of the wire, once. JSON text frames over WebSocket; `type` selects the structure. Golden
// examples of each are in golden/, changes in CHANGELOG.md, the TypeScript and JSON Schema in generated/.
//
// A connection begins with `hello`, answered by `welcome` or a close. Commands carry an `id` made by the
// client and get exactly one `accepted` or `rejected` with the same id, not necessarily in the order they
// were sent. A command that is repeated with the same id and body has no second effect and gets the first
// answer again.

namespace tandem::protocol {

inline constexpr int protocol_min = 1;
inline constexpr int protocol_max = 1;

// ---- client to server

struct ResumePoint
{
    ConversationId conversation_id;
    Seq after_seq = 0; // the last event the client has; 0 asks for all
    friend bool operator==(const ResumePoint&, const ResumePoint&) = default;
};

// The first frame, within five seconds. Customers show their visitor key (43 to 128 characters of
// base64url, made and kept by the client: whoever holds it is that visitor). Agents show a token from an
// earlier welcome, or sign in.
struct Hello
{
    static constexpr std::string_view type = "hello";
    int proto_min = protocol_min;
    int proto_max = protocol_max;
    std::string client; // name and version, for the log
    std::optional<std::string> visitor_key;
    std::optional<std::string> token;
    std::optional<std::string> login;
    std::optional<std::string> password;
    std::vector<ResumePoint> resume;
    std::optional<std::string> language;
    friend bool operator==(const Hello&, const Hello&) = default;
};

// Keeps the connection alive and measures it. Browsers cannot see WebSocket pings.
struct Ping
{
    static constexpr std::string_view type = "ping";
    std::uint64_t n = 0;
    friend bool operator==(const Ping&, const Ping&) = default;
};

// Customer. Creates the conversation with its first message in one step; accepted carries the new
// conversation's id.
struct ConversationStart
{
    static constexpr std::string_view type = "conversation.start";
    ClientMsgId id;
    std::string text;
    PageContext page;
    std::string name;  // as claimed by the page or the customer; may be empty
    std::string email; // likewise
    std::string language;
    std::optional<WallTime> sent_at;
    friend bool operator==(const ConversationStart&, const ConversationStart&) = default;
};

// Customer or owning agent. Agents say which epoch they believe in; customers need not.
struct MessageSend
{
    static constexpr std::string_view type = "message.send";
    ClientMsgId id;
    ConversationId conversation_id;
    std::string text;
    std::optional<Epoch> owner_epoch;
    std::optional<WallTime> sent_at;
    friend bool operator==(const MessageSend&, const MessageSend&) = default;
};

// Customer. Asks for a person; always granted unless one is already there or on the way.
struct PersonRequest
{
    static constexpr std::string_view type = "person.request";
    ClientMsgId id;
    ConversationId conversation_id;
    friend bool operator==(const PersonRequest&, const PersonRequest&) = default;
};

// Customer, after the conversation was resolved. May be sent again to change the rating.
struct RatingSubmit
{
    static constexpr std::string_view type = "rating.submit";
    ClientMsgId id;
    ConversationId conversation_id;
    int rating = 0; // 1 to 5
    std::string comment;
    friend bool operator==(const RatingSubmit&, const RatingSubmit&) = default;
};

// Not answered and not stored.
struct TypingSet
{
    static constexpr std::string_view type = "typing.set";
    ConversationId conversation_id;
    bool typing = false;
    friend bool operator==(const TypingSet&, const TypingSet&) = default;
};

// A high-water mark: everything up to `seq` was shown. Not answered and not stored.
struct SeenSet
{
    static constexpr std::string_view type = "seen.set";
    ConversationId conversation_id;
    Seq seq = 0;
    friend bool operator==(const SeenSet&, const SeenSet&) = default;
};

// Reads a page of the log after a position; answered by history.page with the same id, or rejected.
struct HistoryRead
{
    static constexpr std::string_view type = "history.read";
    ClientMsgId id;
    ConversationId conversation_id;
    Seq after_seq = 0;
    friend bool operator==(const HistoryRead&, const HistoryRead&) = default;
};

// Agent. From the answer on, the connection gets the conversation's events after `after_seq`, then live
// ones, and the deltas of the bot's answers.
struct ConversationWatch
{
    static constexpr std::string_view type = "conversation.watch";
    ClientMsgId id;
    ConversationId conversation_id;
    Seq after_seq = 0;
    friend bool operator==(const ConversationWatch&, const ConversationWatch&) = default;
};

struct ConversationUnwatch
{
    static constexpr std::string_view type = "conversation.unwatch";
    ConversationId conversation_id;
    friend bool operator==(const ConversationUnwatch&, const ConversationUnwatch&) = default;
};

// Agent, any conversation: a note is never refused for lack of ownership.
struct NoteAdd
{
    static constexpr std::string_view type = "note.add";
    ClientMsgId id;
    ConversationId conversation_id;
    std::string text;
    friend bool operator==(const NoteAdd&, const NoteAdd&) = default;
};

// Agent: takes a waiting conversation. Of two at once one wins, the other gets already_taken.
struct ConversationAccept
{
    static constexpr std::string_view type = "conversation.accept";
    ClientMsgId id;
    ConversationId conversation_id;
    Epoch owner_epoch = 0;
    friend bool operator==(const ConversationAccept&, const ConversationAccept&) = default;
};

// Agent: takes it from the bot (in mid-answer if need be) or from the queue; supervisors also from another
// agent.
struct ConversationTakeOver
{
    static constexpr std::string_view type = "conversation.take_over";
    ClientMsgId id;
    ConversationId conversation_id;
    Epoch owner_epoch = 0;
    friend bool operator==(const ConversationTakeOver&, const ConversationTakeOver&) = default;
};

// Owning agent: the bot answers from now on.
struct ConversationHandBack
{
    static constexpr std::string_view type = "conversation.hand_back";
    ClientMsgId id;
    ConversationId conversation_id;
    Epoch owner_epoch = 0;
    std::string note;
    friend bool operator==(const ConversationHandBack&, const ConversationHandBack&) = default;
};

// Owning agent or supervisor: back to a queue.
struct ConversationTransfer
{
    static constexpr std::string_view type = "conversation.transfer";
    ClientMsgId id;
    ConversationId conversation_id;
    Epoch owner_epoch = 0;
    std::string queue; // empty means the default queue
    std::string note;
    friend bool operator==(const ConversationTransfer&, const ConversationTransfer&) = default;
};

// Owning agent or supervisor.
struct ConversationResolve
{
    static constexpr std::string_view type = "conversation.resolve";
    ClientMsgId id;
    ConversationId conversation_id;
    Epoch owner_epoch = 0;
    bool survey = true;
    friend bool operator==(const ConversationResolve&, const ConversationResolve&) = default;
};

// Agent. Answered by accepted and a presence.changed to everybody.
struct PresenceSet
{
    static constexpr std::string_view type = "presence.set";
    ClientMsgId id;
    Presence presence = Presence::unknown;
    friend bool operator==(const PresenceSet&, const PresenceSet&) = default;
};

// Agent. The token of this connection ends; accepted, then closed with signed_out.
struct SignOut
{
    static constexpr std::string_view type = "sign_out";
    ClientMsgId id;
    friend bool operator==(const SignOut&, const SignOut&) = default;
};

using ClientMessage = std::variant<
    Hello,
    Ping,
    ConversationStart,
    MessageSend,
    PersonRequest,
    RatingSubmit,
    TypingSet,
    SeenSet,
    HistoryRead,
    ConversationWatch,
    ConversationUnwatch,
    NoteAdd,
    ConversationAccept,
    ConversationTakeOver,
    ConversationHandBack,
    ConversationTransfer,
    ConversationResolve,
    PresenceSet,
    SignOut>;

// ---- server to client

struct Principal
{
    Role role = Role::unknown;
    std::string id;
    std::string name;
    friend bool operator==(const Principal&, const Principal&) = default;
};

struct ConversationHead
{
    ConversationId conversation_id;
    Seq last_seq = 0;
    Lifecycle lifecycle = Lifecycle::unknown;
    Owner owner;
    std::string owner_name;
    friend bool operator==(const ConversationHead&, const ConversationHead&) = default;
};

// For customers `conversations` holds the one that goes on, if there is one: its events after the resume
// point follow at once, then live ones. Agents get a queue.snapshot, and the events of what they resumed.
struct Welcome
{
    static constexpr std::string_view type = "welcome";
    int proto = protocol_max;
    SessionId session_id;
    WallTime server_time = 0;
    Principal principal;
    std::optional<std::string> token; // agents who signed in with a password
    std::vector<ConversationHead> conversations;
    int max_text = 0;     // code points of one message
    int heartbeat_ms = 0; // a client that sends nothing for this long should ping
    friend bool operator==(const Welcome&, const Welcome&) = default;
};

struct Pong
{
    static constexpr std::string_view type = "pong";
    std::uint64_t n = 0;
    WallTime server_time = 0;
    friend bool operator==(const Pong&, const Pong&) = default;
};

// The command took effect and what it stored is durable.
struct Accepted
{
    static constexpr std::string_view type = "accepted";
    ClientMsgId id;
    std::optional<ConversationId> conversation_id;
    std::optional<Seq> seq; // of the event that the command stored
    std::optional<WallTime> at;
    std::optional<Epoch> owner_epoch;
    friend bool operator==(const Accepted&, const Accepted&) = default;
};

// The command had no effect. `code` and `name` are stable; `message` is a sentence for developers.
struct Rejected
{
    static constexpr std::string_view type = "rejected";
    std::optional<ClientMsgId> id; // absent when the frame could not be read that far
    int code = 0;
    std::string name;
    bool retryable = false;
    std::string message;
    std::optional<int> retry_after_ms;
    friend bool operator==(const Rejected&, const Rejected&) = default;
};

// A log entry, live or on resume. Gapless and in order per conversation and connection; a reader that sees
// a gap asks with history.read.
struct EventFrame
{
    static constexpr std::string_view type = "event";
    Event event;
    friend bool operator==(const EventFrame&, const EventFrame&) = default;
};

struct HistoryPage
{
    static constexpr std::string_view type = "history.page";
    ClientMsgId id;
    ConversationId conversation_id;
    std::vector<Event> events;
    Seq last_seq = 0; // of the whole log, so `events` may end before it
    friend bool operator==(const HistoryPage&, const HistoryPage&) = default;
};

// Tells how a resume ended, after its events were sent: live from here. With `reset` it comes before them:
// the client was ahead of the log, drops what it has, and gets all of it.
struct Resumed
{
    static constexpr std::string_view type = "resumed";
    ConversationId conversation_id;
    Seq last_seq = 0;
    bool reset = false;
    friend bool operator==(const Resumed&, const Resumed&) = default;
};

// The bot works on an answer. `turn` is the seq of the customer's message that it answers.
struct TurnStarted
{
    static constexpr std::string_view type = "turn.started";
    ConversationId conversation_id;
    Seq turn = 0;
    Epoch owner_epoch = 0;
    friend bool operator==(const TurnStarted&, const TurnStarted&) = default;
};

// More text. `offset` is where it belongs; another `attempt` than before replaces everything shown. Deltas
// may be dropped for a slow reader, who sees it by the offset and takes the next snapshot or the final
// message.
struct TurnDelta
{
    static constexpr std::string_view type = "turn.delta";
    ConversationId conversation_id;
    Seq turn = 0;
    int attempt = 1;
    std::uint64_t offset = 0;
    std::string text;
    friend bool operator==(const TurnDelta&, const TurnDelta&) = default;
};

// All text so far: sent to whoever joins late, and after dropped deltas.
struct TurnSnapshot
{
    static constexpr std::string_view type = "turn.snapshot";
    ConversationId conversation_id;
    Seq turn = 0;
    int attempt = 1;
    std::string text;
    friend bool operator==(const TurnSnapshot&, const TurnSnapshot&) = default;
};

// The stored message with this seq replaces the streamed text.
struct TurnFinished
{
    static constexpr std::string_view type = "turn.finished";
    ConversationId conversation_id;
    Seq turn = 0;
    Seq seq = 0;
    friend bool operator==(const TurnFinished&, const TurnFinished&) = default;
};

// Cut off. With `seq`, the stored message holds what had been shown; without, nothing had been shown.
struct TurnInterrupted
{
    static constexpr std::string_view type = "turn.interrupted";
    ConversationId conversation_id;
    Seq turn = 0;
    Actor by;
    std::uint64_t offset = 0;
    std::optional<Seq> seq;
    friend bool operator==(const TurnInterrupted&, const TurnInterrupted&) = default;
};

// No answer came of it; what was shown is to be removed.
struct TurnFailed
{
    static constexpr std::string_view type = "turn.failed";
    ConversationId conversation_id;
    Seq turn = 0;
    int code = 0;
    std::string name;
    friend bool operator==(const TurnFailed&, const TurnFailed&) = default;
};

// All conversations an agent may see, in parts; replaces what the client had when `part` is 0.
struct QueueSnapshot
{
    static constexpr std::string_view type = "queue.snapshot";
    int part = 0;
    bool last = true;
    std::vector<ConversationSummary> items;
    friend bool operator==(const QueueSnapshot&, const QueueSnapshot&) = default;
};

// What changed since: rows to put in or replace by id, and rows that are gone.
struct QueueChanged
{
    static constexpr std::string_view type = "queue.changed";
    std::vector<ConversationSummary> upserted;
    std::vector<ConversationId> removed;
    friend bool operator==(const QueueChanged&, const QueueChanged&) = default;
};

// Customer in a queue.
struct QueuePositionChanged
{
    static constexpr std::string_view type = "queue.position_changed";
    ConversationId conversation_id;
    int ahead = 0;                       // conversations before this one
    std::optional<int> estimate_seconds; // absent when there is nothing to estimate from
    bool agents_available = false;
    friend bool operator==(const QueuePositionChanged&, const QueuePositionChanged&) = default;
};

struct PresenceChanged
{
    static constexpr std::string_view type = "presence.changed";
    AgentId agent_id;
    std::string name;
    Presence presence = Presence::unknown;
    bool connected = false;
    friend bool operator==(const PresenceChanged&, const PresenceChanged&) = default;
};

struct TypingChanged
{
    static constexpr std::string_view type = "typing.changed";
    ConversationId conversation_id;
    Actor actor;
    bool typing = false;
    friend bool operator==(const TypingChanged&, const TypingChanged&) = default;
};

struct SeenChanged
{
    static constexpr std::string_view type = "seen.changed";
    ConversationId conversation_id;
    Actor actor;
    Seq seq = 0;
    friend bool operator==(const SeenChanged&, const SeenChanged&) = default;
};

// The server is about to close with `restarting`: reconnect after the given time, to spread the load.
struct ServerRestarting
{
    static constexpr std::string_view type = "server.restarting";
    int reconnect_after_ms = 0;
    friend bool operator==(const ServerRestarting&, const ServerRestarting&) = default;
};

using ServerMessage = std::variant<
    Welcome,
    Pong,
    Accepted,
    Rejected,
    EventFrame,
    HistoryPage,
    Resumed,
    TurnStarted,
    TurnDelta,
    TurnSnapshot,
    TurnFinished,
    TurnInterrupted,
    TurnFailed,
    QueueSnapshot,
    QueueChanged,
    QueuePositionChanged,
    PresenceChanged,
    TypingChanged,
    SeenChanged,
    ServerRestarting>;

} // namespace tandem::protocol
