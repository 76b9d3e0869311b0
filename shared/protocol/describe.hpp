#pragma once

#include "shared/protocol/messages.hpp"

#include <boost/describe.hpp>

// Member lists for reflection. Only the sources of shared/protocol include this file: the lists must be the
// same in every translation unit that uses them.

namespace tandem::protocol {

BOOST_DESCRIBE_ENUM(ActorKind, unknown, customer, bot, agent, system)
BOOST_DESCRIBE_ENUM(OwnerKind, none, bot, queue, offered, agent)
BOOST_DESCRIBE_ENUM(Lifecycle, unknown, active, waiting_customer, snoozed, resolved, closed, abandoned)
BOOST_DESCRIBE_ENUM(
    Trigger,
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
    supervisor
)
BOOST_DESCRIBE_ENUM(AnswerOutcome, unknown, answered, unanswered, small_talk, offered_person)
BOOST_DESCRIBE_ENUM(ToolOutcome, unknown, ok, not_found, refused, failed, unconfirmed)
BOOST_DESCRIBE_ENUM(Presence, unknown, available, busy, away, offline)
BOOST_DESCRIBE_ENUM(Role, unknown, customer, agent, supervisor, admin)

BOOST_DESCRIBE_STRUCT(Actor, (), (kind, id, name))
BOOST_DESCRIBE_STRUCT(Owner, (), (kind, id))
BOOST_DESCRIBE_STRUCT(Source, (), (article_id, title, heading, score))
BOOST_DESCRIBE_STRUCT(Choice, (), (text, article_id))
BOOST_DESCRIBE_STRUCT(Offer, (), (choices, person))
BOOST_DESCRIBE_STRUCT(Interruption, (), (by, offset))
BOOST_DESCRIBE_STRUCT(PageContext, (), (url, title, referrer))
BOOST_DESCRIBE_STRUCT(CustomerProfile, (), (id, name, email, verified, language))
BOOST_DESCRIBE_STRUCT(IntentGuess, (), (label, confidence))
BOOST_DESCRIBE_STRUCT(Intent, (), (label, confidence, alternatives, evidence))
BOOST_DESCRIBE_STRUCT(CitedLine, (), (text, cites))
BOOST_DESCRIBE_STRUCT(HandoffSummary, (), (wants, happened, open_points, sentiment))
BOOST_DESCRIBE_STRUCT(ToolArgument, (), (name, value))
BOOST_DESCRIBE_STRUCT(ToolCall, (), (name, writes, arguments, outcome, detail, duration_ms))
BOOST_DESCRIBE_STRUCT(Attempt, (), (question, answer, outcome, sources, tools))
BOOST_DESCRIBE_STRUCT(Slot, (), (name, value, source))
BOOST_DESCRIBE_STRUCT(FlowState, (), (id, title, step, slots, tries, confirms, misses))
BOOST_DESCRIBE_STRUCT(EarlierConversation, (), (conversation_id, at, lifecycle, first_text))
BOOST_DESCRIBE_STRUCT(
    HandoffPacket,
    (),
    (packet_id,
     version,
     created_at,
     conversation_id,
     seq_at_handoff,
     owner_epoch,
     trigger,
     reason_text,
     intent,
     summary,
     customer,
     page,
     earlier,
     slots,
     attempts,
     partial,
     queue,
     suggested_reply)
)
BOOST_DESCRIBE_STRUCT(
    ConversationSummary,
    (),
    (conversation_id,
     customer_id,
     customer_name,
     owner,
     owner_name,
     owner_epoch,
     lifecycle,
     last_seq,
     last_at,
     last_actor,
     last_text,
     waiting_since,
     language,
     queue,
     trigger,
     reason_text,
     streaming)
)

BOOST_DESCRIBE_STRUCT(ConversationCreated, (), (owner, customer, page, channel, previous))
BOOST_DESCRIBE_STRUCT(
    MessageAccepted, (), (text, sources, turn, outcome, interrupted, model, offer, flow, tools)
)
BOOST_DESCRIBE_STRUCT(NoteAdded, (), (text))
BOOST_DESCRIBE_STRUCT(ConversationEscalated, (), (owner, trigger, reason_text, packet))
BOOST_DESCRIBE_STRUCT(ConversationOffered, (), (owner, expires_at))
BOOST_DESCRIBE_STRUCT(ConversationAccepted, (), (owner))
BOOST_DESCRIBE_STRUCT(ConversationDeclined, (), (owner, reason_text))
BOOST_DESCRIBE_STRUCT(ConversationTakenOver, (), (owner, from, packet))
BOOST_DESCRIBE_STRUCT(ConversationTransferred, (), (owner, from, note))
BOOST_DESCRIBE_STRUCT(ConversationHandedBack, (), (owner, note))
BOOST_DESCRIBE_STRUCT(ConversationResolved, (), (owner, survey))
BOOST_DESCRIBE_STRUCT(ConversationReopened, (), (owner))
BOOST_DESCRIBE_STRUCT(ConversationAbandoned, (), (owner))
BOOST_DESCRIBE_STRUCT(CsatAnswered, (), (rating, comment, rated))
BOOST_DESCRIBE_STRUCT(EventHidden, (), ())
BOOST_DESCRIBE_STRUCT(EventUnknown, (), ())

BOOST_DESCRIBE_STRUCT(ResumePoint, (), (conversation_id, after_seq))
BOOST_DESCRIBE_STRUCT(
    Hello, (), (proto_min, proto_max, client, visitor_key, token, login, password, resume, language)
)
BOOST_DESCRIBE_STRUCT(Ping, (), (n))
BOOST_DESCRIBE_STRUCT(ConversationStart, (), (id, text, page, name, email, language, sent_at))
BOOST_DESCRIBE_STRUCT(MessageSend, (), (id, conversation_id, text, owner_epoch, sent_at))
BOOST_DESCRIBE_STRUCT(PersonRequest, (), (id, conversation_id))
BOOST_DESCRIBE_STRUCT(RatingSubmit, (), (id, conversation_id, rating, comment))
BOOST_DESCRIBE_STRUCT(TypingSet, (), (conversation_id, typing))
BOOST_DESCRIBE_STRUCT(SeenSet, (), (conversation_id, seq))
BOOST_DESCRIBE_STRUCT(HistoryRead, (), (id, conversation_id, after_seq))
BOOST_DESCRIBE_STRUCT(ConversationWatch, (), (id, conversation_id, after_seq))
BOOST_DESCRIBE_STRUCT(ConversationUnwatch, (), (conversation_id))
BOOST_DESCRIBE_STRUCT(NoteAdd, (), (id, conversation_id, text))
BOOST_DESCRIBE_STRUCT(ConversationAccept, (), (id, conversation_id, owner_epoch))
BOOST_DESCRIBE_STRUCT(ConversationTakeOver, (), (id, conversation_id, owner_epoch))
BOOST_DESCRIBE_STRUCT(ConversationHandBack, (), (id, conversation_id, owner_epoch, note))
BOOST_DESCRIBE_STRUCT(ConversationTransfer, (), (id, conversation_id, owner_epoch, queue, note))
BOOST_DESCRIBE_STRUCT(ConversationResolve, (), (id, conversation_id, owner_epoch, survey))
BOOST_DESCRIBE_STRUCT(PresenceSet, (), (id, presence))
BOOST_DESCRIBE_STRUCT(SignOut, (), (id))
BOOST_DESCRIBE_STRUCT(Principal, (), (role, id, name))
BOOST_DESCRIBE_STRUCT(ConversationHead, (), (conversation_id, last_seq, lifecycle, owner, owner_name))
BOOST_DESCRIBE_STRUCT(
    Welcome, (), (proto, session_id, server_time, principal, token, conversations, max_text, heartbeat_ms)
)
BOOST_DESCRIBE_STRUCT(Pong, (), (n, server_time))
BOOST_DESCRIBE_STRUCT(Accepted, (), (id, conversation_id, seq, at, owner_epoch))
BOOST_DESCRIBE_STRUCT(Rejected, (), (id, code, name, retryable, message, retry_after_ms))
BOOST_DESCRIBE_STRUCT(EventFrame, (), (event))
BOOST_DESCRIBE_STRUCT(HistoryPage, (), (id, conversation_id, events, last_seq))
BOOST_DESCRIBE_STRUCT(Resumed, (), (conversation_id, last_seq, reset))
BOOST_DESCRIBE_STRUCT(TurnStarted, (), (conversation_id, turn, owner_epoch))
BOOST_DESCRIBE_STRUCT(TurnDelta, (), (conversation_id, turn, attempt, offset, text))
BOOST_DESCRIBE_STRUCT(TurnSnapshot, (), (conversation_id, turn, attempt, text))
BOOST_DESCRIBE_STRUCT(TurnFinished, (), (conversation_id, turn, seq))
BOOST_DESCRIBE_STRUCT(TurnInterrupted, (), (conversation_id, turn, by, offset, seq))
BOOST_DESCRIBE_STRUCT(TurnFailed, (), (conversation_id, turn, code, name))
BOOST_DESCRIBE_STRUCT(QueueSnapshot, (), (part, last, items))
BOOST_DESCRIBE_STRUCT(QueueChanged, (), (upserted, removed))
BOOST_DESCRIBE_STRUCT(
    QueuePositionChanged, (), (conversation_id, ahead, estimate_seconds, agents_available)
)
BOOST_DESCRIBE_STRUCT(PresenceChanged, (), (agent_id, name, presence, connected))
BOOST_DESCRIBE_STRUCT(TypingChanged, (), (conversation_id, actor, typing))
BOOST_DESCRIBE_STRUCT(SeenChanged, (), (conversation_id, actor, seq))
BOOST_DESCRIBE_STRUCT(ServerRestarting, (), (reconnect_after_ms))

} // namespace tandem::protocol
