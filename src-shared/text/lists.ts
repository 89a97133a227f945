/** @file Lists and counts in the sentences of warnings. */

export { counted } from "#shared/text/counted.ts";

/** `“a”`, `“a” and “b”`, `“a”, “b”, “c” and 7 more`. @param shown at most so many are named. */
export function namesOf(names: readonly string[], shown = 5): string {
  return listed(
    names.map((name) => `“${name}”`),
    shown,
  );
}

/** As `namesOf`, for texts that are already complete. */
export function listed(texts: readonly string[], shown = 5): string {
  if (texts.length > shown) return `${texts.slice(0, shown).join(", ")} and ${texts.length - shown} more`;
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

/** The form of a verb or noun for so many things: `agree(1, "has", "have")` is `has`. */
export function agree(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
