import type { Look, ToFrame } from '../shared/bridge.ts';
import type { Connection } from './connection.ts';
import type { State } from './reconnect.ts';
import { transcript } from './items.ts';
import { Page } from './page.ts';
import { Session } from './session.ts';
import { languageFor, languages, type Strings } from './strings.ts';
import { applyTheme, onSchemeChange } from './theme.ts';
import type { Event } from './wire.ts';
import { Announcer } from './view/announcer.ts';
import { h } from './view/dom.ts';
import { Composer } from './view/composer.ts';
import { Header, type Answering } from './view/header.ts';
import { Strip } from './view/strip.ts';
import { Transcript } from './view/transcript.ts';
import { notice } from './notice.ts';

// How long a connection may take before a word is said about it.
const patience = 1_200;

// Wires the session to what is on the screen, and both to the page.
export class App {
  private readonly page: Page;
  private readonly words: Strings;
  private readonly session: Session;
  private readonly header: Header;
  private readonly log: Transcript;
  private readonly strip = new Strip();
  private readonly composer: Composer;
  private readonly announcer: Announcer;
  private state: Readonly<State> | null = null;
  private open = false;
  private slow = false;
  private unread = 0;
  private seen = ''; // conversation and seq the server knows we have shown
  private full = false;
  private frame = 0;

  constructor(private readonly connection: Connection, private look: Look, origin: string) {
    const language = languageFor(look.locale);
    this.words = languages[language]!;
    document.documentElement.lang = language;
    this.page = new Page(origin, (message) => this.told(message));
    this.session = new Session(connection, look.locale || language, {
      changed: () => this.changed(),
      connection: (state) => this.connectionChanged(state),
      restored: () => this.paint(),
      message: (event) => this.heard(event),
      event: (name, detail) => this.page.event(name, detail),
    });
    const { delivery } = this.session;
    const sent = (accepted: boolean) => {
      this.full = !accepted;
      if (accepted) this.log.toBottom();
      this.changed();
      return accepted;
    };
    this.header = new Header(this.words, () => this.page.post({ type: 'minimise' }), () => this.close(), this.page.alone);
    this.log = new Transcript(this.words, look.locale || language, {
      suggest: (text) => {
        sent(delivery.say(text));
        this.composer.focus();
      },
      askForPerson: () => {
        sent(delivery.askForPerson(this.words.firstWords));
        this.composer.focus();
      },
      rate: (rating, comment) => void delivery.rate(rating, comment),
      retry: (id) => delivery.retry(id),
      discard: (id) => {
        delivery.outbox.discard(id);
        this.changed();
      },
    });
    this.composer = new Composer(this.words, {
      send: (text) => sent(delivery.say(text)),
      person: () => void sent(delivery.askForPerson(this.words.firstWords)),
      typing: (active) => this.typing(active),
    });
    this.announcer = new Announcer(this.words);
    const main = h('main', {}, this.log.node, this.strip.node, this.composer.node);
    document.body.append(this.header.node, main, this.announcer.node);
    this.listen();
    applyTheme(look);
    if (this.page.alone) this.opened();
    this.changed();
    this.page.post({ type: 'hello' });
  }

  private connectionChanged(state: Readonly<State>): void {
    const stopped = state.phase === 'stopped' && this.state?.phase !== 'stopped';
    this.state = state;
    if (stopped) this.page.event('error', { code: 'closed', closeCode: state.closeCode });
    if (state.phase === 'live') this.slow = false;
    else this.session.after('slow', patience, () => (this.slow = !this.connection.live));
    this.changed();
  }

  private listen(): void {
    addEventListener('online', () => this.connection.online());
    addEventListener('offline', () => this.connection.doubt());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      this.connection.online();
      this.changed();
    });
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.page.post({ type: 'minimise' });
    });
    onSchemeChange(() => applyTheme(this.look));
  }

  private told(message: ToFrame): void {
    const { session } = this;
    switch (message.type) {
      case 'open':
        session.delivery.page = message.page;
        return this.opened();
      case 'closed':
        this.open = false;
        return;
      case 'send':
        session.delivery.page = message.page;
        this.connection.start();
        if (message.text.trim() !== '') session.delivery.say(message.text.trim());
        return;
      case 'draft':
        return this.composer.setDraft(message.text);
      case 'attributes':
        if (message.name) session.delivery.name = message.name;
        if (message.email) session.delivery.email = message.email;
        return;
      case 'look':
        this.look = message.look;
        applyTheme(message.look);
        return this.changed();
      case 'logout':
        session.forget();
        this.connection.stop();
        if (this.open) this.connection.start();
        return this.changed();
    }
  }

  private opened(): void {
    this.open = true;
    this.connection.start();
    this.changed();
    // On a touch screen the keyboard would cover half of what the visitor came to read.
    if (matchMedia('(pointer: fine)').matches) this.composer.focus();
    else this.header.focus();
  }

  // Ends the frame, unless something is still to be sent.
  private close(): void {
    const busy = this.session.delivery.outbox.items.some((item) => item.state !== 'failed');
    this.page.post({ type: busy ? 'minimise' : 'close' });
  }

  private typing(active: boolean): boolean {
    const { conversation } = this.session;
    if (!conversation?.open || conversation.owner.kind !== 'agent') return false;
    return this.connection.send({ type: 'typing.set', conversation_id: conversation.id, typing: active });
  }

  private heard(event: Event): void {
    this.page.event('message', { conversationId: event.conversation_id, seq: event.seq, from: event.actor.kind, name: event.actor.name });
    if (this.open && !document.hidden) return;
    this.setUnread(this.unread + 1);
  }

  private setUnread(count: number): void {
    if (count === this.unread) return;
    this.unread = count;
    this.page.event('unread', { count });
  }

  private changed(): void {
    if (this.frame) return;
    // Painting waits for the next frame; a hidden page has none, and needs none in a hurry.
    const paint = () => {
      this.frame = 0;
      this.paint();
    };
    this.frame = document.hidden ? window.setTimeout(paint, 100) : requestAnimationFrame(paint);
  }

  private paint(): void {
    const { session, look, words } = this;
    const { conversation, delivery } = session;
    const items = transcript({
      events: conversation?.events ?? [],
      outbox: delivery.outbox.items,
      landed: delivery.landed,
      turns: session.turns.values(),
      now: Date.now(),
      botName: conversation?.botName ?? '',
      awaiting: session.awaiting,
      typing: session.typing,
      live: this.connection.live,
      ended: conversation?.lifecycle === 'resolved',
      survey: conversation?.survey ?? false,
      rating: conversation?.rating ?? 0,
      comment: conversation?.comment ?? '',
      greeting: look.greeting,
      suggestions: look.suggestions,
      strings: words,
    });
    const answering = this.answering();
    this.header.show(look.name, answering);
    document.title = look.name || words.chat;
    this.log.show(items);
    this.announcer.follow(items, conversation?.loaded ?? false);
    this.composer.setLimit(session.maxText);
    const busy = answering.who === 'agent' || answering.who === 'queue' || delivery.personAsked;
    const label = answering.who === 'agent' ? words.personHere(answering.name) : busy ? words.waiting : words.talkToPerson;
    this.composer.setPerson(label, !busy);
    this.strip.show(
      notice({
        words,
        phase: this.state?.phase ?? 'idle',
        closeCode: this.state?.closeCode ?? 0,
        failing: this.slow || (this.state?.attempt ?? 0) > 0,
        pending: delivery.outbox.items.some((item) => item.state !== 'failed'),
        full: this.full && delivery.outbox.full,
        waiting: answering.who === 'queue',
        place: session.place,
        remembered: session.remembered,
        again: () => this.connection.start(),
      }),
    );
    this.markSeen();
  }

  private answering(): Answering {
    const { conversation } = this.session;
    if (!conversation) return { who: 'bot', name: this.words.bot };
    if (!conversation.open) return { who: 'nobody', name: '' };
    switch (conversation.owner.kind) {
      case 'agent':
        return { who: 'agent', name: conversation.ownerName || this.words.person };
      case 'queue':
      case 'offered':
        return { who: 'queue', name: '' };
      default:
        return { who: 'bot', name: conversation.botName || this.words.bot };
    }
  }

  private markSeen(): void {
    const { conversation } = this.session;
    if (!this.open || document.hidden) return;
    this.setUnread(0);
    if (!conversation || !this.log.seen || conversation.last === 0) return;
    const now = `${conversation.id} ${conversation.last}`;
    if (now === this.seen) return;
    if (this.connection.send({ type: 'seen.set', conversation_id: conversation.id, seq: conversation.last })) this.seen = now;
  }
}
