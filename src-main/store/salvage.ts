/**
 * @file Saves from a damaged database what can still be read, into a new one.
 * Reads: the damaged file, never written. Writes: the new database.
 *
 * Table by table in ranges of rows: where a range cannot be read it is halved, down to the single row that is lost. Views and indexes are made
 * anew by the migrations. A row whose parent was lost would refer to nothing and is left out too.
 */
import { setImmediate as turnOfOthers } from "node:timers/promises";
import type Database from "better-sqlite3";

const RANGE = 1024;

export interface SavedTable {
  readonly table: string;
  readonly saved: number;
  /** Places where rows could not be read or stored: rows of a table with row numbers, else a damaged stretch. A lower bound. */
  readonly lost: number;
}

/** Called between portions. @param rows saved of this table so far. */
export type SalvageListener = (table: string, rows: number) => void;

/** The page that waits for it is answered in between. */
const PORTION_MS = 20;

/** So many unreadable rows without a readable one among them: the end of the table lies before, and its last page is damaged. */
const FAR_ENOUGH = 64 * RANGE;

/** Where the end of a table is not known, every so many rows tell whether a range has any. */
const STRIDE = 16;

interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly byRowid: boolean;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tablesOf(db: Database.Database): TableShape[] {
  const rows = db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migration' ORDER BY rowid")
    .all() as { name: string; sql: string }[];
  return rows.map(({ name, sql }) => ({
    name,
    byRowid: !/WITHOUT\s+ROWID/i.test(sql),
    columns: (db.pragma(`table_info(${quoted(name)})`) as { name: string }[]).map((column) => column.name),
  }));
}

/**
 * @param from opened read-only. @param into empty, migrated to the newest schema; nobody else writes to it meanwhile.
 * @returns what was saved, in the order of the schema.
 */
export async function salvage(from: Database.Database, into: Database.Database, tell: SalvageListener = () => {}): Promise<SavedTable[]> {
  into.pragma("foreign_keys = OFF");
  const saved: SavedTable[] = [];
  for (const table of tablesOf(into)) {
    tell(table.name, 0);
    await turnOfOthers();
    saved.push({ table: table.name, ...(await copyTable(from, into, table, (rows) => tell(table.name, rows))) });
  }
  into.pragma("foreign_keys = ON");
  return saved.map((table) => ({ ...table, ...withoutOrphans(into, table) }));
}

async function copyTable(
  from: Database.Database,
  into: Database.Database,
  { name, columns, byRowid }: TableShape,
  tell: (rows: number) => void,
): Promise<{ saved: number; lost: number }> {
  let there: Set<string>;
  try {
    there = new Set((from.pragma(`table_info(${quoted(name)})`) as { name: string }[]).map((column) => column.name));
  } catch {
    return { saved: 0, lost: 0 };
  }
  const shared = columns.filter((column) => there.has(column));
  if (shared.length === 0) return { saved: 0, lost: 0 };
  const list = shared.map(quoted).join(", ");
  const insert = into.prepare(`INSERT OR IGNORE INTO ${quoted(name)} (${list}) VALUES (${shared.map(() => "?").join(", ")})`);
  let saved = 0;
  let lost = 0;
  const keep = (rows: unknown[][]): void => {
    for (const row of rows) {
      try {
        saved += insert.run(...row).changes;
      } catch {
        // A value that the schema refuses is damage as well.
        lost++;
      }
    }
  };
  let portionEnd = performance.now() + PORTION_MS;
  const breathe = async (): Promise<void> => {
    if (performance.now() < portionEnd) return;
    tell(saved);
    await turnOfOthers();
    portionEnd = performance.now() + PORTION_MS;
  };
  into.exec("BEGIN");
  try {
    if (byRowid) lost += await copyByRowid(from, name, list, keep, breathe);
    else lost += await copyInOrder(from, name, list, keep, breathe);
    into.exec("COMMIT");
  } catch (error) {
    into.exec("ROLLBACK");
    throw error;
  }
  return { saved, lost };
}

async function copyByRowid(
  from: Database.Database,
  name: string,
  list: string,
  keep: (rows: unknown[][]) => void,
  breathe: () => Promise<void>,
): Promise<number> {
  // Compiled once: behind damage there are a hundred thousand places to look at.
  const rows = from.prepare(`SELECT ${list} FROM ${quoted(name)} WHERE rowid BETWEEN ? AND ?`).raw();
  const read = (first: number, last: number): unknown[][] => rows.all(first, last) as unknown[][];
  const edge = (order: "ASC" | "DESC"): number | null => {
    try {
      return (from.prepare(`SELECT rowid AS id FROM ${quoted(name)} ORDER BY rowid ${order} LIMIT 1`).get() as { id: number } | undefined)?.id ?? null;
    } catch {
      return null;
    }
  };
  const first = edge("ASC") ?? 1;
  // Where the last page is damaged the end is not known.
  const last = edge("DESC");
  const unreadable: number[] = [];
  let lastRead = first - 1;
  const isEmpty = (a: number, b: number): boolean => {
    for (let id = a; id <= b; id += STRIDE) {
      try {
        if (read(id, id).length > 0) return false;
      } catch {
        // As its neighbours, most likely.
      }
    }
    return true;
  };
  const copy = async (a: number, b: number): Promise<void> => {
    await breathe();
    try {
      const rows = read(a, b);
      if (rows.length > 0) lastRead = b;
      keep(rows);
    } catch {
      // Behind the last row every place fails, each as slowly as a row that is lost.
      if (last === null && a > lastRead + RANGE && b - a + 1 === RANGE && isEmpty(a, b)) return void unreadable.push(a);
      if (a === b) return void unreadable.push(a);
      const middle = Math.floor((a + b) / 2);
      await copy(a, middle);
      await copy(middle + 1, b);
    }
  };
  for (let a = first; a <= (last ?? lastRead + FAR_ENOUGH); a += RANGE) await copy(a, Math.min(last ?? Infinity, a + RANGE - 1));
  // Behind the last row that was read there may have been none: one is known to be lost, the page would not be damaged otherwise.
  const between = unreadable.filter((row) => row <= (last ?? lastRead)).length;
  return between + (last === null && unreadable.length > between ? 1 : 0);
}

/** Without row numbers there is nothing to go on from behind the damage: from the front up to it, then from the back. */
async function copyInOrder(
  from: Database.Database,
  name: string,
  list: string,
  keep: (rows: unknown[][]) => void,
  breathe: () => Promise<void>,
): Promise<number> {
  const key = (from.pragma(`table_info(${quoted(name)})`) as { name: string; pk: number }[]).filter((c) => c.pk > 0).sort((a, b) => a.pk - b.pk);
  for (const order of ["ASC", "DESC"]) {
    try {
      const by = key.map((column) => `${quoted(column.name)} ${order}`).join(", ");
      for (const row of from
        .prepare(`SELECT ${list} FROM ${quoted(name)} ORDER BY ${by}`)
        .raw()
        .iterate() as IterableIterator<unknown[]>) {
        keep([row]);
        await breathe();
      }
      return 0;
    } catch {
      // The other end may still be readable; rows that come twice are ignored.
    }
  }
  return 1;
}

interface ForeignKey {
  readonly id: number;
  readonly table: string;
  readonly from: string;
  /** null: the parent's primary key. */
  readonly to: string | null;
}

/** What refers to a row that goes here goes with it (ON DELETE CASCADE), so one pass is enough. */
function withoutOrphans(into: Database.Database, { table, saved, lost }: SavedTable): { saved: number; lost: number } {
  let removed = 0;
  for (const { table: parent, from, to } of into.pragma(`foreign_key_list(${quoted(table)})`) as ForeignKey[]) {
    const known = `SELECT ${to === null ? "rowid" : quoted(to)} FROM ${quoted(parent)}`;
    removed += into.prepare(`DELETE FROM ${quoted(table)} WHERE ${quoted(from)} IS NOT NULL AND ${quoted(from)} NOT IN (${known})`).run().changes;
  }
  return { saved: saved - removed, lost: lost + removed };
}
