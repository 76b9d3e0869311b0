import { mark, toFragment, type Look, type ToFrame, type ToPage } from '../shared/bridge.ts';

// How long a frame may take to say hello, once something has loaded in it, before it counts as blocked; and how long
// until anything loads at all.
const patience = 3_000;
const slowest = 30_000;

// The chat's frame. Made once, on first intent; messages for it wait until it has said hello.
export class Panel {
  private readonly frame = document.createElement('iframe');
  private readonly origin: string;
  private waiting: ToFrame[] = [];
  private ready = false;
  private timer = 0;

  constructor(
    address: URL,
    look: Look,
    left: boolean,
    title: string,
    private readonly onMessage: (message: ToPage) => void,
    private readonly onBlocked: () => void,
  ) {
    this.origin = address.origin;
    this.frame.title = title;
    this.frame.className = left ? 'left' : 'right';
    this.frame.hidden = true;
    this.frame.src = `${address.href}#${toFragment(look, location.origin)}`;
    addEventListener('message', this.receive);
    document.addEventListener('securitypolicyviolation', this.violated);
    this.wait(slowest);
    // Fires for what the browser shows in place of a blocked frame as well.
    this.frame.addEventListener('load', () => this.wait(patience));
  }

  attach(root: ShadowRoot): void {
    root.prepend(this.frame);
  }

  post(message: ToFrame): void {
    if (!this.ready) this.waiting.push(message);
    else this.frame.contentWindow?.postMessage({ tandem: mark, ...message }, this.origin);
  }

  show(visible: boolean): void {
    this.frame.hidden = !visible;
    if (visible) this.frame.focus({ preventScroll: true });
  }

  remove(): void {
    clearTimeout(this.timer);
    removeEventListener('message', this.receive);
    document.removeEventListener('securitypolicyviolation', this.violated);
    this.frame.remove();
  }

  private wait(time: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.blocked, time);
  }

  private readonly receive = (event: MessageEvent): void => {
    if (event.source !== this.frame.contentWindow || event.origin !== this.origin) return;
    const message = event.data as ({ tandem?: unknown } & ToPage) | null;
    if (typeof message !== 'object' || message === null || message.tandem !== mark) return;
    if (message.type === 'hello') {
      clearTimeout(this.timer);
      this.ready = true;
      for (const one of this.waiting.splice(0)) this.post(one);
    } else {
      this.onMessage(message);
    }
  };

  private readonly violated = (event: SecurityPolicyViolationEvent): void => {
    if (/^(frame|child)-src/.test(event.effectiveDirective) && event.blockedURI.startsWith(this.origin)) this.blocked();
  };

  private readonly blocked = (): void => {
    if (!this.ready) this.onBlocked();
  };
}
