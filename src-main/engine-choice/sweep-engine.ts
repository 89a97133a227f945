/**
 * @file The engine of a sweep: the one that it names, or under `auto` the one that its first runs trained on, whatever is measured later.
 * Reads: sweep, its runs, the setting of who chose another. Writes: that setting.
 */
import { ENGINE_NAMES, type EngineName } from "#shared/wire/engines.ts";
import { AppError } from "#shared/errors/errors.ts";
import type { ReadDb } from "../store/open.ts";
import { engineOfRuns } from "../store/run-rows.ts";
import { chosenEngine, type SweepRow } from "../store/sweep-rows.ts";

const named = (name: string | null): EngineName | null => ENGINE_NAMES.find((engine) => engine === name) ?? null;

/** @returns "auto" before its first run. */
export function engineOfSweep(db: ReadDb, { id, spec }: Pick<SweepRow, "id" | "spec">): EngineName | "auto" {
  return named(chosenEngine(db, id)) ?? (spec.engine === "auto" ? (named(engineOfRuns(db, id)) ?? "auto") : spec.engine);
}

/**
 * A sweep that began here on an engine that is gone is not trained on another without a word: figures of two engines differ in their last digits.
 * One that names its engine and never began is refused by the trainer, with the reason.
 * @returns what to tell; null when it can go on.
 */
export function goneEngine(db: ReadDb, sweep: Pick<SweepRow, "id" | "name" | "spec">, isThere: (engine: EngineName) => boolean): AppError | null {
  const engine = engineOfSweep(db, sweep);
  if (engine === "auto" || isThere(engine) || engineOfRuns(db, sweep.id) === null) return null;
  return new AppError("sweep/engine-gone", { id: sweep.id, name: sweep.name, engine });
}
