// An answer in progress, put together from deltas. Offsets count code points, as everywhere in the protocol.

export interface Turn {
  turn: number;
  attempt: number;
  text: string;
  length: number; // code points of text
  gap: boolean; // a delta was lost; what follows waits for a snapshot or the stored message
  sealed: boolean; // nothing more will come; the stored message is awaited
}

export function countCodePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; ++i, ++count) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) ++i;
    }
  }
  return count;
}

export function firstCodePoints(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return Array.from(text).slice(0, limit).join('');
}

export function startTurn(turn: number): Turn {
  return { turn, attempt: 1, text: '', length: 0, gap: false, sealed: false };
}

export function applyDelta(turn: Turn, attempt: number, offset: number, text: string): Turn {
  if (turn.sealed || attempt < turn.attempt) return turn;
  // A new attempt replaces all that was shown.
  const base = attempt > turn.attempt ? { ...startTurn(turn.turn), attempt } : turn;
  if (offset > base.length) return { ...base, gap: true };
  const kept = offset === base.length ? base.text : firstCodePoints(base.text, offset);
  const length = offset + countCodePoints(text);
  // A repeated piece must not cut off what came after it.
  if (length <= base.length) return base;
  return { ...base, text: kept + text, length, gap: false };
}

export function applySnapshot(turn: Turn, attempt: number, text: string): Turn {
  if (turn.sealed || attempt < turn.attempt) return turn;
  // One that was on its way while newer deltas arrived tells nothing new.
  if (attempt === turn.attempt && !turn.gap && countCodePoints(text) < turn.length) return turn;
  return { ...turn, attempt, text, length: countCodePoints(text), gap: false };
}

// Cut off after `offset` code points: nothing beyond them may be shown, and nothing may be added.
export function seal(turn: Turn, offset?: number): Turn {
  if (offset === undefined || offset >= turn.length) return { ...turn, sealed: true };
  return { ...turn, text: firstCodePoints(turn.text, offset), length: offset, sealed: true };
}
