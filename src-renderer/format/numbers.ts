/**
 * @file Numbers as they are read: true minus, thin spaces in thousands, a dash for what is undefined.
 * Reads: numbers.
 */
import { bytesInWords } from "#shared/text/bytes.ts";
import type { EtaRange } from "#shared/wire/records.ts";
import { timeRangeInWords } from "#shared/words/time-range.ts";

const THIN = "\u2009";
/** Shown for an undefined value; always with a title that says why. */
export const UNDEFINED = "–";

/** Replaces hyphens by true minus signs in formatted numbers. */
function trueMinus(text: string): string {
  return text.replaceAll("-", "−");
}

/** @param digits after the point. @returns "0.812", "−0.031", "–" for null. */
export function formatValue(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return UNDEFINED;
  const text = value.toFixed(digits);
  return trueMinus(Number(text) === 0 ? text.replace("-", "") : text);
}

/** With a sign always: "+0.031", "−0.004", "±0.000" when it rounds to nothing. */
export function formatDelta(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return UNDEFINED;
  const text = formatValue(Math.abs(value), digits);
  if (Number(text) === 0) return `±${text}`;
  return `${value > 0 ? "+" : "−"}${text}`;
}

/** A p-value: three digits, never 0: "0.031", "< 0.001". */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : formatValue(p);
}

/** Whole numbers with thin spaces: "12 345". */
export function formatCount(value: number): string {
  return trueMinus(String(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** At most four significant digits, for axes and losses: "0.001", "1.2e−7", "12 000". */
export function formatShort(value: number | null): string {
  if (value === null || Number.isNaN(value)) return UNDEFINED;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 10_000) return formatCount(value);
  if (size !== 0 && size < 0.0005) return trueMinus(value.toExponential(1));
  return trueMinus(String(Number(value.toPrecision(4))));
}

/** How many times larger: "8.4", "176", "2 160". */
export function formatRatio(value: number): string {
  return value < 100 ? formatShort(Number(value.toFixed(1))) : formatCount(value);
}

/** A share in [0, 1] in per cent: "33.3", and as many digits as it takes for what is not nothing: "0.02". */
export function formatPercent(share: number): string {
  return share > 0 && share < 0.0005 ? formatShort(Number((100 * share).toPrecision(1))) : formatValue(100 * share, 1);
}

/** Time spans: "34 ms", "0.8 s", "12 s", "3 min 05 s", "2 h 07 min". */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return UNDEFINED;
  const seconds = ms / 1000;
  if (ms > 0 && ms < 100) return `${ms < 1 ? "<" : ""}${Math.max(1, Math.round(ms))}${THIN}ms`;
  if (seconds < 10) return `${seconds.toFixed(1)}${THIN}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${THIN}s`;
  const pad = (n: number): string => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}${THIN}min ${pad(whole % 60)}${THIN}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}${THIN}h ${pad(minutes % 60)}${THIN}min`;
  return `${Math.round(minutes / 1440)} days`;
}

/** @param range while little is known. */
export function formatTimeLeft(ms: number | null, range: EtaRange | undefined): string {
  return range ? timeRangeInWords(range, THIN) : formatDuration(ms);
}

/** "123 GB". */
export const formatBytes = (bytes: number): string => bytesInWords(bytes, THIN);

/** Date and minute, as this machine writes them. @param iso as stored. */
export function formatWhen(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
