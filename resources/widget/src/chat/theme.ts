import { filled, parseHex, readableOn, toHex, type Rgb } from '../shared/color.ts';
import type { Look } from '../shared/bridge.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
// The ground that is hardest to read on, of those that links stand on: an agent's bubble.
const ground: Record<'light' | 'dark', Rgb> = { light: [221, 243, 228], dark: [29, 58, 42] };

// Sets light or dark and the site's accent, corrected so that it can be read. Without one the style sheet's own stays.
export function applyTheme(look: Look): void {
  const scheme = look.scheme === 'auto' ? (dark.matches ? 'dark' : 'light') : look.scheme;
  const root = document.documentElement;
  root.dataset.scheme = scheme;
  root.dir = look.dir;
  const color = parseHex(look.color);
  const set = (name: string, value: Rgb | null) =>
    value ? root.style.setProperty(name, toHex(value)) : root.style.removeProperty(name);
  const fill = color && filled(color);
  set('--fill', fill && fill.fill);
  set('--on-fill', fill && fill.on);
  set('--accent', color && readableOn(color, ground[scheme]));
}

export function onSchemeChange(run: () => void): void {
  dark.addEventListener('change', run);
}
