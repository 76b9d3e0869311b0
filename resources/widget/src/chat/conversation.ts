import type { Actor, ConversationHead, Event, Lifecycle, Owner } from './wire.ts';

// One conversation as its log tells it. `seq` is the only order; nothing is shown that is not an event here or waits in
// the outbox.

// Events that wait for a gap to be filled; beyond that they are read again from the server.
const maxHeld = 500;

export class Conversation {
  last = 0; // the last event we have
  events: Event[] = []; // without those that only advance the number
  owner: Owner = { kind: 'none', id: '' };
  ownerName = '';
  botName = ''; // as it signs its messages
  lifecycle: Lifecycle = 'active';
  survey = false;
  rating = 0;
  comment = '';
  loaded = false; // everything up to some moment has been read once: what comes now is news
  readonly doneTurns = new Set<number>();
  private readonly held = new Map<number, Event>();

  constructor(readonly id: string) {}

  readHead(head: ConversationHead): void {
    this.owner = head.owner;
    this.ownerName = head.owner_name;
    this.lifecycle = head.lifecycle;
  }

  get open(): boolean {
    return this.lifecycle !== 'resolved' && this.lifecycle !== 'closed' && this.lifecycle !== 'abandoned';
  }

  // A person has it or is on the way.
  get withPeople(): boolean {
    return this.open && (this.owner.kind === 'queue' || this.owner.kind === 'offered' || this.owner.kind === 'agent');
  }

  // The events that became readable through this one, in order: none if it is old or leaves a gap before it.
  take(event: Event): Event[] {
    if (event.seq <= this.last) return [];
    if (this.held.size < maxHeld || event.seq === this.last + 1) this.held.set(event.seq, event);
    const readable: Event[] = [];
    for (let next = this.held.get(this.last + 1); next; next = this.held.get(this.last + 1)) {
      this.held.delete(next.seq);
      this.last = next.seq;
      this.apply(next);
      readable.push(next);
    }
    return readable;
  }

  get gap(): boolean {
    return this.held.size > 0;
  }

  hasMessage(clientId: string): boolean {
    return this.events.some((event) => event.client_msg_id === clientId);
  }

  // Forgets everything, to be read anew.
  reset(): void {
    this.last = 0;
    this.events = [];
    this.held.clear();
    this.doneTurns.clear();
  }

  private apply(event: Event): void {
    if (event.type === 'event.hidden' || event.type === 'note.added') return;
    this.events.push(event);
    if ('owner' in event.data) {
      const owner = event.data.owner;
      this.owner = owner;
      this.ownerName = owner.kind === 'agent' ? nameOf(event.actor, owner, this.ownerName) : '';
    }
    switch (event.type) {
      case 'conversation.created':
      case 'conversation.reopened':
        this.lifecycle = 'active';
        this.rating = 0;
        this.comment = '';
        break;
      case 'conversation.resolved':
        this.lifecycle = 'resolved';
        this.survey = event.data.survey !== false;
        break;
      case 'conversation.abandoned':
        this.lifecycle = 'abandoned';
        break;
      case 'csat.answered':
        this.rating = Number(event.data.rating) || 0;
        this.comment = String(event.data.comment ?? '');
        break;
      case 'message.accepted':
        if (event.actor.kind === 'bot') this.botName = event.actor.name;
        if (typeof event.data.turn === 'number') this.doneTurns.add(event.data.turn);
        break;
    }
  }
}

// Who accepts or takes over becomes the owner; a supervisor may also give it to somebody whose name we do not hear.
function nameOf(actor: Actor, owner: Owner, before: string): string {
  return actor.kind === 'agent' && actor.id === owner.id ? actor.name : before;
}
