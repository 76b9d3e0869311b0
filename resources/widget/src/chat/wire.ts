// The part of the protocol that the widget speaks, as generated from shared/protocol.

export { closeCodes, protocolMax, protocolMin, shouldReconnect } from '../../../../shared/protocol/generated/protocol.ts';
export type {
  Actor,
  ClientMessage,
  ConversationHead,
  Event,
  Hello,
  Lifecycle,
  Owner,
} from '../../../../shared/protocol/generated/protocol.ts';
