/** @file Sizes of files in words. */

/** In powers of 1000: "812 kB", "1.4 GB". @param space between number and unit. */
export function bytesInWords(count: number, space = " "): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const scaled = count / 1000 ** power;
  return `${scaled >= 100 || power === 0 ? Math.round(scaled) : scaled.toFixed(1)}${space}${units[power]}`;
}
