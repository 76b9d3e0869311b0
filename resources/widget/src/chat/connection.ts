import type { ClientMessage, Hello } from './wire.ts';
import { initial, step, type Action, type Happening, type State } from './reconnect.ts';

// The socket: does what reconnect.ts decides. One WebSocket object serves one try; what an old one still says is not heard.

export interface Environment {
  now(): number; // monotonic milliseconds
  random(): number;
  setTimer(run: () => void, delay: number): unknown;
  clearTimer(timer: unknown): void;
  socket(): WebSocket;
}

export const browser = (address: string): Environment => ({
  now: () => performance.now(),
  random: Math.random,
  setTimer: (run, delay) => setTimeout(run, delay),
  clearTimer: (timer) => clearTimeout(timer as number),
  socket: () => new WebSocket(address),
});

// Longer frames than any the server sends are not parsed.
const longest = 2 * 1024 * 1024;

export class Connection {
  onHello: () => Hello = () => ({ type: 'hello', proto_min: 0, proto_max: 0, client: '', resume: [] });
  onFrame: (frame: Record<string, unknown> & { type: string }) => void = () => {};
  onState: (state: Readonly<State>) => void = () => {};

  private state = initial();
  private socket: WebSocket | null = null;
  private timer: unknown = null;
  private pings = 0;

  constructor(private readonly environment: Environment) {}

  get live(): boolean {
    return this.state.phase === 'live';
  }

  start(): void {
    this.happen({ kind: 'start' });
  }

  stop(): void {
    this.happen({ kind: 'stop' });
  }

  // A new hello is needed, e.g. as another visitor.
  restart(): void {
    this.stop();
    this.start();
  }

  online(): void {
    this.happen({ kind: 'online' });
  }

  doubt(): void {
    this.happen({ kind: 'doubt' });
  }

  // Sends if live, else says false: whoever needs an answer keeps the frame.
  send(frame: ClientMessage): boolean {
    if (!this.live || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.write(frame);
    return true;
  }

  private write(frame: ClientMessage): void {
    this.socket?.send(JSON.stringify(frame));
  }

  private happen(what: Happening): void {
    const { state, actions } = step(this.state, what, this.environment.now(), this.environment.random());
    const changed = state.phase !== this.state.phase;
    this.state = state;
    for (const action of actions) this.act(action);
    this.arm();
    if (changed) this.onState(state);
  }

  private act(action: Action): void {
    switch (action) {
      case 'connect':
        return this.connect();
      case 'hello':
        return this.write(this.onHello());
      case 'ping':
        return this.write({ type: 'ping', n: ++this.pings });
      case 'drop':
        return this.drop();
    }
  }

  private connect(): void {
    this.drop();
    let socket: WebSocket;
    try {
      socket = this.environment.socket();
    } catch {
      // The browser refuses the address itself; treated like a server that is not there.
      queueMicrotask(() => this.happen({ kind: 'closed', code: 1006 }));
      return;
    }
    this.socket = socket;
    const mine = (run: () => void) => () => {
      if (this.socket === socket) run();
    };
    socket.onopen = mine(() => this.happen({ kind: 'opened' }));
    socket.onmessage = (event: MessageEvent) => mine(() => this.receive(event.data))();
    socket.onclose = (event) =>
      mine(() => {
        this.socket = null;
        this.happen({ kind: 'closed', code: event.code });
      })();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private receive(data: unknown): void {
    this.happen({ kind: 'heard' });
    if (typeof data !== 'string' || data.length > longest) return;
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof frame !== 'object' || frame === null || typeof (frame as { type?: unknown }).type !== 'string') return;
    const known = frame as Record<string, unknown> & { type: string };
    if (known.type === 'welcome') this.happen({ kind: 'welcomed', heartbeat: Number(known.heartbeat_ms) });
    this.onFrame(known);
    if (known.type === 'server.restarting') this.happen({ kind: 'restarting', after: Number(known.reconnect_after_ms) || 0 });
  }

  private arm(): void {
    if (this.timer !== null) this.environment.clearTimer(this.timer);
    this.timer = null;
    if (this.state.wake === null) return;
    const delay = Math.max(0, this.state.wake - this.environment.now());
    this.timer = this.environment.setTimer(() => this.happen({ kind: 'tick' }), delay);
  }
}
