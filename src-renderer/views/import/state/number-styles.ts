/** @file Compares number styles. */
import type { NumberStyle } from "#shared/data/dataset.ts";

export const sameStyle = (a: NumberStyle | null, b: NumberStyle | null): boolean =>
  a === b || (a !== null && b !== null && a.decimal === b.decimal && a.thousands === b.thousands && a.prefix === b.prefix && a.suffix === b.suffix);
