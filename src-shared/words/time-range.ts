/** @file A span of time that is not known well, in words. Reads: milliseconds. */

const UNITS = [
  { name: "s", ms: 1_000, until: 60_000 },
  { name: "min", ms: 60_000, until: 3_600_000 },
  { name: "h", ms: 3_600_000, until: 48 * 3_600_000 },
  { name: "days", ms: 86_400_000, until: Infinity },
] as const;

/** No more digits than such a number has: 1, 1.5, 9, 10, 15, 55. */
function stepOf(value: number, unit: (typeof UNITS)[number]["name"]): number {
  if (value >= 10) return 5;
  return unit === "s" ? 1 : 0.5;
}

/** "5 to 9 s", "1.5 to 4 min", "up to 2 h". @param space between number and unit. */
export function timeRangeInWords({ low, high }: { readonly low: number; readonly high: number }, space = " "): string {
  const unit = UNITS.find(({ until }) => high <= until)!;
  const step = stepOf(high / unit.ms, unit.name);
  const from = Math.floor(low / unit.ms / step) * step;
  const to = Math.max(step, Math.ceil(high / unit.ms / step) * step);
  return from <= 0 ? `up to ${to}${space}${unit.name}` : `${from} to ${to}${space}${unit.name}`;
}
