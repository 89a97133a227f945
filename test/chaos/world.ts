/**
 * @file A data folder of an earlier version, and one command that brings it up to date, imports a table and trains a sweep: the place where harm is done.
 * Reads: the sources, test/fixtures/earlier. Writes: a temporary folder. Starts the real command line.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { checkDatabase } from "../../src-main/store/care.ts";
import { listBackups } from "../../src-main/store/backup.ts";
import { problemsOf } from "../../src-main/store/health.ts";
import { fillEarlier } from "../fixtures/earlier-folder.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import type { Moment } from "./moments.ts";
import { type SmallDisk, smallDisk } from "./small-disk.ts";

const NAME = "chaos";
/** Tables that hold what a run gave; none of them holds a time. */
const RESULTS = ["epoch_metric", "epoch_anatomy", "confusion", "score", "run_measure", "run_variant", "run_flag"];

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  /** What the program was about to do when it was harmed; null: the moment never came. */
  readonly harmedAt: string | null;
}

export interface RunState {
  readonly id: number;
  readonly state: string;
  readonly epoch: number;
  readonly attempts: number;
  readonly error: string | null;
  /** Digest of all results. */
  readonly results: string;
  /** Of a complete run: when it ended and how long it trained, which no second training would repeat. */
  readonly ended: string | null;
}

export class World {
  readonly folder = mkdtempSync(join(tmpdir(), "focaldesk-chaos-"));
  readonly data = join(this.folder, "data");
  readonly #spec = join(this.folder, "chaos.sweep.json");

  /** Under the data folder, where it was asked for. */
  readonly disk: SmallDisk | null;

  /** @param epochs of each of the 8 runs. @param diskKib the data folder lies on a disk of this size. */
  constructor(epochs = 150, diskKib?: number) {
    mkdirSync(this.data);
    this.disk = diskKib === undefined ? null : smallDisk(this.data, diskKib);
    fillEarlier(this.data);
    // Another table than the one that the earlier version has under this name.
    writeSmallTable(this.folder, 300);
    writeFileSync(this.#spec, JSON.stringify(smallSweep({ name: NAME, engine: "wasm", training: { epochs, batchSize: 16 } })));
  }

  remove(): void {
    this.disk?.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Begins or goes on, as a user does: the same command again. Resolves when the program has ended. */
  run(harm?: Moment): Promise<Ended> {
    const log = join(this.folder, "harm.log");
    rmSync(log, { force: true });
    const args = ["--import", join(import.meta.dirname, "hooks.mjs"), "src-main/cli.ts", "run", this.#spec, "--data-dir", this.data, "--trainers", "2"];
    const env = {
      ...process.env,
      FOCALDESK_ENGINES: join(tmpdir(), "focaldesk-no-engines"),
      ...(harm ? { FOCALDESK_CHAOS: JSON.stringify({ ...harm, log }) } : {}),
    };
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    return new Promise((resolve) =>
      child.on("close", (code, signal) => resolve({ code, signal, said, harmedAt: existsSync(log) ? readFileSync(log, "utf8").trim() : null })),
    );
  }

  /** What is wrong with the database and its copies, in sentences; empty: nothing. */
  problems(): string[] {
    const found = checkDatabase(this.data).map((problem) => `database: ${problem}`);
    for (const { path } of listBackups(this.data)) {
      const db = new Database(path, { readonly: true });
      found.push(...problemsOf(db, true).map((problem) => `${path}: ${problem}`));
      db.close();
    }
    return found;
  }

  /** Runs of the sweep, in the order of their configurations and seeds; none before it is there. */
  runs(): RunState[] {
    const db = new Database(join(this.data, "focaldesk.db"), { readonly: true });
    try {
      const rows = db
        .prepare(
          `SELECT r.id, r.state, r.epoch, r.attempts, r.error_text AS error, r.best_epoch AS best, r.finished_at || '/' || r.train_ms AS ended
           FROM run r JOIN sweep s ON s.id = r.sweep_id WHERE s.name = ? ORDER BY r.config_id, r.seed`,
        )
        .all(NAME) as (RunState & { best: number | null })[];
      return rows.map(({ best, ...run }) => ({ ...run, results: digestOf(db, run.id, best), ended: run.state === "complete" ? run.ended : null }));
    } finally {
      db.close();
    }
  }
}

function digestOf(db: Database.Database, runId: number, best: number | null): string {
  const hash = createHash("sha256").update(String(best));
  for (const table of RESULTS) {
    const rows = db.prepare(`SELECT * FROM ${table} WHERE run_id = ?`).all(runId) as Record<string, unknown>[];
    const lines = rows.map(({ run_id: _, ...row }) =>
      JSON.stringify(Object.values(row).map((value) => (Buffer.isBuffer(value) ? createHash("sha256").update(value).digest("hex") : value))),
    );
    hash.update(`${table}\n${lines.sort().join("\n")}\n`);
  }
  return hash.digest("hex");
}
