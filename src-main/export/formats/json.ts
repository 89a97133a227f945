/** @file JSON: the rows as objects, and beside them why values are missing and the tests in full: row i has reasons[i]. */
import type { Cell } from "../cell.ts";
import type { ExportFormat } from "../format.ts";
import type { Items, ResultTable } from "../result-table.ts";
import { textBytes } from "../text-bytes.ts";

/** Spelled as JSON.stringify does it. */
function* spell({ title, columns, rows, reasons, statistics }: ResultTable): Generator<string> {
  let isSayable = true;
  const objectOf = (row: readonly Cell[]): object => {
    if (row.some(isUnsayable)) isSayable = false;
    // Own keys whatever their names are: `__proto__` is the name of a column like any other.
    return Object.fromEntries(columns.map((name, i) => [name, row[i]]));
  };
  yield JSON.stringify({ formatVersion: 1, title, rowCount: rows.length, columns }, null, 2).slice(0, -"\n}".length);
  yield* list("rows", rows, objectOf);
  const whole = isSayable ? reasons : withUnsayable(columns, rows, reasons);
  if (whole) yield* list("reasons", whole, (reason) => reason);
  if (statistics) yield `,\n  "statistics": ${indented(JSON.stringify(statistics, null, 2), 2)}`;
  yield "\n}\n";
}

const isUnsayable = (cell: Cell): boolean => typeof cell === "number" && !Number.isFinite(cell);

/** JSON has no word for what is not finite and leaves null there: what it was is the reason. */
function withUnsayable(columns: readonly string[], rows: ResultTable["rows"], reasons: ResultTable["reasons"]): Items<object> {
  return {
    length: rows.length,
    *[Symbol.iterator]() {
      const given = reasons?.[Symbol.iterator]();
      for (const row of rows) {
        const unsayable = columns.flatMap((name, i) => (isUnsayable(row[i]!) ? [[name, String(row[i])] as const] : []));
        const reason = given?.next();
        yield Object.fromEntries([...Object.entries(reason?.done === false ? reason.value : {}), ...unsayable]);
      }
    },
  };
}

function* list<T>(name: string, items: Items<T>, spelled: (item: T) => object): Generator<string> {
  yield `,\n  ${JSON.stringify(name)}: [`;
  let between = "\n    ";
  for (const item of items) {
    yield between + indented(JSON.stringify(spelled(item), null, 2), 4);
    between = ",\n    ";
  }
  yield items.length > 0 ? "\n  ]" : "]";
}

/** Inside a string JSON spells line breaks with a backslash, so each that is there ends a line. */
const indented = (text: string, spaces: number): string => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);

export const json: ExportFormat<"json"> = { rows: textBytes(spell) };
