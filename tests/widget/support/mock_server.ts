import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo, Socket } from 'node:net';
import { upgrade, type Peer } from './websocket.ts';
import { repository } from './paths.ts';

// Speaks the customer's side of the protocol, and does what a real server never would when told to: garbage frames,
// dropped deltas, unknown events, lost answers. What customers live through is tested against the real one.

type Json = Record<string, any>;

export interface Log {
  id: string;
  events: Json[];
  epoch: number;
  owner: Json;
  ownerName: string;
  lifecycle: string;
}

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

// What the real server sends with the frame.
export const framePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

export const bot = { kind: 'bot', id: '', name: 'Bot' };
export const dee = { kind: 'agent', id: 'agt_dee', name: 'Dee' };
const customer = { kind: 'customer', id: 'cus_1', name: '' };
const system = { kind: 'system', id: '', name: '' };

export class MockServer {
  readonly logs = new Map<string, Log>(); // by visitor key
  readonly peers = new Map<Peer, string>();
  readonly frames: Json[] = []; // all that clients sent, in order
  readonly requests: string[] = [];
  pages = new Map<string, { body: string; headers?: Record<string, string> }>();
  // Called for each command before it is handled; true means: do nothing, not even answer.
  intercept: (frame: Json, peer: Peer) => boolean = () => false;
  // What the bot does after a customer's message.
  answer: (log: Log, turn: number) => void = () => {};
  policy = framePolicy;
  refuseWith = 0; // a close code for every hello
  heartbeat = 20_000;
  maxText = 4000;
  private readonly server: Server;
  private made = 0;

  constructor() {
    this.server = createServer((request, response) => {
      const path = new URL(request.url!, 'http://x').pathname;
      this.requests.push(path);
      const page = this.pages.get(path);
      if (page) return void response.writeHead(200, { 'content-type': types.html, ...page.headers }).end(page.body);
      const name = /^\/widget\/(\w+\.(\w+))$/.exec(path);
      try {
        const body = readFileSync(join(repository, 'resources/widget/dist', name![1]!));
        const policy: Record<string, string> = name![2] === 'html' && this.policy ? { 'content-security-policy': this.policy } : {};
        response.writeHead(200, { 'content-type': types[name![2]!] ?? 'text/plain', 'x-content-type-options': 'nosniff', ...policy }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    this.server.on('upgrade', (request, socket) => this.connected(upgrade(request, socket as Socket)));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  cut(): void {
    for (const peer of this.peers.keys()) peer.destroy();
  }

  // Resolves when somebody has begun a conversation; fails after ten seconds.
  async begun(): Promise<void> {
    for (let waited = 0; this.logs.size === 0; waited += 20) {
      if (waited > 10_000) throw new Error('no conversation was begun');
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  get log(): Log {
    return [...this.logs.values()].pop()!;
  }

  // A frame to everybody who reads this log.
  tell(log: Log, frame: Json): void {
    for (const [peer, key] of this.peers) if (this.logs.get(key) === log) peer.send(JSON.stringify(frame));
  }

  raw(text: string): void {
    for (const peer of this.peers.keys()) peer.send(text);
  }

  append(log: Log, type: string, actor: Json, data: Json, more: Json = {}): Json {
    if (data.owner) {
      log.epoch += 1;
      log.owner = data.owner;
      log.ownerName = data.owner.kind === 'agent' ? actor.name : '';
    }
    if (type === 'conversation.resolved') log.lifecycle = 'resolved';
    if (type === 'conversation.reopened') log.lifecycle = 'active';
    const event = { type, conversation_id: log.id, seq: log.events.length + 1, at: Date.now(), owner_epoch: log.epoch, actor, ...more, data };
    log.events.push(event);
    return event;
  }

  event(log: Log, type: string, actor: Json, data: Json, more: Json = {}): Json {
    const event = this.append(log, type, actor, data, more);
    this.tell(log, { type: 'event', event });
    return event;
  }

  say(log: Log, actor: Json, text: string, more: Json = {}): Json {
    return this.event(log, 'message.accepted', actor, { text, sources: [], model: '', ...more });
  }

  delta(log: Log, turn: number, offset: number, text: string, attempt = 1): void {
    this.tell(log, { type: 'turn.delta', conversation_id: log.id, turn, attempt, offset, text });
  }

  turn(log: Log, turn: number, kind: string, more: Json = {}): void {
    this.tell(log, { type: `turn.${kind}`, conversation_id: log.id, turn, owner_epoch: log.epoch, ...more });
  }

  escalate(log: Log, ahead = 2): void {
    this.event(log, 'conversation.escalated', customer, { owner: { kind: 'queue', id: 'support' }, trigger: 'customer_request', reason_text: '' });
    this.tell(log, { type: 'queue.position_changed', conversation_id: log.id, ahead, estimate_seconds: 170, agents_available: true });
  }

  join(log: Log): void {
    this.event(log, 'conversation.accepted', dee, { owner: { kind: 'agent', id: dee.id } });
  }

  resolve(log: Log): void {
    this.event(log, 'conversation.resolved', dee, { owner: { kind: 'none', id: '' }, survey: true });
  }

  private connected(peer: Peer): void {
    peer.onText = (text) => this.received(peer, JSON.parse(text) as Json);
    peer.onClose = () => this.peers.delete(peer);
  }

  private received(peer: Peer, frame: Json): void {
    this.frames.push(frame);
    const reply = (answer: Json) => peer.send(JSON.stringify(answer));
    if (frame.type === 'ping') return reply({ type: 'pong', n: frame.n, server_time: Date.now() });
    if (this.intercept(frame, peer)) return;
    if (frame.type === 'hello') return this.hello(peer, frame, reply);
    const key = this.peers.get(peer)!;
    const log = this.logs.get(key);
    const accepted = (event: Json) => {
      reply({ type: 'accepted', id: frame.id, conversation_id: event.conversation_id, seq: event.seq, at: event.at, owner_epoch: event.owner_epoch });
      this.tell(this.logs.get(key)!, { type: 'event', event });
    };
    switch (frame.type) {
      case 'conversation.start': {
        const before = log?.events.find((event) => event.client_msg_id === frame.id);
        if (before) return accepted(before);
        const begun: Log = { id: `cnv_${++this.made}`, events: [], epoch: 0, owner: {}, ownerName: '', lifecycle: 'active' };
        this.logs.set(key, begun);
        const created = this.append(begun, 'conversation.created', system, { owner: { kind: 'bot', id: '' }, customer: {}, page: frame.page, channel: 'web' });
        const said = this.append(begun, 'message.accepted', customer, { text: frame.text, sources: [], model: '' }, { client_msg_id: frame.id });
        reply({ type: 'accepted', id: frame.id, conversation_id: begun.id, seq: said.seq, at: said.at, owner_epoch: 1 });
        for (const event of [created, said]) this.tell(begun, { type: 'event', event });
        return this.answer(begun, said.seq);
      }
      case 'message.send': {
        const before = log!.events.find((event) => event.client_msg_id === frame.id);
        if (before) return accepted(before);
        if (log!.lifecycle === 'resolved') this.event(log!, 'conversation.reopened', system, { owner: { kind: 'bot', id: '' } });
        const said = this.append(log!, 'message.accepted', customer, { text: frame.text, sources: [], model: '' }, { client_msg_id: frame.id });
        accepted(said);
        return log!.owner.kind === 'bot' ? this.answer(log!, said.seq) : undefined;
      }
      case 'person.request':
        reply({ type: 'accepted', id: frame.id, conversation_id: log!.id, seq: log!.events.length + 1 });
        return this.escalate(log!);
      case 'rating.submit':
        return accepted(this.append(log!, 'csat.answered', customer, { rating: frame.rating, comment: frame.comment, rated: {} }, { client_msg_id: frame.id }));
      case 'history.read': {
        const events = log!.events.slice(frame.after_seq, frame.after_seq + 50);
        return reply({ type: 'history.page', id: frame.id, conversation_id: log!.id, events, last_seq: log!.events.length });
      }
    }
  }

  private hello(peer: Peer, frame: Json, reply: (answer: Json) => void): void {
    if (this.refuseWith) return peer.close(this.refuseWith);
    this.peers.set(peer, frame.visitor_key);
    const log = this.logs.get(frame.visitor_key);
    const head = log && { conversation_id: log.id, last_seq: log.events.length, lifecycle: log.lifecycle, owner: log.owner, owner_name: log.ownerName };
    reply({
      type: 'welcome', proto: 1, session_id: 's', server_time: Date.now(), principal: { role: 'customer', id: 'cus_1', name: '' },
      conversations: head ? [head] : [], max_text: this.maxText, heartbeat_ms: this.heartbeat,
    });
    if (!log) return;
    const after = frame.resume.find((one: Json) => one.conversation_id === log.id)?.after_seq ?? 0;
    const reset = after > log.events.length;
    const resumed = { type: 'resumed', conversation_id: log.id, last_seq: log.events.length, reset };
    if (reset) reply(resumed);
    for (const event of log.events.slice(reset ? 0 : after)) reply({ type: 'event', event });
    if (!reset) reply(resumed);
  }
}
