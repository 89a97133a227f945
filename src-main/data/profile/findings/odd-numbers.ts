/**
 * @file Columns that are read as numbers although they may be something else: codes, long identifiers, numbers that mean “missing”.
 * Reads: what was gathered of a file.
 */
import type { DataFinding, FindingOf } from "#shared/data/findings.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import type { Seen } from "../watch/seen.ts";

/** A number that means “missing” comes again and again, and lies so many standard deviations beyond all others. */
const LEAST_ROWS = 3;
const LEAST_SHARE = 0.01;
const BEYOND = 5;
/** Of others, below which there is no spread to compare with. */
const LEAST_OTHERS = 10;

export function oddNumbers(seen: Seen): DataFinding[] {
  const { columns, oddities } = seen;
  const codes: FindingOf<"codes-as-numbers">["columns"] = [];
  const found: DataFinding[] = [];
  const sentinels = new Map<string, FindingOf<"sentinel">["columns"]>();
  columns.forEach((column, c) => {
    // Of row numbers, keys and parts another finding speaks.
    if (column.kind !== "numeric" || seen.indexes[c]) return;
    const { code, rounded } = oddities[c]!;
    if (rounded !== null) found.push({ id: "integers-rounded", column: column.name, text: rounded, value: String(BigInt(Number(rounded))) });
    else if (code !== null && seen.tallies[c]!.integers) codes.push({ name: column.name, text: code });
    const sentinel = sentinelOf(seen, c);
    if (sentinel) sentinels.set(sentinel.text, [...(sentinels.get(sentinel.text) ?? []), { name: column.name, count: sentinel.rows }]);
  });
  if (codes.length > 0) found.push({ id: "codes-as-numbers", columns: codes });
  for (const [value, some] of sentinels) found.push({ id: "sentinel", value, columns: some });
  return found;
}

/** The commonest stopgap of a column, if no other value is near it. */
function sentinelOf({ columns, tallies, sample, oddities, options }: Seen, c: number): { text: string; rows: number } | null {
  const tally = tallies[c]!;
  const read = numberReader(styleOf(options, columns[c]!.name));
  const [commonest] = [...oddities[c]!.stopgaps].sort((a, b) => b[1] - a[1]);
  if (!commonest) return null;
  const [text, rows] = commonest;
  const value = read(text);
  if (rows < Math.max(LEAST_ROWS, LEAST_SHARE * tally.values) || (value !== tally.min && value !== tally.max)) return null;
  const stopgaps = new Set([...oddities[c]!.stopgaps.keys()].map(read));
  const others = sample.flatMap(({ numbers }) => (Number.isNaN(numbers[c]!) || stopgaps.has(numbers[c]!) ? [] : [numbers[c]!]));
  if (others.length < LEAST_OTHERS) return null;
  const mean = others.reduce((sum, x) => sum + x / others.length, 0);
  const spread = Math.sqrt(others.reduce((sum, x) => sum + (x - mean) ** 2 / others.length, 0));
  const nearest = others.reduce((least, x) => Math.min(least, Math.abs(x - value)), Infinity);
  return spread > 0 && nearest > BEYOND * spread ? { text, rows } : null;
}
