import { Connection } from './connection.ts';
import { Conversation } from './conversation.ts';
import { Delivery } from './delivery.ts';
import type { State } from './reconnect.ts';
import { applyDelta, applySnapshot, seal, startTurn, type Turn } from './turn.ts';
import { newId, newVisitorKey, onKeyChange, storedKey, storeKey } from './keeping.ts';
import { protocolMax, protocolMin, type ConversationHead, type Event, type Hello } from './wire.ts';
import { version } from './version.ts';

// What the visitor's chat is at this moment, put together from what the server says. The views read it and are told
// when it changed.

export interface QueuePlace {
  ahead: number;
  seconds: number | null;
  available: boolean;
}

export interface News {
  changed(): void;
  connection(state: Readonly<State>): void;
  // What was there before has been read: what comes from now on is news.
  restored(): void;
  // A message of the house that was not there before.
  message(event: Event): void;
  event(name: 'ownerChanged' | 'queuePosition' | 'resolved' | 'error', detail: object): void;
}

type Frame = Record<string, unknown> & { type: string };

const dotsFor = 30_000; // how long the three dots promise an answer
const typingFor = 6_000; // how long one sign of an agent's typing lasts
const settle = 3_000; // what has not been confirmed by then after a resume, will not be

export class Session {
  conversation: Conversation | null = null;
  turns = new Map<number, Turn>();
  place: QueuePlace | null = null;
  typing = ''; // the agent who types, or empty
  awaiting = false; // an answer of the bot is due
  maxText = 4000;
  remembered = true; // false when the browser does not keep the visitor's key
  catchingUp = false;
  readonly delivery: Delivery;

  private key = storedKey();
  private memoryKey = '';
  private heardTurns = new Set<number>();
  private reading = ''; // id of the history.read that is on its way
  private readonly timers = new Map<string, number>();
  private readonly tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel('tandem') : null;

  constructor(
    readonly connection: Connection,
    readonly language: string,
    readonly news: News,
  ) {
    this.delivery = new Delivery(this);
    connection.onHello = () => this.hello();
    connection.onFrame = (frame) => this.frame(frame);
    connection.onState = (state) => {
      if (state.phase !== 'live') this.lost();
      this.news.connection(state);
    };
    onKeyChange((key) => this.keyChanged(key));
    if (this.tabs) this.tabs.onmessage = (message: MessageEvent) => this.otherTab(message.data);
    if (this.known) void this.delivery.restore();
  }

  // True when this visitor has written before, here or in another tab.
  get known(): boolean {
    return this.key !== null;
  }

  // Before anything is sent: from now on the visitor is somebody, and is remembered.
  become(): void {
    const stored = storedKey();
    if (stored === null) {
      this.remembered = storeKey(this.visitorKey);
      this.key = this.visitorKey;
    } else if (stored !== this.visitorKey) {
      // Another tab was first.
      this.key = stored;
      this.connection.restart();
    } else {
      this.key = stored;
    }
  }

  // The conversation has begun elsewhere than on this page: the other tabs look again.
  began(id: string): void {
    this.adopt(id).loaded = true;
    this.tabs?.postMessage({ began: id });
  }

  adopt(id: string): Conversation {
    if (this.conversation?.id !== id) {
      this.conversation = new Conversation(id);
      this.turns.clear();
      this.place = null;
    }
    return this.conversation;
  }

  expectAnswer(): void {
    if (!this.connection.live || this.conversation?.withPeople) return;
    this.awaiting = true;
    this.after('dots', dotsFor, () => (this.awaiting = false));
  }

  // The log says there is more than we have.
  readOn(): void {
    if (!this.conversation || this.reading) return;
    const id = newId();
    const { id: conversation_id, last: after_seq } = this.conversation;
    if (!this.connection.send({ type: 'history.read', id, conversation_id, after_seq })) return;
    this.reading = id;
    this.after('reading', settle, () => {
      this.reading = '';
      if (this.conversation?.gap) this.readOn();
    });
  }

  // Signs the visitor off: nothing of them stays here.
  forget(): void {
    this.delivery.forget();
    this.key = null;
    this.memoryKey = '';
    this.conversation = null;
    this.turns.clear();
    this.place = null;
    this.awaiting = false;
    this.typing = '';
  }

  after(name: string, delay: number, run: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(
      name,
      window.setTimeout(() => {
        run();
        this.news.changed();
      }, delay),
    );
  }

  private get visitorKey(): string {
    return this.key ?? (this.memoryKey ||= newVisitorKey());
  }

  private hello(): Hello {
    const resume = this.conversation ? [{ conversation_id: this.conversation.id, after_seq: this.conversation.last }] : [];
    return {
      type: 'hello',
      proto_min: protocolMin,
      proto_max: protocolMax,
      client: `widget ${version}`,
      visitor_key: this.visitorKey,
      resume,
      language: this.language,
    };
  }

  private keyChanged(key: string | null): void {
    if (key === this.key) return;
    if (key === null) this.forget();
    else {
      this.key = key;
      if (this.conversation && this.delivery.outbox.items.length === 0) this.conversation = null;
    }
    if (this.connection.live) this.connection.restart();
    this.news.changed();
  }

  private otherTab(data: unknown): void {
    const began = (data as { began?: unknown } | null)?.began;
    if (typeof began === 'string' && began !== this.conversation?.id && this.connection.live) this.connection.restart();
  }

  private lost(): void {
    this.delivery.lost();
    this.reading = '';
    this.awaiting = false;
    this.typing = '';
  }

  private frame(frame: Frame): void {
    const mine = this.conversation !== null && frame.conversation_id === this.conversation.id;
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame);
        break;
      case 'resumed':
        if (mine) this.resumed(frame);
        break;
      case 'event':
        this.event(frame.event as Event | undefined);
        break;
      case 'history.page':
        this.page(frame);
        break;
      case 'accepted':
        this.delivery.accepted(String(frame.id), frame);
        break;
      case 'rejected':
        if (frame.id === this.reading) this.reading = '';
        else this.delivery.rejected(String(frame.id ?? ''), frame);
        break;
      case 'queue.position_changed':
        if (mine) this.placed(frame);
        break;
      case 'typing.changed':
        if (mine) this.typed(frame);
        break;
      default:
        if (mine && frame.type.startsWith('turn.')) this.turnFrame(frame);
        else return;
    }
    this.news.changed();
  }

  private welcome(frame: Frame): void {
    if (Number(frame.max_text) > 0) this.maxText = Number(frame.max_text);
    const head = (Array.isArray(frame.conversations) ? frame.conversations[0] : undefined) as ConversationHead | undefined;
    this.heardTurns.clear();
    this.catchingUp = head !== undefined;
    if (head) {
      const conversation = this.adopt(head.conversation_id);
      // What we have read says more than the head, unless there is more to read.
      if (head.last_seq > conversation.last) conversation.readHead(head);
    }
    if (!this.catchingUp) return this.delivery.flush();
    // A replay that does not end must not hold back what the visitor wrote.
    this.after('resume', settle, () => this.caughtUp());
  }

  private resumed(frame: Frame): void {
    const conversation = this.conversation!;
    const last = Number(frame.last_seq) || 0;
    if (frame.reset === true) {
      // What we have is not what the server has: all of it follows.
      conversation.reset();
      this.turns.clear();
      if (last === 0) this.conversation = null;
    }
    this.caughtUp();
  }

  private caughtUp(): void {
    if (!this.catchingUp) return;
    this.catchingUp = false;
    if (this.conversation && !this.conversation.loaded) {
      this.news.restored();
      this.conversation.loaded = true;
    }
    this.after('turns', settle, () => {
      for (const turn of this.turns.keys()) if (!this.heardTurns.has(turn)) this.turns.delete(turn);
    });
    this.delivery.flush();
  }

  private event(event: Event | undefined): void {
    if (typeof event?.seq !== 'number' || typeof event.data !== 'object' || !event.actor) return;
    if (event.conversation_id !== this.conversation?.id) {
      // One that began in another tab.
      if (event.type !== 'conversation.created' || this.conversation?.open) return;
      this.adopt(event.conversation_id).loaded = true;
    }
    const conversation = this.conversation!;
    for (const one of conversation.take(event)) this.read(conversation, one);
    if (conversation.gap && !this.catchingUp) this.readOn();
  }

  private page(frame: Frame): void {
    if (frame.id !== this.reading || !Array.isArray(frame.events)) return;
    this.reading = '';
    for (const event of frame.events as Event[]) this.event(event);
    const conversation = this.conversation;
    if (conversation && frame.events.length > 0 && Number(frame.last_seq) > conversation.last) this.readOn();
  }

  // An event that is now part of what we know.
  private read(conversation: Conversation, event: Event): void {
    if (event.client_msg_id) this.delivery.seen(event.client_msg_id);
    if (event.type === 'message.accepted') {
      if (typeof event.data.turn === 'number') this.turns.delete(event.data.turn);
      if (event.actor.kind !== 'customer') {
        this.awaiting = false;
        if (event.actor.kind === 'agent') this.typing = '';
        if (conversation.loaded) this.news.message(event);
      }
    }
    if ('owner' in event.data) {
      if (conversation.owner.kind !== 'queue' && conversation.owner.kind !== 'offered') this.place = null;
      if (conversation.owner.kind !== 'bot') this.botIsOut();
      this.typing = '';
      if (conversation.loaded) {
        this.news.event('ownerChanged', { kind: conversation.owner.kind, name: conversation.ownerName });
        if (event.type === 'conversation.resolved') this.news.event('resolved', { survey: conversation.survey });
      }
    }
  }

  // Nothing of the bot may be added any more; what was shown of an answer comes as a message, or goes.
  private botIsOut(): void {
    this.awaiting = false;
    for (const [number, turn] of this.turns) this.turns.set(number, seal(turn));
    if (this.turns.size > 0) this.after('sealed', settle, () => this.dropSealed());
  }

  private dropSealed(): void {
    for (const [number, turn] of this.turns) if (turn.sealed) this.turns.delete(number);
  }

  private turnFrame(frame: Frame): void {
    const number = Number(frame.turn);
    if (!Number.isSafeInteger(number) || this.conversation!.doneTurns.has(number)) return;
    this.heardTurns.add(number);
    const turn = this.turns.get(number) ?? startTurn(number);
    const text = typeof frame.text === 'string' ? frame.text : '';
    const attempt = Number(frame.attempt) || 1;
    switch (frame.type) {
      case 'turn.started':
        this.expectAnswer();
        this.turns.set(number, turn);
        break;
      case 'turn.delta':
        this.turns.set(number, applyDelta(turn, attempt, Number(frame.offset) || 0, text));
        break;
      case 'turn.snapshot':
        this.turns.set(number, applySnapshot(turn, attempt, text));
        break;
      case 'turn.finished':
        this.turns.set(number, seal(turn));
        this.expectEvent(Number(frame.seq));
        break;
      case 'turn.interrupted':
        if (typeof frame.seq === 'number') {
          this.turns.set(number, seal(turn, Number(frame.offset)));
          this.expectEvent(frame.seq);
        } else {
          this.turns.delete(number);
        }
        break;
      case 'turn.failed':
        this.turns.delete(number);
        this.awaiting = false;
        break;
    }
  }

  // The event is stored; when it does not come by itself, it is asked for.
  expectEvent(seq: number): void {
    this.after('expected', settle, () => {
      if (this.conversation && seq > this.conversation.last) this.readOn();
      this.dropSealed();
    });
  }

  private placed(frame: Frame): void {
    const seconds = typeof frame.estimate_seconds === 'number' ? frame.estimate_seconds : null;
    this.place = { ahead: Number(frame.ahead) || 0, seconds, available: frame.agents_available === true };
    this.news.event('queuePosition', { ahead: this.place.ahead, estimateSeconds: seconds });
  }

  private typed(frame: Frame): void {
    const actor = frame.actor as Event['actor'] | undefined;
    if (actor?.kind !== 'agent') return;
    this.typing = frame.typing === true ? actor.name || ' ' : '';
    if (this.typing) this.after('typing', typingFor, () => (this.typing = ''));
  }
}
