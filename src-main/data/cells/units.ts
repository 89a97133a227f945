/**
 * @file Takes a cell apart into sign, unit, digits: what stands around a number that somebody wrote for people.
 * Reads: cells.
 */
import { plainCharacters } from "#shared/data/reading/plain-characters.ts";

export interface NumberParts {
  readonly prefix: string;
  /** With its separators, without a sign. */
  readonly digits: string;
  readonly suffix: string;
  /** The whole number stands in parentheses. */
  readonly inParentheses: boolean;
}

const CURRENCY =
  "(?:[A-Za-z]{0,3}\\p{Sc}|USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|KRW|TRY|RUB|Rs\\.?|Rp\\.?|kr\\.?|Fr\\.?)";
/** A unit begins with a letter or a sign of its own and may hold digits later (“m2”); no list, time, date or range begins so. */
const SUFFIX = '(?:[\\p{L}%‰°"″′\\p{Sc}][^,;:()]{0,19})';
const DIGITS = "(?:\\d(?:[\\d.,' ]*\\d)?[.,]?|[.,]\\d+)(?:[eE][+-]?\\d+)?";
const PARTS = new RegExp(`^(\\()?[+-]?\\s*(${CURRENCY})?\\s*[+-]?\\s*(${DIGITS})\\s*(${SUFFIX}?)\\s*-?(\\))?$`, "u");

/** @returns null for a cell that is no number with or without a unit. Before a number only a currency counts: “P15” is a name. */
export function numberParts(cell: string): NumberParts | null {
  if (cell.length > 60) return null;
  const found = PARTS.exec(plainCharacters(cell));
  if (!found || (found[1] === undefined) !== (found[5] === undefined)) return null;
  return { prefix: found[2] ?? "", digits: found[3]!, suffix: found[4]!.trim(), inParentheses: found[1] !== undefined };
}

const KNOWN = new Set(
  (
    "% ‰ ° °c °f ℃ ℉ s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days wk week weeks mo mos month months y yr yrs year years ms us µs μs ns " +
    'mm cm dm m km in inch inches ft foot feet yd yard yards mi mile miles nm µm μm um " ′ ″ mg g kg lb lbs oz ug µg μg ng st stone ' +
    "ml cl dl µl μl gal m2 m3 m² m³ cm2 cm² km2 km² ha acre acres sqft kb mb gb tb kib mib gib bit bits byte bytes kbps mbps gbps " +
    "hz khz mhz ghz mv kv ma kw mw kwh wh j kj cal kcal pa hpa kpa mpa bar mbar psi mmhg bpm rpm mph kmh km/h m/s kt mg/dl g/dl mmol/l g/l mg/l µg/l ppm ppb pct percent " +
    "k b t bn mn mio mrd million billion thousand"
  ).split(" "),
);

/** True for units that are measures beyond doubt, as opposed to letters that happen to follow a digit (“2nd”, “4wd”). */
export function isKnownUnit(prefix: string, suffix: string): boolean {
  if (prefix !== "" && suffix === "") return true;
  return KNOWN.has(suffix.toLowerCase()) || /^[A-Za-z]{0,3}\p{Sc}$|^(?:USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|kr|zł|Kč)\.?$/u.test(suffix);
}
