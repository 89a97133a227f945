/** @file Data read back from a sentence that an earlier version stored. Reads: the sentence. */

/**
 * A pattern from the sentence itself: {name} stands for any text, {name#} for a number, [..] for what may be absent.
 * @returns name to text or number; null when the sentence is another one.
 */
export function reading(template: string): (text: string) => Record<string, string | number> | null {
  const names: string[] = [];
  const source = template
    .split(/(\{\w+#?\})/)
    .map((part) => {
      const hole = /^\{(\w+)(#?)\}$/.exec(part);
      if (!hole)
        return part
          .replaceAll(/[.*+?^${}()|\\/]/g, String.raw`\$&`)
          .replaceAll("[", "(?:")
          .replaceAll("]", ")?");
      names.push(hole[1]!);
      return hole[2] === "#" ? String.raw`(-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?)` : "([^]+?)";
    })
    .join("");
  const pattern = new RegExp(`^${source}$`);
  const numeric = new Set([...template.matchAll(/\{(\w+)#\}/g)].map(([, name]) => name!));
  return (text) => {
    const found = pattern.exec(text);
    if (!found) return null;
    const held = names.flatMap((name, i) => {
      const value = found[i + 1];
      return value === undefined ? [] : [[name, numeric.has(name) ? Number(value.replaceAll(",", "")) : value] as const];
    });
    return Object.fromEntries(held);
  };
}
