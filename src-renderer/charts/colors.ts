/**
 * @file Colours of categories and scales: one set per theme, chosen by the order of a config in its sweep, so a config looks the same everywhere.
 *
 * Hues start from Okabe-Ito, moved until every colour has a contrast of at least 2.9 to its surface (lines need 3 by WCAG 1.4.11)
 * and every pair stays apart under simulated protanopia, deuteranopia and tritanopia (Machado 2009). Dashes are the second channel.
 */
import { interpolateCividis, interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";

export type Shade = "light" | "dark";

const CATEGORIES: Readonly<Record<Shade, readonly string[]>> = {
  light: ["#0072b2", "#d55e00", "#00916a", "#cf6fa8", "#4a5500", "#2a1e78", "#8a1538", "#9333ea"],
  dark: ["#56b4e9", "#e69f00", "#2fbf8f", "#d96bb8", "#f0e442", "#9285ff", "#ff7a5c", "#e9ebf0"],
};
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

export interface Mark {
  readonly color: string;
  /** Canvas dash pattern in CSS pixels; empty: solid. */
  readonly dash: readonly number[];
}

/** Colours and marks that are apart. */
export const COLORS = 8;
const MARKS = COLORS * DASHES.length;

/** Colour and dash of the n-th category; 32 distinct marks, then they repeat. */
export function markOf(index: number, shade: Shade): Mark {
  const colors = CATEGORIES[shade];
  return { color: colors[index % colors.length]!, dash: DASHES[Math.floor(index / colors.length) % DASHES.length]! };
}

/**
 * Marks of categories that are seen together: no colour twice while there are colours, then no mark twice while there are marks.
 * @param wanted place of each category, which decides its mark alone; earlier ones keep theirs.
 * @returns the places to take the marks of, in the given order.
 */
export function marksApart(wanted: readonly number[]): number[] {
  const uses = new Array<number>(COLORS).fill(0);
  const taken = new Set<number>();
  return wanted.map((place) => {
    const own = place % MARKS;
    const fewest = Math.min(...uses);
    const free = (mark: number): boolean => uses[mark % COLORS] === fewest && (!taken.has(mark) || taken.size >= MARKS);
    // The own mark, else the next colour with the own dash, else any other dash of a colour that is used least.
    const candidates = Array.from({ length: MARKS }, (_, i) => {
      const [turn, step] = [Math.floor(i / COLORS), i % COLORS];
      return ((Math.floor(own / COLORS) + turn) % DASHES.length) * COLORS + ((own + step) % COLORS);
    });
    const mark = candidates.find(free) ?? own;
    uses[mark % COLORS]!++;
    taken.add(mark);
    return mark;
  });
}

/** Maps [0, 1] to a colour. */
export type Ramp = (t: number) => string;
export const RAMPS = { viridis: interpolateViridis, cividis: interpolateCividis } as const satisfies Record<string, Ramp>;
export type RampName = keyof typeof RAMPS;

/** Diverging: 0.5 neutral and close to the surface of its theme, below red (worse), above blue (better): apart for every kind of colour vision. */
export const DIVERGING: Readonly<Record<Shade, Ramp>> = {
  light: (t) => interpolateRdBu(0.06 + 0.88 * t),
  dark: (t) => (t < 0.5 ? mix("#ff9478", "#2a2f39", 2 * t) : mix("#2a2f39", "#74baff", 2 * t - 1)),
};

/** "rgb(…)", "#rrggbb" or "#rgb" (a minifier shortens what the style sheet says) to channels in [0, 255]. */
export function channels(color: string): [number, number, number] {
  if (color.length === 4) return [1, 2, 3].map((i) => 17 * Number.parseInt(color[i]!, 16)) as [number, number, number];
  if (color.startsWith("#")) return [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16)) as [number, number, number];
  return color
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number) as [number, number, number];
}

/** Relative luminance in [0, 1]. Source: WCAG 2.2. */
export function luminance(color: string): number {
  const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The text colour, black or white, that reads better on a cell; at least 4.58 on any colour (a near-black would fall to 4.4). */
export function textOn(cell: string): string {
  return contrast(cell, "#ffffff") >= contrast(cell, "#000000") ? "#ffffff" : "#000000";
}

/** Linear mix in sRGB: t 0 is a, 1 is b. */
export function mix(a: string, b: string, t: number): string {
  const [from, to] = [channels(a), channels(b)];
  return `rgb(${from.map((v, i) => Math.round(v + (to[i]! - v) * t)).join(", ")})`;
}

/** Position of a value on the ramp, in [0, 1]; the middle when the domain is one point. */
export function rampPlace(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
}
