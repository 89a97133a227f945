/**
 * @file Lines of one kind that were met: how many, and the numbers of the first few.
 * Reads: line numbers.
 */
import type { DataFinding, FindingOf } from "#shared/data/findings.ts";

const MOST_NAMED = 20;

export class LineNotes {
  count = 0;
  readonly lines: number[] = [];

  add(line: number): void {
    this.count++;
    if (this.lines.length < MOST_NAMED) this.lines.push(line);
  }

  /** @returns none when no line was met. */
  finding(why: FindingOf<"lines-skipped">["why"]): DataFinding[] {
    return this.count > 0 ? [{ id: "lines-skipped", why, count: this.count, lines: this.lines }] : [];
  }
}
