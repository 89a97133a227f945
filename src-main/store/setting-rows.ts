/** @file SQL of settings: name and JSON value. Reads and writes: table setting. */
import type { z } from "zod";
import type { ReadDb, WriteDb } from "./open.ts";

/** @returns the stored value, or the fallback when it is absent or no longer fits the schema. */
export function readSetting<T extends z.ZodType>(db: ReadDb, name: string, schema: T, fallback: z.output<T>): z.output<T> {
  const row = db.prepare("SELECT value FROM setting WHERE name = ?").get(name) as { value: string } | undefined;
  const parsed = row ? schema.safeParse(JSON.parse(row.value)) : undefined;
  return parsed?.success ? parsed.data : fallback;
}

export function writeSetting(db: WriteDb, name: string, value: unknown): void {
  db.prepare("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(name, JSON.stringify(value));
}
