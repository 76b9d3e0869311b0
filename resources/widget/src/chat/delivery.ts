import { Keeping, newId } from './keeping.ts';
import { Outbox, type Item, type Kind } from './outbox.ts';
import type { PageContext } from '../shared/bridge.ts';
import type { Session } from './session.ts';
import type { ClientMessage } from './wire.ts';

// The server closes on larger frames.
const largestFrame = 16 * 1024;
const fits = (frame: ClientMessage) => new TextEncoder().encode(JSON.stringify(frame)).length <= largestFrame;

// Carries the outbox to the server: in order, one at a time, until accepted or rejected.
export class Delivery {
  readonly outbox = new Outbox();
  landed: Item[] = []; // accepted, their events not yet here: shown as sent meanwhile
  page: PageContext = { url: '', title: '', referrer: '' };
  name = '';
  email = '';

  private readonly keeping = new Keeping();
  private startAnew = false; // the conversation we know takes no more messages

  constructor(private readonly session: Session) {
    this.outbox.onChange = (id, item) => (item ? this.keeping.put(item) : this.keeping.remove(id));
  }

  async restore(): Promise<void> {
    this.outbox.restore(await this.keeping.load(), Date.now());
    for (const item of this.outbox.items) if (this.session.conversation?.hasMessage(item.id)) this.outbox.accepted(item.id);
    this.session.news.changed();
    if (!this.session.catchingUp) this.flush();
  }

  // False when too much waits already.
  say(text: string): boolean {
    return this.add('text', { text });
  }

  // Without a conversation that goes on, `firstWords` begin one.
  askForPerson(firstWords: string): boolean {
    if (!this.session.conversation?.open && !this.outbox.items.some((item) => item.kind === 'text')) this.say(firstWords);
    return this.add('person', {});
  }

  get personAsked(): boolean {
    return this.outbox.items.some((item) => item.kind === 'person' && item.state !== 'failed');
  }

  rate(rating: number, comment: string): boolean {
    return this.add('rating', { rating, text: comment });
  }

  retry(id: string): void {
    this.outbox.retry(id);
    this.flush();
  }

  // Sends the next one if it is time.
  flush(): void {
    const { session, outbox } = this;
    if (!session.connection.live || session.catchingUp) return;
    outbox.tick(performance.now());
    for (;;) {
      const item = outbox.take(performance.now());
      if (!item) break;
      const frame = this.frameOf(item);
      if (!frame || !fits(frame)) {
        outbox.rejected(item.id, false, frame ? 'text_too_long' : 'no_conversation', 0, performance.now());
        continue;
      }
      if (!session.connection.send(frame)) outbox.again(item.id);
      else if (item.kind === 'text') session.expectAnswer();
      break;
    }
    const wake = outbox.wake(performance.now());
    if (wake !== null) session.after('outbox', Math.max(50, wake - performance.now()), () => this.flush());
  }

  accepted(id: string, frame: Record<string, unknown>): void {
    const item = this.outbox.items.find((one) => one.id === id);
    if (!item) return;
    const conversation = typeof frame.conversation_id === 'string' ? frame.conversation_id : '';
    if (item.kind === 'text') {
      if (conversation && conversation !== this.session.conversation?.id) this.session.began(conversation);
      this.startAnew = false;
      if (!this.session.conversation?.hasMessage(id)) this.landed.push(item);
    }
    this.outbox.accepted(id);
    if (typeof frame.seq === 'number') this.session.expectEvent(frame.seq);
    this.flush();
  }

  rejected(id: string, frame: Record<string, unknown>): void {
    const item = this.outbox.items.find((one) => one.id === id);
    const name = String(frame.name ?? '');
    if (item?.kind === 'text' && !this.startAnew && (name === 'wrong_state' || name === 'not_found')) {
      // It ended for good while we were writing: what was written begins a new one.
      this.startAnew = true;
      this.outbox.again(id);
    } else if (item?.kind === 'text' && name === 'idempotency_conflict') {
      // The server has it already, as sent from another page: a new hello tells where.
      this.outbox.accepted(id);
      this.session.connection.restart();
    } else if (item?.kind === 'person') {
      // A person is there or on the way already, or there is nothing to hand over.
      if (frame.retryable === true) this.reject(id, frame, name);
      else this.outbox.accepted(id);
    } else {
      if (item) this.reject(id, frame, name);
      this.session.news.event('error', { code: name || 'rejected' });
    }
    this.flush();
  }

  // Its event is in the log.
  seen(id: string): void {
    this.landed = this.landed.filter((item) => item.id !== id);
    this.outbox.accepted(id);
  }

  lost(): void {
    this.outbox.dropped();
  }

  forget(): void {
    this.outbox.clear();
    this.landed = [];
    this.startAnew = false;
    this.keeping.forget();
  }

  private reject(id: string, frame: Record<string, unknown>, name: string): void {
    this.outbox.rejected(id, frame.retryable === true, name, Number(frame.retry_after_ms) || 0, performance.now());
  }

  private add(kind: Kind, more: Partial<Item>): boolean {
    if (this.outbox.full) return false;
    this.session.become();
    const conversation = kind === 'text' ? '' : (this.session.conversation?.id ?? '');
    this.outbox.add({ id: newId(), kind, text: '', rating: 0, conversation, at: Date.now(), ...more });
    this.flush();
    this.session.news.changed();
    return true;
  }

  private frameOf(item: Item): ClientMessage | null {
    const current = this.session.conversation?.id ?? '';
    const id = item.id;
    if (item.kind === 'text') {
      if (current && !this.startAnew) return { type: 'message.send', id, conversation_id: current, text: item.text, sent_at: item.at };
      const { page, name, email } = this;
      const start = { type: 'conversation.start' as const, id, text: item.text, page, name, email, language: this.session.language, sent_at: item.at };
      // Where the visitor is matters less than what they say.
      return fits(start) ? start : { ...start, page: { url: '', title: '', referrer: '' } };
    }
    const conversation_id = item.conversation || current;
    if (!conversation_id) return null;
    if (item.kind === 'person') return { type: 'person.request', id, conversation_id };
    return { type: 'rating.submit', id, conversation_id, rating: item.rating, comment: item.text };
  }
}
