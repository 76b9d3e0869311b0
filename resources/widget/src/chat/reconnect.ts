import { shouldReconnect } from './wire.ts';

// The life of the connection as a plain function of (state, happening, time): what happens next is returned, nothing is
// done here. connection.ts does it.

export type Phase =
  | 'idle' // not wanted
  | 'connecting' // the socket is being opened
  | 'greeting' // hello is sent, welcome is awaited
  | 'live'
  | 'waiting' // for the next try
  | 'stopped'; // the server said to stay away

export interface State {
  phase: Phase;
  attempt: number; // tries in a row that came to nothing
  wake: number | null; // when to step again with 'tick'
  since: number; // when this phase began
  heartbeat: number; // silence after which we ask for a sign of life
  pinged: boolean; // asked, not yet heard
  closeCode: number; // of the last close
}

export type Happening =
  | { kind: 'start' }
  | { kind: 'stop' }
  | { kind: 'tick' }
  | { kind: 'opened' }
  | { kind: 'welcomed'; heartbeat: number }
  | { kind: 'heard' }
  | { kind: 'closed'; code: number }
  | { kind: 'restarting'; after: number }
  | { kind: 'online' } // the network came back
  | { kind: 'doubt' }; // woke from sleep, or the network went: is anybody there?

export type Action = 'connect' | 'hello' | 'ping' | 'drop';

export const limits = {
  connect: 10_000,
  welcome: 10_000,
  pong: 8_000,
  doubt: 3_000,
  base: 500,
  cap: 30_000,
  stable: 10_000, // a connection that lived this long starts the back-off anew
};

export function initial(): State {
  return { phase: 'idle', attempt: 0, wake: null, since: 0, heartbeat: 20_000, pinged: false, closeCode: 0 };
}

// Full jitter: anything between nothing and a ceiling that doubles. `random` is in [0, 1).
export function backoff(attempt: number, random: number): number {
  return Math.floor(random * Math.min(limits.cap, limits.base * 2 ** Math.min(attempt, 16)));
}

export function step(state: State, what: Happening, now: number, random: number): { state: State; actions: Action[] } {
  const to = (phase: Phase, wake: number | null, more: Partial<State> = {}, ...actions: Action[]) => ({
    state: { ...state, phase, wake, since: now, pinged: false, ...more },
    actions,
  });
  const stay = (more: Partial<State> = {}, ...actions: Action[]) => ({ state: { ...state, ...more }, actions });
  const connect = (more: Partial<State> = {}) => to('connecting', now + limits.connect, more, 'connect');
  const retry = (more: Partial<State> = {}, ...actions: Action[]) => {
    const stable = state.phase === 'live' && now - state.since >= limits.stable;
    const attempt = stable ? 0 : state.attempt;
    return to('waiting', now + backoff(attempt, random), { attempt: attempt + 1, ...more }, ...actions);
  };
  const has = state.phase === 'connecting' || state.phase === 'greeting' || state.phase === 'live';

  switch (what.kind) {
    case 'start':
      return has ? stay() : connect({ attempt: 0 });
    case 'stop':
      return to('idle', null, { attempt: 0 }, ...(has ? (['drop'] as const) : []));
    case 'opened':
      return state.phase === 'connecting' ? to('greeting', now + limits.welcome, {}, 'hello') : stay();
    case 'welcomed': {
      if (state.phase !== 'greeting') return stay();
      const heartbeat = Math.min(Math.max(what.heartbeat || 20_000, 1_000), 120_000);
      return to('live', now + heartbeat, { heartbeat });
    }
    case 'heard':
      return state.phase === 'live' ? stay({ pinged: false, wake: now + state.heartbeat }) : stay();
    case 'closed':
      if (!has) return stay();
      if (!shouldReconnect(what.code)) return to('stopped', null, { closeCode: what.code });
      return retry({ closeCode: what.code });
    case 'restarting':
      // Everybody is told at once; coming back is spread over the time given and half of it again.
      return has
        ? to('waiting', now + Math.floor(Math.min(what.after, limits.cap) * (1 + random / 2)), { attempt: 1 }, 'drop')
        : stay();
    case 'online':
      if (state.phase === 'waiting') return connect();
      return state.phase === 'live' ? stay({ pinged: true, wake: now + limits.doubt }, 'ping') : stay();
    case 'doubt':
      return state.phase === 'live' && !state.pinged ? stay({ pinged: true, wake: now + limits.doubt }, 'ping') : stay();
    case 'tick':
      if (state.wake === null || now < state.wake) return stay();
      switch (state.phase) {
        case 'waiting':
          return connect();
        case 'connecting':
        case 'greeting':
          return retry({}, 'drop');
        case 'live':
          return state.pinged ? retry({}, 'drop') : stay({ pinged: true, wake: now + limits.pong }, 'ping');
        default:
          return stay({ wake: null });
      }
  }
}
