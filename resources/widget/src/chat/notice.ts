import type { Phase } from './reconnect.ts';
import type { QueuePlace } from './session.ts';
import type { Strings } from './strings.ts';
import type { Notice } from './view/strip.ts';
import { closeCodes } from './wire.ts';

// The one thing that is worth a line now: what keeps the visitor from being heard comes first.
export function notice(given: {
  words: Strings;
  phase: Phase;
  closeCode: number;
  failing: boolean; // to connect, or slow in it
  pending: boolean; // something waits to be sent
  full: boolean;
  waiting: boolean; // for a person
  place: QueuePlace | null;
  remembered: boolean;
  again: () => void;
}): Notice | null {
  const { words, phase } = given;
  if (phase === 'stopped') {
    const old = given.closeCode === closeCodes.unsupported_version;
    return { icon: 'warning', tone: 'warn', text: old ? words.tooOld : words.notHere, action: { label: words.tryAgain, run: given.again } };
  }
  if (given.full) return { icon: 'warning', tone: 'warn', text: words.full };
  if (phase !== 'live' && phase !== 'idle' && given.failing) {
    if (given.pending) return { icon: 'cloud', tone: 'warn', text: words.offlinePending };
    return { icon: 'spinner', tone: 'plain', text: phase === 'waiting' ? words.offline : words.connecting };
  }
  if (given.waiting && given.place) return { icon: 'person', tone: 'people', text: queueText(given.place, words) };
  if (!given.remembered) return { icon: 'warning', tone: 'plain', text: words.notRemembered };
  return null;
}

export function queueText(place: QueuePlace, words: Strings): string {
  if (!place.available) return words.nobody;
  const ahead = place.ahead > 0 ? words.ahead(place.ahead) : words.next;
  return place.seconds === null ? ahead : `${ahead}, ${words.minutes(Math.ceil(place.seconds / 60))}`;
}
