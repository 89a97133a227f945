/**
 * @file Tells whether a column numbers the rows: 1 to n in any order, or an index of the program that wrote the file.
 * Reads: cells of one column, of every row of the file.
 */

/** Names that programs and people give to a column of row numbers; readr writes ...1, pandas Unnamed: 0. Not “number” or “no”, which may be of anything. */
const INDEX_NAME =
  /^(?:index|idx|id|row|rows?[ _.-]?(?:id|no|nr|num|number|index|names?)?|#|unnamed: ?\d+|\.\.\.\d+|record[ _.-]?(?:id|no|number)?|serial[ _.-]?(?:no|number)?)$/i;
/** Distinct numbers remembered under such a name, and in all; more rows than that are taken to go on as they began. */
const MOST_REMEMBERED = 200_000;
const MOST_OF_ALL = 4_000_000;
const LEAST_ROWS = 20;
/** Share of the rows that count on from the row before. */
const COUNTING = 0.9;
const CHECKED_EVERY = 1024;

/** A number that stands for an integer: sums of it tell whether two lists hold the same integers, in whatever order. */
function scattered(value: number): number {
  let h = Math.imul(value | 0, 0x9e3779b1) ^ Math.imul(Math.floor(value / 0x1_0000_0000) | 0, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** R writes X for row names, and those stand first; elsewhere, and in lower case, x is a feature. @param unnamed the header has no name for it. */
function isIndexName(name: string, position: number, unnamed: boolean): boolean {
  return unnamed || (name === "X" && position === 0) || INDEX_NAME.test(name);
}

/** A watch for each column. */
export function watchRowIndexes(columns: readonly { readonly name: string; readonly position: number; readonly unnamed: boolean }[]): RowIndexWatch[] {
  const named = columns.map(({ name, position, unnamed }) => isIndexName(name, position, unnamed));
  const most = Math.min(MOST_REMEMBERED, Math.floor(MOST_OF_ALL / Math.max(1, named.filter(Boolean).length)));
  return named.map((isNamed) => new RowIndexWatch(isNamed, most));
}

export class RowIndexWatch {
  #alive = true;
  #rows = 0;
  #prefix = "";
  #min = Infinity;
  #max = -Infinity;
  #last = NaN;
  /** Rows whose number is that of the row before and one more. */
  #steps = 0;
  #rising = true;
  #falling = true;
  #sum = 0;
  readonly #named: boolean;
  readonly #most: number;
  /** The numbers so far, as long as none came twice and there are not too many. */
  #distinct: Set<number> | null;
  #repeats = false;

  /** @param named as columns of row numbers are. @param most numbers that are remembered. */
  constructor(named: boolean, most: number) {
    this.#named = named;
    this.#most = most;
    this.#distinct = named ? new Set() : null;
  }

  /** Digits with the same letters before them in every row: 17, P017. */
  see(cell: string): void {
    if (!this.#alive) return;
    let start = 0;
    if (this.#rows === 0) {
      while (start < cell.length && !isDigit(cell.charCodeAt(start))) start++;
      this.#prefix = cell.slice(0, start);
      if (this.#prefix === "-" || this.#prefix.endsWith(".")) return this.#end();
    } else if (cell.startsWith(this.#prefix)) start = this.#prefix.length;
    else return this.#end();
    if (start === cell.length || cell.length - start > 15) return this.#end();
    let value = 0;
    for (let i = start; i < cell.length; i++) {
      const code = cell.charCodeAt(i);
      if (!isDigit(code)) return cell.endsWith(".0") && i === cell.length - 2 ? this.#take(value) : this.#end();
      value = value * 10 + code - 48;
    }
    this.#take(value);
  }

  #take(value: number): void {
    this.#rows++;
    if (value === this.#last + 1) this.#steps++;
    this.#rising &&= !(value <= this.#last);
    this.#falling &&= !(value >= this.#last);
    this.#last = value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#sum = (this.#sum + scattered(value)) % 2 ** 48;
    if (this.#distinct) this.#remember(this.#distinct, value);
    // Fewer integers than rows between the ends: some come twice.
    if (!this.#named && this.#rows % CHECKED_EVERY === 0 && this.#max - this.#min + 1 < this.#rows) this.#end();
  }

  #remember(distinct: Set<number>, value: number): void {
    if (this.#rows > this.#most) this.#distinct = null;
    else if (distinct.has(value)) {
      this.#repeats = true;
      this.#distinct = null;
    } else distinct.add(value);
  }

  #end(): void {
    this.#alive = false;
    this.#distinct = null;
  }

  /** @returns null where it does not number the rows, or where they are so few that it may be chance. */
  order(): "sorted" | "shuffled" | null {
    if (!this.#alive || this.#rows < LEAST_ROWS) return null;
    const order = this.#rising || this.#falling ? "sorted" : "shuffled";
    if (this.#named && !this.#repeats) return order;
    // Files that were joined begin again.
    if (this.#named && this.#steps >= COUNTING * this.#rows) return "sorted";
    if (this.#max - this.#min + 1 !== this.#rows) return null;
    let sum = 0;
    for (let value = this.#min; value <= this.#max; value++) sum = (sum + scattered(value)) % 2 ** 48;
    return sum === this.#sum ? order : null;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
