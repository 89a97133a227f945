/** @file What is said of the disk that a sweep will take. Reads: byte counts. Writes: nothing. */

/** "812 KB", "1.4 GB". */
export function bytesInWords(count: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}

/** @param free bytes; null: not known. @returns a warning where the sweep does not fit. */
export function diskWarnings(needed: number, free: number | null, folder: string): string[] {
  if (free === null || needed <= free) return [];
  return [
    `The sweep will take about ${bytesInWords(needed)} of disk, and ${folder} has ${bytesInWords(free)} free: training would pause when the disk is full. Free some space there, or train fewer runs or epochs.`,
  ];
}
