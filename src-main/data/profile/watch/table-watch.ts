/**
 * @file Follows a table for what its columns give away: row numbers, groups, copies, parts, and a sample for the rest.
 * Reads: rows of a table.
 */
import type { ClassCount, Column, ImportOptions } from "#shared/data/dataset.ts";
import type { ColumnTally } from "../../cells/column-tally.ts";
import type { RowRule } from "../../cells/kept-rows.ts";
import { numberReader, styleOf } from "#shared/data/reading/number-style.ts";
import { GroupIndex, groupColumn } from "../../split/group-rows.ts";
import type { GroupTally, Seen } from "./seen.ts";
import { ClassSample } from "./class-sample.ts";
import { GroupWatch } from "./group-watch.ts";
import { NumberOddities } from "./number-oddities.ts";
import { PartColumns } from "./part-columns.ts";
import { CellHashes, DuplicateCounter, EqualColumns } from "./row-hash.ts";
import { type RowIndexWatch, watchRowIndexes } from "./row-index.ts";

/** Values followed over all columns, and of one. */
const FOLLOWED_VALUES = 500_000;
const FOLLOWED_OF_COLUMN = 4_096;

type Watched = Pick<
  Seen,
  "indexes" | "oddities" | "groupWatches" | "sample" | "rowsOfLabel" | "duplicates" | "duplicatesEstimated" | "equal" | "partColumns" | "groups"
>;

export class TableWatch {
  readonly #rule: RowRule;
  readonly #hashes: CellHashes;
  readonly #duplicates = new DuplicateCounter();
  readonly #equal: EqualColumns;
  readonly #indexes: RowIndexWatch[];
  readonly #oddities: NumberOddities[];
  readonly #groups: GroupWatch[];
  readonly #sample: ClassSample;
  readonly #parts: PartColumns;
  readonly #labels = new Map<string, number>();
  readonly #groupAt: number;
  readonly #groupName: string | undefined;
  readonly #groupIndex = new GroupIndex();
  readonly #groupsOfClass = new Map<string, Set<number>>();
  #rowsWithoutGroup = 0;

  constructor(rule: RowRule, options: ImportOptions) {
    const { names, featureIndexes, labelIndex } = rule;
    this.#rule = rule;
    this.#hashes = new CellHashes([...featureIndexes, labelIndex]);
    this.#equal = new EqualColumns(featureIndexes.length);
    this.#indexes = watchRowIndexes(featureIndexes.map((i) => ({ name: names[i]!, position: i, unnamed: options.header && names[i] === `c${i + 1}` })));
    this.#oddities = featureIndexes.map(() => new NumberOddities());
    const most = Math.max(32, Math.min(FOLLOWED_OF_COLUMN, Math.floor(FOLLOWED_VALUES / featureIndexes.length)));
    this.#groups = featureIndexes.map(() => new GroupWatch(most));
    this.#sample = new ClassSample(
      featureIndexes,
      featureIndexes.map((i) => numberReader(styleOf(options, names[i]!))),
    );
    this.#parts = new PartColumns(names, labelIndex);
    this.#groupAt = groupColumn(names, rule.fileName, options);
    this.#groupName = options.group;
  }

  /** Every row of the file: rows that are left out have a number too. */
  seeAny(cells: readonly string[]): void {
    for (let c = 0; c < this.#indexes.length; c++) this.#indexes[c]!.see(cells[this.#rule.featureIndexes[c]!]!);
  }

  /** @param className after merging. @param tallies that have seen this row. */
  seeKept(cells: readonly string[], className: string, tallies: readonly ColumnTally[]): void {
    this.#hashes.see(cells);
    this.#duplicates.see(this.#hashes);
    this.#equal.see(this.#hashes);
    this.#parts.see(cells);
    let label = this.#labels.get(className);
    if (label === undefined) this.#labels.set(className, (label = this.#labels.size));
    for (let c = 0; c < this.#groups.length; c++) {
      if (tallies[c]!.numeric) this.#oddities[c]!.see(cells[this.#rule.featureIndexes[c]!]!);
      const watch = this.#groups[c]!;
      if (!watch.alive) continue;
      // A column with fractions is measured.
      if (tallies[c]!.numeric && !tallies[c]!.integers) watch.alive = false;
      else if (cells[this.#rule.featureIndexes[c]!] !== "") watch.see(this.#hashes.a[c]!, label);
    }
    this.#sample.see(cells, this.#hashes, label);
    if (this.#groupAt >= 0) this.#seeGroup(cells[this.#groupAt]!, className);
  }

  #seeGroup(cell: string, className: string): void {
    if (cell === "") this.#rowsWithoutGroup++;
    const group = this.#groupIndex.of(cell);
    let groups = this.#groupsOfClass.get(className);
    if (!groups) this.#groupsOfClass.set(className, (groups = new Set()));
    if (groups.size < 3) groups.add(group);
  }

  seen(classes: readonly ClassCount[], columns: readonly Column[]): Watched {
    const counts = new Map(classes.map(({ name, count }) => [name, count]));
    return {
      indexes: this.#indexes.map((watch, c) => (columns[c]!.constant ? null : watch.order())),
      oddities: this.#oddities,
      groupWatches: this.#groups,
      sample: this.#sample.rows(),
      rowsOfLabel: [...this.#labels.keys()].map((name) => counts.get(name)!),
      duplicates: this.#duplicates.duplicates,
      duplicatesEstimated: this.#duplicates.estimated,
      equal: this.#equal.pairs(),
      partColumns: this.#parts.names(),
      groups: this.#groupTally(classes),
    };
  }

  #groupTally(classes: readonly ClassCount[]): GroupTally | null {
    if (this.#groupName === undefined) return null;
    const ofClass = new Map(classes.map(({ name }) => [name, this.#groupsOfClass.get(name)!.size]));
    return { column: this.#groupName, groups: this.#groupIndex.count, rowsWithout: this.#rowsWithoutGroup, ofClass };
  }
}
