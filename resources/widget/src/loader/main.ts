import { readLook, toFragment, type EventName, type Look, type PageContext, type ToPage } from '../shared/bridge.ts';
import { Launcher } from './launcher.ts';
import { Panel } from './panel.ts';

// The page's half: takes over the queue of calls made so far, draws the launcher, and makes the frame when the visitor
// first shows intent. Keeps nothing and asks for nothing before that.

type Listener = (detail: unknown) => void;
type Options = Partial<Record<string, unknown>>;
type Tandem = ((command: string, ...args: unknown[]) => unknown) & { q?: IArguments[] };

const script = document.currentScript as HTMLScriptElement | null;
const address = new URL('frame.html', script?.src || location.href);
const listeners = new Map<string, Set<Listener>>();

let options: Options = { ...script?.dataset };
let launcher: Launcher | null = null;
let panel: Panel | null = null;
let attributes: Options = {};
let identity: unknown; // a token, or a function that gives one or a promise of one
let isOpen = false;
let hidden = false;

function emit(name: EventName, detail: unknown = null): void {
  for (const listener of [...(listeners.get(name) ?? [])]) {
    try {
      listener(detail);
    } catch (error) {
      // A fault of the page's own code must not stop the chat, nor be swallowed.
      setTimeout(() => { throw error; });
    }
  }
}

// From attributes: data-tandem-name; from calls: name. Calls win.
function option(name: string): unknown {
  return options[name] ?? options['tandem' + name[0]!.toUpperCase() + name.slice(1)];
}

function look(): Look {
  const suggestions = option('suggestions');
  return readLook({
    name: option('name'),
    color: option('color'),
    locale: option('locale') || navigator.language,
    scheme: option('colorscheme'),
    dir: getComputedStyle(document.documentElement).direction,
    greeting: option('greeting'),
    suggestions: typeof suggestions === 'string' ? suggestions.split('|') : suggestions,
  });
}

function onLeft(): boolean {
  return (option('position') || (look().dir === 'rtl' ? 'left' : 'right')) === 'left';
}

function page(): PageContext {
  return { url: location.href, title: document.title, referrer: document.referrer };
}

function boot(more?: Options): void {
  if (more) options = { ...options, ...more };
  if (launcher) return update();
  launcher = new Launcher(look(), onLeft(), () => (isOpen ? close() : open()), ensurePanel);
  launcher.setHidden(hidden);
  emit('ready');
  dispatchEvent(new Event('tandem:ready'));
}

function update(more?: Options): void {
  if (more) options = { ...options, ...more };
  launcher?.setLook(look());
  panel?.post({ type: 'look', look: look() });
}

function ensurePanel(): Panel | null {
  if (!panel && launcher && !launcher.popup) {
    panel = new Panel(address, look(), onLeft(), launcher.title, receive, blocked);
    panel.attach(launcher.root);
    tellAttributes();
    void tellIdentity();
  }
  return panel;
}

function tellAttributes(): void {
  const pick = (value: unknown) => (typeof value === 'string' ? value : undefined);
  panel?.post({ type: 'attributes', name: pick(attributes.name), email: pick(attributes.email) });
}

// A provider is asked when there is a chat to tell, not before.
async function tellIdentity(): Promise<void> {
  if (!panel || identity === undefined) return;
  try {
    const token: unknown = typeof identity === 'function' ? await identity() : identity;
    if (typeof token !== 'string') throw new TypeError();
    panel?.post({ type: 'identify', token });
  } catch {
    emit('error', { code: 'identify_failed' });
  }
}

// Frames are not allowed here: the chat opens in a window of its own, now if the visitor has just asked for it.
function blocked(): void {
  panel?.remove();
  panel = null;
  if (!launcher) return;
  launcher.popup = true;
  const wanted = isOpen;
  isOpen = false;
  launcher.setOpen(false);
  emit('error', { code: 'frame_blocked' });
  if (wanted && navigator.userActivation?.isActive !== false) openPopup();
}

function openPopup(): void {
  window.open(`${address.href}#${toFragment(look(), '')}`, 'tandem', 'popup,width=400,height=680');
}

function open(): void {
  if (!launcher || isOpen) return;
  if (launcher.popup) return openPopup();
  isOpen = true;
  launcher.setOpen(true);
  const shown = ensurePanel();
  shown?.post({ type: 'open', page: page() });
  shown?.show(true);
  emit('opened');
}

function close(): void {
  if (!launcher || !isOpen) return;
  isOpen = false;
  launcher.setOpen(false);
  panel?.post({ type: 'closed' });
  panel?.show(false);
  launcher.focus();
  emit('closed');
}

function receive(message: ToPage): void {
  switch (message.type) {
    case 'minimise':
      return close();
    case 'close':
      close();
      panel?.remove();
      panel = null;
      return;
    case 'event':
      if (message.name === 'unread') launcher?.setUnread(Number((message.detail as { count?: unknown })?.count) || 0);
      return emit(message.name, message.detail);
  }
}

function shutdown(): void {
  close();
  panel?.remove();
  launcher?.remove();
  panel = launcher = null;
  attributes = {};
  identity = undefined;
  listeners.clear();
}

function on(name: string, listener: Listener): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(listener));
  if (name === 'ready' && launcher) queueMicrotask(() => set.has(listener) && listener(null));
  return () => set.delete(listener);
}

const commands: Record<string, (...args: any[]) => unknown> = {
  __proto__: null as never,
  boot,
  update,
  open,
  close,
  on,
  shutdown,
  hide() {
    hidden = true;
    close();
    launcher?.setHidden(true);
  },
  show() {
    hidden = false;
    launcher?.setHidden(false);
  },
  send(text: unknown) {
    ensurePanel()?.post({ type: 'send', text: String(text ?? ''), page: page() });
  },
  startConversation(text?: unknown) {
    open();
    if (text) panel?.post({ type: 'draft', text: String(text) });
  },
  setAttributes(more: Options | null) {
    attributes = { ...attributes, ...more };
    tellAttributes();
  },
  identify(who: unknown) {
    identity = who;
    void tellIdentity();
  },
  logout() {
    identity = undefined;
    ensurePanel()?.post({ type: 'logout' });
  },
};

function tandem(command: string, ...args: unknown[]): unknown {
  const run = commands[command];
  if (run) return run(...args);
  console.warn(`tandem: no command "${command}"`);
  return undefined;
}

function start(): void {
  const target = window as unknown as { tandem?: Tandem };
  const queued = target.tandem?.q ?? [];
  target.tandem = tandem;
  const calls = queued.map((call) => Array.from(call) as [string, ...unknown[]]);
  // Who listens is known before there is something to hear.
  for (const call of calls) if (call[0] === 'on') tandem(...call);
  if (option('manual') === undefined) boot();
  for (const call of calls) if (call[0] !== 'on') tandem(...call);
}

if (document.body) start();
else addEventListener('DOMContentLoaded', start);
