// Colours a site may choose, made readable. Contrast is that of WCAG 2: 1 to 21; text needs 4.5.

export type Rgb = readonly [number, number, number];

// "#rgb" or "#rrggbb"; anything else is null.
export function parseHex(text: string): Rgb | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!digits) return null;
  const wide = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const value = parseInt(wide, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function toHex(color: Rgb): string {
  return '#' + color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('');
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const x = luminance(a);
  const y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const white: Rgb = [255, 255, 255];
const ink: Rgb = [14, 26, 43];

function towards(color: Rgb, target: Rgb, share: number): Rgb {
  return color.map((part, i) => part + (target[i]! - part) * share) as unknown as Rgb;
}

function untilReadable(color: Rgb, target: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const tried = towards(color, target, share).map(Math.round) as unknown as Rgb;
    if (contrast(tried, ground) >= 4.5) return tried;
  }
  return target;
}

// The nearest shade of `color` that can be read as text on `ground`.
export function readableOn(color: Rgb, ground: Rgb): Rgb {
  const target = contrast(white, ground) > contrast(ink, ground) ? white : ink;
  return untilReadable(color, target, ground);
}

// A filled control in `color`: the fill, at most a little darker, and the text on it.
export function filled(color: Rgb): { fill: Rgb; on: Rgb } {
  if (contrast(ink, color) >= 4.5 && contrast(ink, color) > contrast(white, color)) return { fill: color, on: ink };
  return { fill: untilReadable(color, ink, white), on: white };
}
