// Written by tandem-protocol-gen from shared/protocol. Do not edit.

export const protocolMin = 1;
export const protocolMax = 1;

export type Presence = 'unknown' | 'available' | 'busy' | 'away' | 'offline';
export type OwnerKind = 'none' | 'bot' | 'queue' | 'offered' | 'agent';
export type AnswerOutcome = 'unknown' | 'answered' | 'unanswered' | 'small_talk' | 'offered_person';
export type ActorKind = 'unknown' | 'customer' | 'bot' | 'agent' | 'system';
export type ToolOutcome = 'unknown' | 'ok' | 'not_found' | 'refused' | 'failed' | 'unconfirmed';
export type Trigger = 'unknown' | 'customer_request' | 'rule' | 'low_confidence' | 'repeated_failure' | 'negative_sentiment' | 'policy' | 'tool_failure' | 'model_failure' | 'timeout' | 'agent_takeover' | 'supervisor';
export type Lifecycle = 'unknown' | 'active' | 'waiting_customer' | 'snoozed' | 'resolved' | 'closed' | 'abandoned';
export type Role = 'unknown' | 'customer' | 'agent' | 'supervisor' | 'admin';

export interface ResumePoint {
  conversation_id: string;
  after_seq: number;
}

export interface PageContext {
  url: string;
  title: string;
  referrer: string;
}

export interface Owner {
  kind: OwnerKind;
  id: string;
}

export interface CustomerProfile {
  id: string;
  name: string;
  email: string;
  verified: boolean;
  language: string;
}

export interface Source {
  article_id: string;
  title: string;
  heading: string;
  score: number;
}

export interface Actor {
  kind: ActorKind;
  id: string;
  name: string;
}

export interface Interruption {
  by: Actor;
  offset: number;
}

export interface Choice {
  text: string;
  article_id: string;
}

export interface Offer {
  choices: Choice[];
  person: boolean;
}

export interface Slot {
  name: string;
  value: string;
  source: number;
}

export interface FlowState {
  id: string;
  title: string;
  step: string;
  slots: Slot[];
  tries: number;
  confirms: string;
  misses: number;
}

export interface ToolArgument {
  name: string;
  value: string;
}

export interface ToolCall {
  name: string;
  writes: boolean;
  arguments: ToolArgument[];
  outcome: ToolOutcome;
  detail: string;
  duration_ms: number;
}

export interface IntentGuess {
  label: string;
  confidence: number;
}

export interface Intent {
  label: string;
  confidence: number;
  alternatives: IntentGuess[];
  evidence: number[];
}

export interface CitedLine {
  text: string;
  cites: number[];
}

export interface HandoffSummary {
  wants: CitedLine;
  happened: CitedLine[];
  open_points: CitedLine[];
  sentiment: string;
}

export interface EarlierConversation {
  conversation_id: string;
  at: number;
  lifecycle: Lifecycle;
  first_text: string;
}

export interface Attempt {
  question: number;
  answer: number;
  outcome: AnswerOutcome;
  sources: Source[];
  tools?: ToolCall[];
}

export interface HandoffPacket {
  packet_id: string;
  version: number;
  created_at: number;
  conversation_id: string;
  seq_at_handoff: number;
  owner_epoch: number;
  trigger: Trigger;
  reason_text: string;
  intent: Intent;
  summary: HandoffSummary;
  customer: CustomerProfile;
  page: PageContext;
  earlier: EarlierConversation[];
  slots: Slot[];
  attempts: Attempt[];
  partial?: Interruption;
  queue: string;
  suggested_reply: string;
}

export interface Principal {
  role: Role;
  id: string;
  name: string;
}

export interface ConversationHead {
  conversation_id: string;
  last_seq: number;
  lifecycle: Lifecycle;
  owner: Owner;
  owner_name: string;
}

export interface ConversationSummary {
  conversation_id: string;
  customer_id: string;
  customer_name: string;
  owner: Owner;
  owner_name: string;
  owner_epoch: number;
  lifecycle: Lifecycle;
  last_seq: number;
  last_at: number;
  last_actor: ActorKind;
  last_text: string;
  waiting_since?: number;
  language: string;
  queue: string;
  trigger: Trigger;
  reason_text: string;
  streaming: boolean;
}

// The events of a conversation's log: what each carries as `data`, then the envelope around it.

export interface ConversationCreated {
  owner: Owner;
  customer: CustomerProfile;
  page: PageContext;
  channel: string;
  previous?: string;
}

export interface MessageAccepted {
  text: string;
  sources: Source[];
  turn?: number;
  outcome?: AnswerOutcome;
  interrupted?: Interruption;
  model: string;
  offer?: Offer;
  flow?: FlowState;
  tools?: ToolCall[];
}

export interface NoteAdded {
  text: string;
}

export interface ConversationEscalated {
  owner: Owner;
  trigger: Trigger;
  reason_text: string;
  packet?: HandoffPacket;
}

export interface ConversationOffered {
  owner: Owner;
  expires_at: number;
}

export interface ConversationAccepted {
  owner: Owner;
}

export interface ConversationDeclined {
  owner: Owner;
  reason_text: string;
}

export interface ConversationTakenOver {
  owner: Owner;
  from: Owner;
  packet?: HandoffPacket;
}

export interface ConversationTransferred {
  owner: Owner;
  from: Owner;
  note: string;
}

export interface ConversationHandedBack {
  owner: Owner;
  note: string;
}

export interface ConversationResolved {
  owner: Owner;
  survey: boolean;
}

export interface ConversationReopened {
  owner: Owner;
}

export interface ConversationAbandoned {
  owner: Owner;
}

export interface CsatAnswered {
  rating: number;
  comment: string;
  rated: Owner;
}

export type EventHidden = Record<string, never>;

export type EventUnknown = Record<string, never>;

export interface EventEnvelope<Type extends string, Data> {
  type: Type;
  conversation_id: string;
  seq: number;
  at: number;
  sent_at?: number;
  owner_epoch: number;
  actor: Actor;
  client_msg_id?: string;
  data: Data;
}

export type Event =
  | EventEnvelope<'conversation.created', ConversationCreated>
  | EventEnvelope<'message.accepted', MessageAccepted>
  | EventEnvelope<'note.added', NoteAdded>
  | EventEnvelope<'conversation.escalated', ConversationEscalated>
  | EventEnvelope<'conversation.offered', ConversationOffered>
  | EventEnvelope<'conversation.accepted', ConversationAccepted>
  | EventEnvelope<'conversation.declined', ConversationDeclined>
  | EventEnvelope<'conversation.taken_over', ConversationTakenOver>
  | EventEnvelope<'conversation.transferred', ConversationTransferred>
  | EventEnvelope<'conversation.handed_back', ConversationHandedBack>
  | EventEnvelope<'conversation.resolved', ConversationResolved>
  | EventEnvelope<'conversation.reopened', ConversationReopened>
  | EventEnvelope<'conversation.abandoned', ConversationAbandoned>
  | EventEnvelope<'csat.answered', CsatAnswered>
  | EventEnvelope<'event.hidden', EventHidden>
  | EventEnvelope<'event.unknown', EventUnknown>;

// Client to server.

export interface Hello {
  type: 'hello';
  proto_min: number;
  proto_max: number;
  client: string;
  visitor_key?: string;
  token?: string;
  login?: string;
  password?: string;
  resume: ResumePoint[];
  language?: string;
}

export interface Ping {
  type: 'ping';
  n: number;
}

export interface ConversationStart {
  type: 'conversation.start';
  id: string;
  text: string;
  page: PageContext;
  name: string;
  email: string;
  language: string;
  sent_at?: number;
}

export interface MessageSend {
  type: 'message.send';
  id: string;
  conversation_id: string;
  text: string;
  owner_epoch?: number;
  sent_at?: number;
}

export interface PersonRequest {
  type: 'person.request';
  id: string;
  conversation_id: string;
}

export interface RatingSubmit {
  type: 'rating.submit';
  id: string;
  conversation_id: string;
  rating: number;
  comment: string;
}

export interface TypingSet {
  type: 'typing.set';
  conversation_id: string;
  typing: boolean;
}

export interface SeenSet {
  type: 'seen.set';
  conversation_id: string;
  seq: number;
}

export interface HistoryRead {
  type: 'history.read';
  id: string;
  conversation_id: string;
  after_seq: number;
}

export interface ConversationWatch {
  type: 'conversation.watch';
  id: string;
  conversation_id: string;
  after_seq: number;
}

export interface ConversationUnwatch {
  type: 'conversation.unwatch';
  conversation_id: string;
}

export interface NoteAdd {
  type: 'note.add';
  id: string;
  conversation_id: string;
  text: string;
}

export interface ConversationAccept {
  type: 'conversation.accept';
  id: string;
  conversation_id: string;
  owner_epoch: number;
}

export interface ConversationTakeOver {
  type: 'conversation.take_over';
  id: string;
  conversation_id: string;
  owner_epoch: number;
}

export interface ConversationHandBack {
  type: 'conversation.hand_back';
  id: string;
  conversation_id: string;
  owner_epoch: number;
  note: string;
}

export interface ConversationTransfer {
  type: 'conversation.transfer';
  id: string;
  conversation_id: string;
  owner_epoch: number;
  queue: string;
  note: string;
}

export interface ConversationResolve {
  type: 'conversation.resolve';
  id: string;
  conversation_id: string;
  owner_epoch: number;
  survey: boolean;
}

export interface PresenceSet {
  type: 'presence.set';
  id: string;
  presence: Presence;
}

export interface SignOut {
  type: 'sign_out';
  id: string;
}

export type ClientMessage =
  | Hello
  | Ping
  | ConversationStart
  | MessageSend
  | PersonRequest
  | RatingSubmit
  | TypingSet
  | SeenSet
  | HistoryRead
  | ConversationWatch
  | ConversationUnwatch
  | NoteAdd
  | ConversationAccept
  | ConversationTakeOver
  | ConversationHandBack
  | ConversationTransfer
  | ConversationResolve
  | PresenceSet
  | SignOut;

// Server to client.

export interface Welcome {
  type: 'welcome';
  proto: number;
  session_id: string;
  server_time: number;
  principal: Principal;
  token?: string;
  conversations: ConversationHead[];
  max_text: number;
  heartbeat_ms: number;
}

export interface Pong {
  type: 'pong';
  n: number;
  server_time: number;
}

export interface Accepted {
  type: 'accepted';
  id: string;
  conversation_id?: string;
  seq?: number;
  at?: number;
  owner_epoch?: number;
}

export interface Rejected {
  type: 'rejected';
  id?: string;
  code: number;
  name: string;
  retryable: boolean;
  message: string;
  retry_after_ms?: number;
}

export interface EventFrame {
  type: 'event';
  event: Event;
}

export interface HistoryPage {
  type: 'history.page';
  id: string;
  conversation_id: string;
  events: Event[];
  last_seq: number;
}

export interface Resumed {
  type: 'resumed';
  conversation_id: string;
  last_seq: number;
  reset: boolean;
}

export interface TurnStarted {
  type: 'turn.started';
  conversation_id: string;
  turn: number;
  owner_epoch: number;
}

export interface TurnDelta {
  type: 'turn.delta';
  conversation_id: string;
  turn: number;
  attempt: number;
  offset: number;
  text: string;
}

export interface TurnSnapshot {
  type: 'turn.snapshot';
  conversation_id: string;
  turn: number;
  attempt: number;
  text: string;
}

export interface TurnFinished {
  type: 'turn.finished';
  conversation_id: string;
  turn: number;
  seq: number;
}

export interface TurnInterrupted {
  type: 'turn.interrupted';
  conversation_id: string;
  turn: number;
  by: Actor;
  offset: number;
  seq?: number;
}

export interface TurnFailed {
  type: 'turn.failed';
  conversation_id: string;
  turn: number;
  code: number;
  name: string;
}

export interface QueueSnapshot {
  type: 'queue.snapshot';
  part: number;
  last: boolean;
  items: ConversationSummary[];
}

export interface QueueChanged {
  type: 'queue.changed';
  upserted: ConversationSummary[];
  removed: string[];
}

export interface QueuePositionChanged {
  type: 'queue.position_changed';
  conversation_id: string;
  ahead: number;
  estimate_seconds?: number;
  agents_available: boolean;
}

export interface PresenceChanged {
  type: 'presence.changed';
  agent_id: string;
  name: string;
  presence: Presence;
  connected: boolean;
}

export interface TypingChanged {
  type: 'typing.changed';
  conversation_id: string;
  actor: Actor;
  typing: boolean;
}

export interface SeenChanged {
  type: 'seen.changed';
  conversation_id: string;
  actor: Actor;
  seq: number;
}

export interface ServerRestarting {
  type: 'server.restarting';
  reconnect_after_ms: number;
}

export type ServerMessage =
  | Welcome
  | Pong
  | Accepted
  | Rejected
  | EventFrame
  | HistoryPage
  | Resumed
  | TurnStarted
  | TurnDelta
  | TurnSnapshot
  | TurnFinished
  | TurnInterrupted
  | TurnFailed
  | QueueSnapshot
  | QueueChanged
  | QueuePositionChanged
  | PresenceChanged
  | TypingChanged
  | SeenChanged
  | ServerRestarting;

export const errorCodes = {
  bad_request: { code: 1000, retryable: false },
  unknown_type: { code: 1001, retryable: false },
  too_large: { code: 1002, retryable: false },
  unauthenticated: { code: 1003, retryable: false },
  forbidden: { code: 1004, retryable: false },
  not_found: { code: 1005, retryable: false },
  idempotency_conflict: { code: 1006, retryable: false },
  stale_epoch: { code: 1007, retryable: false },
  not_owner: { code: 1008, retryable: false },
  wrong_state: { code: 1009, retryable: false },
  already_taken: { code: 1010, retryable: false },
  text_empty: { code: 1011, retryable: false },
  text_too_long: { code: 1012, retryable: false },
  unsupported_version: { code: 1013, retryable: false },
  rate_limited: { code: 1500, retryable: true },
  overloaded: { code: 1501, retryable: true },
  unavailable: { code: 1502, retryable: true },
  deadline_exceeded: { code: 1503, retryable: true },
  restarting: { code: 1504, retryable: true },
  cancelled: { code: 1505, retryable: true },
  internal: { code: 1599, retryable: true },
} as const;

export type ErrorName = keyof typeof errorCodes;

export const closeCodes = {
  normal: 1000,
  going_away: 1001,
  protocol_error: 1002,
  invalid_payload: 1007,
  too_big: 1009,
  bad_request: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  unsupported_version: 4406,
  signed_out: 4407,
  slow_consumer: 4408,
  hello_timeout: 4410,
  idle_timeout: 4411,
  rate_limited: 4429,
  internal_error: 4500,
  overloaded: 4502,
  restarting: 4503,
} as const;

// What to do after a close with this code; 0 or 1006 stand for "no close frame came".
export function shouldReconnect(code: number): boolean {
  return !(
    (code >= 1002 && code <= 1003) ||
    (code >= 1007 && code <= 1010) ||
    (code >= 4400 && code <= 4407)
  );
}
