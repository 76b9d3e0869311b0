// What the visitor sent and the server has not yet confirmed. Each item has its id before the first try and keeps it, so
// that repeating it is harmless. In order, one at a time; never dropped without a word.

export type Kind = 'text' | 'person' | 'rating';

export interface Item {
  id: string;
  kind: Kind;
  text: string; // of a text; the comment of a rating
  rating: number;
  conversation: string; // of a rating and a request for a person; texts go where the visitor is
  at: number; // wall clock, when it was written
  state: 'queued' | 'flying' | 'failed';
  reason: string; // why it failed: 'timeout', 'expired', or the server's name for it
}

export const limits = {
  items: 100,
  age: 24 * 3600_000,
  answer: 60_000, // from sending to accepted or rejected
};

export class Outbox {
  // Told about each change, to keep it elsewhere too: the item as it is now, or null when it is gone.
  onChange: (id: string, item: Item | null) => void = () => {};

  private list: Item[] = [];
  private deadline = 0; // of the item in flight
  private firstTry = new Map<string, number>(); // when an item was first refused for now
  private notBefore = 0;

  get items(): readonly Item[] {
    return this.list;
  }

  get full(): boolean {
    return this.list.length >= limits.items;
  }

  // What an earlier page or another tab left. Those that are too old are not sent by themselves any more.
  restore(items: readonly Item[], wallNow: number): void {
    const known = new Set(this.list.map((item) => item.id));
    const old = items
      .filter((item) => !known.has(item.id))
      .map((item): Item => {
        if (item.state === 'failed') return item;
        return wallNow - item.at > limits.age ? { ...item, state: 'failed', reason: 'expired' } : { ...item, state: 'queued' };
      });
    this.list = [...old, ...this.list].sort((a, b) => a.at - b.at).slice(0, limits.items);
  }

  // False when there are too many already.
  add(item: Omit<Item, 'state' | 'reason'>): boolean {
    if (this.full) return false;
    // Only the last word counts for a rating that has not left yet.
    if (item.kind === 'rating') {
      for (const other of this.list) if (other.kind === 'rating' && other.state !== 'flying') this.remove(other.id);
    }
    const added: Item = { ...item, state: 'queued', reason: '' };
    this.list.push(added);
    this.onChange(added.id, added);
    return true;
  }

  // The next one to send, which then counts as in flight; null when there is none, or one still is.
  take(now: number): Item | null {
    if (now < this.notBefore || this.list.some((item) => item.state === 'flying')) return null;
    const next = this.list.find((item) => item.state === 'queued');
    if (!next) return null;
    this.deadline = now + limits.answer;
    return this.change(next.id, { state: 'flying' });
  }

  // Confirmed, by the answer or by seeing it in the log.
  accepted(id: string): void {
    this.remove(id);
  }

  rejected(id: string, retryable: boolean, reason: string, retryAfter: number, now: number): void {
    const item = this.find(id);
    if (!item || item.state !== 'flying') return;
    const first = this.firstTry.get(id) ?? now;
    if (!retryable || now - first >= limits.answer) return this.fail(id, reason);
    this.firstTry.set(id, first);
    this.notBefore = now + Math.min(Math.max(retryAfter, 1_000), limits.answer);
    this.change(id, { state: 'queued' });
  }

  // Back into the queue, to be sent in another way.
  again(id: string): void {
    if (this.find(id)?.state === 'flying') this.change(id, { state: 'queued' });
  }

  // The connection is gone: what was in flight goes again, with its id.
  dropped(): void {
    for (const item of this.list) if (item.state === 'flying') this.change(item.id, { state: 'queued' });
  }

  tick(now: number): void {
    for (const item of this.list) if (item.state === 'flying' && now >= this.deadline) this.fail(item.id, 'timeout');
  }

  // When tick or take should be called again, or null.
  wake(now: number): number | null {
    if (this.list.some((item) => item.state === 'flying')) return this.deadline;
    if (this.list.some((item) => item.state === 'queued') && now < this.notBefore) return this.notBefore;
    return null;
  }

  retry(id: string): void {
    this.firstTry.delete(id);
    if (this.find(id)?.state === 'failed') this.change(id, { state: 'queued', reason: '' });
  }

  discard(id: string): void {
    if (this.find(id)?.state === 'failed') this.remove(id);
  }

  clear(): void {
    for (const item of [...this.list]) this.remove(item.id);
  }

  private fail(id: string, reason: string): void {
    this.change(id, { state: 'failed', reason });
  }

  private find(id: string): Item | undefined {
    return this.list.find((item) => item.id === id);
  }

  private remove(id: string): void {
    if (!this.find(id)) return;
    this.list = this.list.filter((item) => item.id !== id);
    this.firstTry.delete(id);
    this.onChange(id, null);
  }

  private change(id: string, by: Partial<Item>): Item | null {
    let changed: Item | null = null;
    this.list = this.list.map((item) => (item.id === id ? (changed = { ...item, ...by }) : item));
    if (changed) this.onChange(id, changed);
    return changed;
  }
}
