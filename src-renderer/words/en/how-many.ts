/** @file A number with its noun, as the window writes numbers. */
import { formatCount } from "../../format/numbers.ts";

/** `1 row`, `12 000 rows`. */
export function howMany(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
