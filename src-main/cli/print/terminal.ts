/** @file What the command line prints: tables, durations, progress. Writes: text to the streams it is given. */
import type { QueueStatus, SweepSummary } from "#shared/wire/records.ts";
import { timeRangeInWords } from "#shared/words/time-range.ts";
import { counted } from "#shared/text/lists.ts";

/** Signs, as far as one sign is one cell of a terminal. */
export function textWidth(text: string): number {
  return [...text].length;
}

/** Columns of text, right-aligned where every cell is a number. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => textWidth(row[i] ?? ""))));
  const numeric = header.map((_, i) => rows.every((row) => /^[-−\d.]*( ±.*)?$/.test(row[i] ?? "")));
  const pad = (text: string, i: number): string => {
    const space = " ".repeat(widths[i]! - textWidth(text));
    return numeric[i] ? space + text : text + space;
  };
  return all
    .map((row) =>
      row
        .map((cell, i) => pad(cell, i))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Plain lines are for logs: one per this time at most. */
const PLAIN_EVERY_MS = 5_000;
const BAR_CELLS = 28;

/** A bar that redraws itself on a terminal, plain lines elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #clock: () => number;
  #last = -Infinity;
  #drawn = false;

  constructor(out: NodeJS.WriteStream, clock: () => number) {
    this.#out = out;
    this.#clock = clock;
  }

  show(sweep: SweepSummary): void {
    const { counts } = sweep;
    const share = sweep.progress;
    const facts = [`${counts.complete}/${sweep.runCount} runs`, `${(share * 100).toFixed(0)} %`];
    if (counts.failed > 0) facts.push(`${counts.failed} failed`);
    if (sweep.etaMs !== null) facts.push(`ETA ${sweep.etaRangeMs ? timeRangeInWords(sweep.etaRangeMs) : duration(sweep.etaMs)}`);
    this.line(share, facts);
  }

  /** @param share of the whole, 0 to 1. */
  line(share: number, facts: readonly string[]): void {
    if (this.#out.isTTY) {
      const full = Math.round(share * BAR_CELLS);
      this.#out.write(`\r\x1b[2K${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} ${facts.join(" · ")}`);
      this.#drawn = true;
    } else if (this.#clock() - this.#last >= PLAIN_EVERY_MS) {
      this.#last = this.#clock();
      this.#out.write(`${facts.join(" · ")}\n`);
    }
  }

  /** Leaves the cursor on a fresh line. */
  end(): void {
    if (this.#drawn) this.#out.write("\n");
    this.#drawn = false;
  }
}

export { bytesInWords as bytes } from "#shared/text/bytes.ts";

/** Does any trainer work on it? One line for people who watch a log. */
export function engineLine(status: QueueStatus, sweepId: number): string | null {
  const busy = status.trainers.filter((t) => t.engine !== null && t.sweepId === sweepId);
  if (busy.length === 0) return null;
  // On a GPU one process works and the others have nothing to do.
  const working = status.trainers.filter((t) => t.sweepId === sweepId).length;
  return `${trainedOn(busy[0]!.engine!, busy[0]!.backend)}, ${counted(working, "trainer process", "trainer processes")}`;
}

export function trainedOn(engine: string, backend: string | null): string {
  return `Engine ${engine} on ${backend ?? "an unknown backend"}`;
}
