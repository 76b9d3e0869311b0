import { clip, mark, readLook, type EventName, type Look, type PageContext, type ToFrame, type ToPage } from '../shared/bridge.ts';

// The page around the frame. Only the window that holds us is heard, and only while it is of the origin that it named
// when it made us; the browser vouches for the origin of each message.
export class Page {
  readonly alone = window.parent === window;
  private readonly origin: string;

  constructor(origin: string, private readonly onMessage: (message: ToFrame) => void) {
    this.origin = /^https?:\/\/[^/]+$/.test(origin) ? origin : '';
    if (!this.alone && this.origin) window.addEventListener('message', (event) => this.receive(event));
  }

  post(message: ToPage): void {
    if (!this.alone && this.origin) window.parent.postMessage({ tandem: mark, ...message }, this.origin);
  }

  event(name: EventName, detail: unknown): void {
    this.post({ type: 'event', name, detail });
  }

  private receive(event: MessageEvent): void {
    if (event.source !== window.parent || event.origin !== this.origin) return;
    const message = readToFrame(event.data);
    if (message) this.onMessage(message);
  }
}

// Takes known members of known messages, cut to size; null for anything else.
export function readToFrame(data: unknown): ToFrame | null {
  if (typeof data !== 'object' || data === null) return null;
  const from = data as Record<string, unknown>;
  if (from.tandem !== mark) return null;
  switch (from.type) {
    case 'open':
      return { type: 'open', page: readPage(from.page) };
    case 'closed':
    case 'logout':
      return { type: from.type };
    case 'send':
      return { type: 'send', text: clip(from.text, 20_000), page: readPage(from.page) };
    case 'draft':
      return { type: 'draft', text: clip(from.text, 20_000) };
    case 'attributes':
      return { type: 'attributes', name: clip(from.name, 200), email: clip(from.email, 320) };
    case 'look':
      return typeof from.look === 'object' && from.look !== null ? { type: 'look', look: readLook(from.look as Partial<Look>) } : null;
    default:
      return null;
  }
}

function readPage(from: unknown): PageContext {
  const page = (typeof from === 'object' && from !== null ? from : {}) as Record<string, unknown>;
  return { url: clip(page.url, 500), title: clip(page.title, 200), referrer: clip(page.referrer, 500) };
}

export function readFragment(fragment: string): { look: Look; origin: string } {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const get = (name: string) => params.get(name) ?? '';
  const look = readLook({
    name: get('name'),
    color: get('color'),
    locale: get('locale'),
    scheme: get('scheme'),
    dir: get('dir'),
    greeting: get('greeting'),
    suggestions: params.getAll('suggestion'),
  });
  return { look, origin: get('origin') };
}
