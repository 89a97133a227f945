/** @file What migration 0007 calls: sentences of earlier versions as data. Reads: what those versions stored. Writes: functions of a connection. */
import type Database from "better-sqlite3";
import { fitNoteFromWords, fitReasonFromWords, metricReasonFromWords } from "#shared/earlier/reasons.ts";
import { errorFromWords } from "#shared/earlier/run-errors.ts";
import { flagDataFromRow } from "#shared/earlier/run-flags.ts";

/** Runs say the same of the same class: each sentence is read once. */
function once(read: (text: string) => object): (text: string) => object {
  const known = new Map<string, object>();
  return (text) => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
}

/** @throws Error from the database's functions for what is no JSON. */
export function defineReaders(db: Database.Database): void {
  const [metric, fit, note] = [metricReasonFromWords, fitReasonFromWords, fitNoteFromWords].map(once);
  const json = JSON.stringify;
  db.function("flag_data", { deterministic: true }, flagDataFromRow);
  db.function("error_code_of", { deterministic: true }, (code: string, text: string | null) => errorFromWords(code, text ?? "")?.code ?? code);
  db.function("error_data_of", { deterministic: true }, (code: string, text: string | null) => {
    const told = errorFromWords(code, text ?? "");
    return told && json(told.data);
  });
  db.function("reasons_of", { deterministic: true }, (stored: string) =>
    json(Object.fromEntries(Object.entries(JSON.parse(stored) as Record<string, string>).map(([name, text]) => [name, metric!(text)]))),
  );
  db.function("notes_of", { deterministic: true }, (stored: string) => json((JSON.parse(stored) as string[]).map((text) => note!(text))));
  db.function("reason_of", { deterministic: true }, (text: string) => json(fit!(text)));
}
