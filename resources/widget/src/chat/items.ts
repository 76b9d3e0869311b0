import { languages, type Strings } from './strings.ts';
import type { Event } from './wire.ts';
import type { Item as OutItem } from './outbox.ts';
import type { Turn } from './turn.ts';

// The transcript as a list of things to show, computed from the log, the outbox and the answers in progress. Pure. Each
// has a key that stays the same while it is the same thing: the view keeps the node of a key.

export type Who = 'customer' | 'bot' | 'agent';
export type Sending = '' | 'sending' | 'waiting' | 'failed';

export type Item =
  | { key: string; kind: 'day'; at: number }
  | { key: string; kind: 'system'; text: string }
  | { key: string; kind: 'dots'; who: Who; name: string; label: string }
  | { key: string; kind: 'suggestions'; texts: string[] }
  | { key: string; kind: 'choices'; label: string; texts: string[]; person: boolean }
  | { key: string; kind: 'rating'; rating: number; comment: string; state: 'open' | 'sending' | 'done' | 'failed' }
  | Message;

export interface Message {
  key: string;
  kind: 'message';
  id: string; // in the outbox, to retry
  who: Who;
  name: string;
  text: string;
  at: number; // 0: no time is shown
  first: boolean; // of a group by the same speaker
  last: boolean;
  streaming: boolean;
  stopped: boolean;
  sources: string[];
  sending: Sending;
  reason: string;
  sent: boolean; // says so: the last of the visitor's own
}

export interface Given {
  events: readonly Event[];
  outbox: readonly OutItem[];
  landed: readonly OutItem[];
  turns: Iterable<Turn>;
  now: number; // wall clock
  botName: string; // empty while unknown
  awaiting: boolean;
  typing: string;
  live: boolean;
  ended: boolean;
  survey: boolean;
  rating: number;
  comment: string;
  greeting: string;
  suggestions: string[];
  strings?: Strings;
}

const group = 5 * 60_000;

export function transcript(given: Given): Item[] {
  const strings = given.strings ?? languages.en!;
  const items: Item[] = [];
  // That today's conversation is of today needs no line.
  let day = new Date(given.now).toDateString();
  const dayLine = (at: number) => {
    const date = new Date(at).toDateString();
    if (date !== day) items.push({ key: `day:${date}`, kind: 'day', at });
    day = date;
  };

  const fresh = given.events.length === 0 && given.outbox.length === 0 && given.landed.length === 0;
  const botName = given.botName || strings.bot;
  items.push(message('greeting', 'bot', botName, given.greeting || strings.greeting));
  if (fresh && given.suggestions.length > 0) items.push({ key: 'suggestions', kind: 'suggestions', texts: given.suggestions });

  const have = new Set<string>();
  for (const event of given.events) {
    dayLine(event.at);
    if (event.client_msg_id) have.add(event.client_msg_id);
    const shown = event.type === 'message.accepted' ? spoken(event, strings) : noted(event, strings);
    if (shown) items.push(shown);
  }
  for (const out of [...given.landed, ...given.outbox]) {
    if (out.kind !== 'text' || have.has(out.id)) continue;
    have.add(out.id);
    dayLine(out.at);
    const landed = given.landed.includes(out);
    const sending: Sending = landed ? '' : out.state === 'failed' ? 'failed' : given.live ? 'sending' : 'waiting';
    items.push({ ...message(`m:${out.id}`, 'customer', strings.you, out.text), id: out.id, at: out.at, sending, reason: out.reason });
  }

  const choices = offered(given, strings);
  if (choices) items.push(choices);

  let streams = false;
  for (const turn of given.turns) {
    if (turn.text === '') continue;
    streams = true;
    items.push({ ...message(`t:${turn.turn}`, 'bot', botName, turn.text), streaming: !turn.sealed });
  }
  const agent = given.typing.trim() || strings.person;
  if (given.typing) items.push({ key: 'dots', kind: 'dots', who: 'agent', name: agent, label: strings.typing(agent) });
  else if (given.awaiting && !streams) items.push({ key: 'dots', kind: 'dots', who: 'bot', name: '', label: strings.answering });

  if (given.ended && given.survey) {
    const out = given.outbox.filter((one) => one.kind === 'rating').pop();
    const state = out ? (out.state === 'failed' ? 'failed' : 'sending') : given.rating > 0 ? 'done' : 'open';
    items.push({ key: 'rating', kind: 'rating', rating: out?.rating ?? given.rating, comment: out?.text ?? given.comment, state });
  }
  return grouped(items);
}

function message(key: string, who: Who, name: string, text: string): Message {
  return {
    key, kind: 'message', id: '', who, name, text, at: 0, first: true, last: true, streaming: false, stopped: false,
    sources: [], sending: '', reason: '', sent: false,
  };
}

function spoken(event: Event & { type: 'message.accepted' }, strings: Strings): Message {
  const who: Who = event.actor.kind === 'customer' || event.actor.kind === 'agent' ? event.actor.kind : 'bot';
  const name = who === 'customer' ? strings.you : event.actor.name || (who === 'bot' ? strings.bot : strings.person);
  const turn = event.data.turn;
  // An answer keeps the node it was streamed into, a sent message the one it waited in.
  const key = typeof turn === 'number' ? `t:${turn}` : event.client_msg_id ? `m:${event.client_msg_id}` : `s:${event.seq}`;
  const sources = Array.isArray(event.data.sources) ? event.data.sources : [];
  return {
    ...message(key, who, name, String(event.data.text ?? '')),
    at: event.at,
    stopped: Boolean(event.data.interrupted),
    sources: [...new Set(sources.map((source) => String(source.title ?? '')).filter(Boolean))].slice(0, 4),
  };
}

// What the bot's last message offers, as long as nothing was said after it.
function offered(given: Given, strings: Strings): Item | null {
  const event = given.events[given.events.length - 1];
  if (event?.type !== 'message.accepted' || event.actor.kind !== 'bot' || given.ended) return null;
  if (given.awaiting || given.outbox.some((out) => out.state !== 'failed')) return null;
  if (given.landed.some((out) => out.at > event.at)) return null;
  const choices = Array.isArray(event.data.offer?.choices) ? event.data.offer.choices : [];
  const texts = [...new Set(choices.map((choice) => String(choice?.text ?? '').trim()).filter(Boolean))].slice(0, 3);
  const person = event.data.offer?.person === true;
  if (texts.length === 0 && !person) return null;
  return { key: `choices:${event.seq}`, kind: 'choices', label: strings.choices, texts, person };
}

function noted(event: Event, strings: Strings): Item | null {
  const say = (text: string): Item => ({ key: `s:${event.seq}`, kind: 'system', text });
  const name = event.actor.kind === 'agent' ? event.actor.name || strings.person : strings.person;
  switch (event.type) {
    case 'conversation.escalated':
      return say(strings.inQueue);
    case 'conversation.accepted':
    case 'conversation.taken_over':
      return say(strings.joined(name));
    case 'conversation.transferred':
      return say(strings.passedOn);
    case 'conversation.handed_back':
      return say(strings.botAgain);
    case 'conversation.resolved':
    case 'conversation.abandoned':
      return say(strings.ended);
    case 'conversation.reopened':
      return say(strings.goesOn);
    case 'conversation.created':
    case 'conversation.offered':
    case 'conversation.declined':
    case 'csat.answered':
      return null;
    default:
      return say(strings.newerVersion);
  }
}

// Marks where a speaker begins and ends, and the last message that arrived.
function grouped(items: Item[]): Item[] {
  let sent: Message | null = null;
  items.forEach((item, i) => {
    if (item.kind !== 'message') return;
    const before = items[i - 1];
    const after = items[i + 1];
    item.first = !together(before, item);
    item.last = !together(item, after);
    if (item.who === 'customer' && item.sending === '') sent = item;
    if (item.who === 'customer' && item.sending !== '') sent = null;
    if (item.who !== 'customer') sent = null;
  });
  if (sent) (sent as Message).sent = true;
  return items;
}

function together(a: Item | undefined, b: Item | undefined): boolean {
  return (
    a?.kind === 'message' && b?.kind === 'message' && a.who === b.who && a.name === b.name &&
    (a.at === 0 || b.at === 0 || b.at - a.at < group)
  );
}
