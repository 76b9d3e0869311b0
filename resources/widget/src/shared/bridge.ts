// What the page's half (loader) and the chat in its frame say to each other by postMessage. Both sides pin the other's
// origin and check the shape of everything: the other half may be an older or newer version, or not Tandem at all.

export type Scheme = 'auto' | 'light' | 'dark';

// How the chat looks, as the page set it. Travels in the fragment of the frame's address, with the page's origin.
export interface Look {
  name: string;
  color: string;
  locale: string;
  scheme: Scheme;
  dir: 'ltr' | 'rtl';
  greeting: string;
  suggestions: string[];
}

export interface PageContext {
  url: string;
  title: string;
  referrer: string;
}

export type ToFrame =
  | { type: 'open'; page: PageContext }
  | { type: 'closed' }
  | { type: 'send'; text: string; page: PageContext }
  | { type: 'draft'; text: string }
  | { type: 'attributes'; name?: string; email?: string }
  | { type: 'identify'; token: string }
  | { type: 'look'; look: Look }
  | { type: 'logout' };

export type ToPage =
  | { type: 'hello' }
  | { type: 'minimise' }
  | { type: 'close' }
  | { type: 'event'; name: EventName; detail: unknown };

export type EventName =
  | 'ready'
  | 'opened'
  | 'closed'
  | 'unread'
  | 'message'
  | 'ownerChanged'
  | 'queuePosition'
  | 'resolved'
  | 'error';

export const lookParts = ['name', 'color', 'locale', 'scheme', 'dir', 'greeting'] as const;

export function toFragment(look: Look, origin: string): string {
  const params = new URLSearchParams();
  for (const part of lookParts) if (look[part]) params.set(part, look[part]);
  for (const suggestion of look.suggestions) params.append('suggestion', suggestion);
  if (origin) params.set('origin', origin);
  return params.toString();
}

export function clip(value: unknown, limit: number): string {
  return typeof value === 'string' ? value.slice(0, limit) : '';
}

// Reads members by name only, so that keys such as __proto__ mean nothing.
export function readLook(from: Partial<Record<keyof Look, unknown>>): Look {
  const scheme = from.scheme;
  return {
    name: clip(from.name, 80),
    color: clip(from.color, 7),
    locale: clip(from.locale, 35),
    scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'auto',
    dir: from.dir === 'rtl' ? 'rtl' : 'ltr',
    greeting: clip(from.greeting, 500),
    suggestions: Array.isArray(from.suggestions)
      ? from.suggestions.slice(0, 3).map((one) => clip(one, 80)).filter((one) => one !== '')
      : [],
  };
}

// Marks our messages among the others that fly around on a page.
export const mark = 1;
