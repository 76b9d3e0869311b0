// The part of the protocol that the widget speaks.

export type OwnerKind = 'none' | 'bot' | 'queue' | 'offered' | 'agent';
export type ActorKind = 'unknown' | 'customer' | 'bot' | 'agent' | 'system';
export type Lifecycle = 'unknown' | 'active' | 'waiting_customer' | 'snoozed' | 'resolved' | 'closed' | 'abandoned';
export interface Actor { kind: ActorKind; id: string; name: string }
export interface Owner { kind: OwnerKind; id: string }
export interface Source { article_id: string; title: string; heading: string; score: number }
export interface Interruption { by: Actor; offset: number }
export interface MessageAccepted { text: string; sources: Source[]; turn?: number; outcome?: string; interrupted?: Interruption; model: string }

export interface Event {
  type: string;
  conversation_id: string;
  seq: number;
  at: number;
  sent_at?: number;
  owner_epoch: number;
  actor: Actor;
  client_msg_id?: string;
  data: Record<string, unknown>;
}
export interface ConversationHead { conversation_id: string; last_seq: number; lifecycle: Lifecycle; owner: Owner; owner_name: string }
