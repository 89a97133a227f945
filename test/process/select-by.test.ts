/** @file The best epoch of a run is the one that its sweep asks for: worked out again from the stored counts and scores, by formulas of this file. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { App } from "#main/app/app.ts";
import { bytesOf } from "#shared/export/made.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { parseSweepSpec, type SweepSpecInput } from "#shared/sweep/spec.ts";
import { nextEvent, openApp } from "../fixtures/open-app.ts";
import { faults, runsOf } from "../fixtures/queue-runs.ts";
import { smallSweep } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { errorInWords } from "../fixtures/in-words.ts";

const CLASSES = ["common", "middle", "rare"];

/** Clouds that overlap, 12 : 4 : 1, so that every metric goes up and down from epoch to epoch. */
function writeClouds(folder: string): string {
  const random = createRandom(11, "select-by");
  const lines = Array.from({ length: 680 }, (_, i) => {
    const label = i % 17 < 12 ? 0 : i % 17 < 16 ? 1 : 2;
    return [0, 1, 2].map((f) => (random.gaussian() + 1.1 * Math.sin(1 + f + 2 * label)).toFixed(4)).join(",") + `,${CLASSES[label]}`;
  });
  const path = join(folder, "clouds.csv");
  writeFileSync(path, `x,y,z,kind\n${lines.join("\n")}\n`);
  return path;
}

async function addClouds(app: App, folder: string, change: Partial<SweepSpecInput>): Promise<number> {
  const options = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [], categorical: [] } as const;
  const dataset = await app.call("dataset.import", { source: { path: writeClouds(folder) }, options });
  const training = { epochs: 14, batchSize: 32, learningRate: 0.02 };
  const spec = parseSweepSpec(smallSweep({ engine: "wasm", training, ...change }));
  return (await app.call("sweep.create", { datasetId: dataset.id, spec, start: true })).sweepId;
}

interface Cell {
  readonly epoch: number;
  readonly actual: number;
  readonly predicted: number;
  readonly n: number;
}

/** By the definitions, from cells: no code of the product. */
const FORMULAS: Readonly<Record<string, (of: (c: number) => { tp: number; support: number; predicted: number }, rows: number) => number>> = {
  macro_f1: (of) => CLASSES.reduce((sum, _, c) => sum + (2 * of(c).tp) / Math.max(1, of(c).support + of(c).predicted), 0) / 3,
  balanced_accuracy: (of) => CLASSES.reduce((sum, _, c) => sum + of(c).tp / of(c).support, 0) / 3,
  g_mean: (of) => Math.cbrt(CLASSES.reduce((product, _, c) => (product * of(c).tp) / of(c).support, 1)),
  g_mean_f1: (of) => Math.cbrt(CLASSES.reduce((product, _, c) => (product * 2 * of(c).tp) / (of(c).support + of(c).predicted), 1)),
  accuracy: (of, rows) => CLASSES.reduce((sum, _, c) => sum + of(c).tp, 0) / rows,
  "recall[rare]": (of) => of(2).tp / of(2).support,
  "precision[middle]": (of) => (of(1).predicted === 0 ? -Infinity : of(1).tp / of(1).predicted),
};

/** First place of the largest, values that differ by rounding counted as equal. */
const firstBest = (values: readonly number[]): number => values.findIndex((value) => value >= Math.max(...values) - 1e-12) + 1;

function curvesOf(db: Database.Database, runId: number, name: string): number[] {
  const cells = db.prepare("SELECT epoch, actual, predicted, n FROM confusion WHERE run_id = ? AND split = 'validation'").all(runId) as Cell[];
  const epochs = Math.max(...cells.map(({ epoch }) => epoch));
  return Array.from({ length: epochs }, (_, i) => {
    const own = cells.filter(({ epoch }) => epoch === i + 1);
    const sum = (keep: (cell: Cell) => boolean): number => own.filter(keep).reduce((total, { n }) => total + n, 0);
    return FORMULAS[name]!(
      (c) => ({ tp: sum((x) => x.actual === c && x.predicted === c), support: sum((x) => x.actual === c), predicted: sum((x) => x.predicted === c) }),
      sum(() => true),
    );
  });
}

/** -log softmax of the true class, the mean over rows. */
function nllOf(db: Database.Database, sweepId: number, runId: number, which: "best" | "last"): number {
  const { logits } = db.prepare("SELECT logits FROM score WHERE run_id = ? AND which = ? AND split = 'validation'").get(runId, which) as { logits: Buffer };
  const { labels } = db.prepare("SELECT labels FROM split_label WHERE sweep_id = ? AND split = 'validation'").get(sweepId) as { labels: Buffer };
  const rows = labels.length / 4;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const z = [0, 1, 2].map((c) => logits.readFloatLE(4 * (3 * row + c)));
    const top = Math.max(...z);
    sum += top + Math.log(z.reduce((total, value) => total + Math.exp(value - top), 0)) - z[labels.readInt32LE(4 * row)]!;
  }
  return sum / rows;
}

describe("the best epoch", () => {
  it.each(Object.keys(FORMULAS))("by %s: the first of the highest in the stored counts, its scores kept", async (selectBy) => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const sweepId = await addClouds(app, folder, selectBy === "macro_f1" ? {} : { selectBy });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    await app.close();
    const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
    const expected = runs.map(({ id }) => firstBest(curvesOf(db, id, selectBy)));
    const kept = db.prepare("SELECT epoch FROM score WHERE which = 'best' AND split = 'test' ORDER BY run_id").pluck().all();
    const selected = db.prepare("SELECT count(*) FROM epoch_metric WHERE name <> 'train_loss'").pluck().get();
    const byMacroF1 = runs.map(({ id }) => firstBest(curvesOf(db, id, "macro_f1")));
    db.close();
    expect(runs.map((run) => [run.state, run.bestEpoch])).toEqual(expected.map((epoch) => ["complete", epoch]));
    expect(kept).toEqual(expected);
    // Counts give it again, so nothing more is kept.
    expect(selected).toBe(0);
    // The question is one: another metric picks other epochs.
    if (selectBy !== "macro_f1") expect(expected).not.toEqual(byMacroF1);
  });

  it("by nll: the lowest value, which is kept for every epoch and is that of the stored scores", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const sweepId = await addClouds(app, folder, { selectBy: "nll", losses: [{ family: "focal-softmax", gamma: [0, 2], strength: [0, 1] }] });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    const detail = await app.call("run.get", { id: runs[0]!.id });
    await app.close();
    const db = new Database(join(folder, "focaldesk.db"), { readonly: true });
    const curve = (id: number) =>
      db.prepare("SELECT value FROM epoch_metric WHERE run_id = ? AND name = 'validation/nll' ORDER BY epoch").pluck().all(id) as number[];
    for (const run of runs) {
      const values = curve(run.id);
      expect(values).toHaveLength(14);
      expect(run.bestEpoch).toBe(firstBest(values.map((value) => -value)));
      expect(values[run.bestEpoch! - 1]).toBeCloseTo(nllOf(db, sweepId, run.id, "best"), 6);
      expect(values.at(-1)).toBeCloseTo(nllOf(db, sweepId, run.id, "last"), 6);
    }
    expect(detail.setup.selectBy).toBe("nll");
    expect(detail.epochs.map(({ selects }) => selects)).toEqual(curve(runs[0]!.id));
    expect(runs.map(({ bestEpoch }) => bestEpoch)).not.toEqual(runs.map(({ id }) => firstBest(curvesOf(db, id, "macro_f1"))));
    db.close();
  });

  it.each(["recall[rare]", "nll"])("by %s is the same after a stop in the middle", async (selectBy) => {
    const best: (number | null)[][] = [];
    for (const fault of [undefined, { kind: "hold", afterEpoch: 9 } as const]) {
      const folder = temporaryFolder();
      const app = await openApp(folder, { nextFault: faults(...(fault ? [fault] : [])) });
      const sweepId = await addClouds(app, folder, { selectBy });
      if (fault) {
        await nextEvent(app, "epochs.added", (payload: { points: { epoch: number }[] }) => payload.points.some(({ epoch }) => epoch === 9));
        await app.call("sweep.pause", { id: sweepId });
        await app.idle();
        await app.call("sweep.resume", { id: sweepId });
      }
      await app.idle();
      best.push((await runsOf(app, sweepId)).map((run) => run.bestEpoch));
      await app.close();
    }
    expect(best[1]).toEqual(best[0]);
    expect(new Set(best[0]).size).toBeGreaterThan(1);
  });
});

describe("what is said of the best epoch", () => {
  it("names the metric that selected it: in the tables for a text and on the command line", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const sweepId = await addClouds(app, folder, { selectBy: "recall[rare]", training: { epochs: 2 } });
    const usual = await addClouds(app, folder, { training: { epochs: 2 } });
    await app.idle();
    const text = async (id: number, format: "markdown" | "latex"): Promise<string> =>
      new TextDecoder().decode(bytesOf(await app.call("export.render", { sweepId: id, format, rows: "configs", at: "best" })));
    expect(await text(sweepId, "markdown")).toContain("at the best epoch (highest validation recall of rare, earliest on ties)");
    expect(await text(sweepId, "latex")).toContain("Each run at its epoch with the highest validation recall of rare, the earliest on ties.");
    expect(await text(usual, "markdown")).toContain("at the best epoch (highest validation macro F1, earliest on ties)");
    await app.close();
    const data = join(folder, "data");
    const sweep = join(folder, "clouds.sweep.json");
    writeFileSync(sweep, JSON.stringify(smallSweep({ engine: "wasm", dataset: { file: "clouds.csv", label: "kind" }, training: { epochs: 2 } })));
    const focaldesk = (...args: string[]) => promisify(execFile)(process.execPath, ["src-main/cli.ts", ...args, "--data-dir", data]);
    const ran = await focaldesk("run", sweep, "--epoch-by", "brier", "--trainers", "1");
    expect(ran.stdout).toContain("Test part at the epoch with the lowest validation Brier score;");
    await expect(focaldesk("run", sweep, "--epoch-by", "brier[rare]")).rejects.toThrow(/it exists of all classes together; write “brier”/);
  });
});

describe("a metric that cannot select", () => {
  it("because the data set lacks its class is refused before anything is stored", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    await expect(addClouds(app, folder, { selectBy: "recall[rara]" })).rejects.toThrow(/“selectBy” of the sweep names the class “rara”.*do you mean “rare”/);
    await expect(addClouds(app, folder, { selectBy: "macro_f2" })).rejects.toThrow(/there is no such metric; do you mean “macro_f1”/);
    expect(await app.call("sweep.list", {})).toEqual([]);
  });

  it("because validation can never give it fails its runs with that sentence", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    const sweepId = await addClouds(app, folder, { selectBy: "top5" });
    await app.idle();
    const runs = await runsOf(app, sweepId);
    expect(new Set(runs.map((run) => `${run.state} ${run.error?.code}`))).toEqual(new Set(["failed train/select-by"]));
    expect(errorInWords(runs[0]!)).toMatch(/can be selected by top-5 accuracy: on validation it has no value whatever is predicted \(with 3 classes/);
  });
});
