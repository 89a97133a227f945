/** What is measured of runs that real trainers trained: values against counting by hand, findings of the watchdog, decisions for goals. */
import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scoresOf } from "#shared/metrics/from-counts.ts";
import { storedRuns } from "#shared/results/stored-columns.ts";
import { readLabels, readScores } from "#main/store/measure-rows.ts";
import type { ReadDb } from "#main/store/open.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { sayFlag } from "#shared/words/en/run-flags.ts";
import { errorInWords } from "../fixtures/in-words.ts";

const SHORT = { training: { epochs: 4, batchSize: 32 }, seeds: [1, 2], engine: "wasm" as const };

/** Share of pairs (row of the class, row of another) in which the former has the higher score, ties half: Mann and Whitney, counted. */
function pairedAuc(scores: readonly number[], positive: readonly boolean[]): number {
  let sum = 0;
  let pairs = 0;
  scores.forEach((s, i) => {
    if (!positive[i]) return;
    scores.forEach((other, j) => {
      if (positive[j]) return;
      pairs++;
      sum += s > other ? 1 : s === other ? 0.5 : 0;
    });
  });
  return sum / pairs;
}

describe("a finished sweep", () => {
  it("has metrics of its scores, beside them what was fitted on validation, and the anatomy of every epoch", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 2 });
    const { sweepId } = await addSweep(app, folder, SHORT);
    await app.idle();
    const { runs } = await app.call("compare.get", { sweepId });
    const run = runs.find((r) => r.counts !== null)!;
    const detail = await app.call("run.get", { id: run.id });

    const db = new Database(join(folder, "focaldesk.db"), { readonly: true }) as unknown as ReadDb;
    const labels = readLabels(db, sweepId, "test")!;
    const { logits, outputs } = readScores(db, run.id, "last", "test")!;
    expect(labels).toHaveLength(logits.length / outputs);
    const raw = detail.measures.find((m) => m.which === "last" && m.split === "test" && m.variant === "raw")!;
    // Softmax of one class against the others is monotone in this difference, row by row.
    const score = (row: number, c: number): number => {
      const z = Array.from(logits.subarray(row * outputs, (row + 1) * outputs));
      return z[c]! - Math.log(z.reduce((sum, v, j) => sum + (j === c ? 0 : Math.exp(v)), 0));
    };
    for (const c of [0, 1, 2]) {
      const rows = Array.from(labels, (_, row) => score(row, c));
      expect(raw.classes["rocAuc"]![c]).toBeCloseTo(
        pairedAuc(
          rows,
          Array.from(labels, (label) => label === c),
        ),
        9,
      );
    }
    const nll = Array.from(labels, (label, row) => Math.log1p(Math.exp(-score(row, label)))).reduce((a, b) => a + b, 0) / labels.length;
    expect(raw.overall["nll"]).toBeCloseTo(nll, 9);

    const variants = detail.variants.filter((v) => v.which === "last").map((v) => v.variant);
    expect(variants).toEqual(expect.arrayContaining(["temperature", "focal-link", "logit-adjusted", "logit-adjusted-tuned", "thresholds-f1"]));
    expect(detail.epochs).toHaveLength(4);
    for (const { anatomy } of detail.epochs) {
      const shares = anatomy!.gradientShare.map((share) => share ?? 0);
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      expect(shares.every((share) => share > 0)).toBe(true);
    }
    const all = storedRuns(await app.call("compare.measures", { sweepId, at: "last", split: "test" }));
    expect(all.runs).toHaveLength(runs.length);
    expect(all.runs.find((r) => r.runId === run.id)!.measures.find((m) => m.variant === "raw")!.overall["nll"]).toBe(raw.overall["nll"]);
    await app.close();
  });

  it("compares two configurations row by row: the difference of the counts, and McNemar by hand", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 2 });
    const { sweepId } = await addSweep(app, folder, { ...SHORT, training: { epochs: 1, batchSize: 32 } });
    await app.idle();
    const { runs, configs } = await app.call("compare.get", { sweepId });
    const [a, b] = [configs[0]!.id, configs.at(-1)!.id];
    const found = await app.call("compare.items", { sweepId, a, b, at: "last", metric: "macroF1" });
    if ("refused" in found) throw new Error(found.refused);
    const f1 = (configId: number): number => {
      const values = runs.filter((r) => r.configId === configId).map((r) => scoresOf(r.counts!.last.test, 3).macroF1!);
      return values.reduce((x, y) => x + y, 0) / values.length;
    };
    expect(found.difference).toBeCloseTo(f1(a) - f1(b), 10);
    expect(found.low).toBeLessThanOrEqual(found.difference);
    expect(found.high).toBeGreaterThanOrEqual(found.difference);
    expect(found.seeds).toEqual([1, 2]);
    expect(found.mcnemar.map((m) => m.seed)).toEqual([1, 2]);
    const same = await app.call("compare.items", { sweepId, a, b: a, at: "last", metric: "recall/2" });
    expect(same).toMatchObject({ difference: 0, p: 1 });
    await expect(app.call("compare.items", { sweepId, a, b, at: "last", metric: "ece" })).rejects.toThrow("The metric “ece” is not valid");
    await app.close();
  });

  it("decides for a recall that must be reached, and says when a run has no scores", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 1 });
    const { sweepId } = await addSweep(app, folder, { ...SHORT, seeds: [1] });
    await app.idle();
    const [run] = await app.call("run.list", { sweepId });
    const decided = await app.call("run.decide", { id: run!.id, at: "best", recallGoals: [{ classIndex: 2, recall: 1 }] });
    const goal = decided.variants.find((v) => v.variant.startsWith("recall-at-least:"))!;
    expect(goal.parameters["recall"]).toBe(1);
    expect(decided.measures.some((m) => m.variant === goal.variant && m.split === "test")).toBe(true);
    await expect(app.call("run.decide", { id: 10_000, at: "best" })).rejects.toThrow("There is no run with id 10000");
    await app.close();
  });
});

describe("the watchdog in a sweep", () => {
  /** Only the first class weighs anything: soon every row is given to it. */
  const COLLAPSE = {
    losses: [{ family: "weighted-cross-entropy" as const, weights: { classes: { a: 1, b: 0, c: 0 } } }],
    controls: false,
    training: { epochs: 12, batchSize: 32, learningRate: 0.05 },
    seeds: [1],
    engine: "wasm" as const,
  };

  it("flags a collapse, names the class, and lets the run go on", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 1 });
    const { sweepId } = await addSweep(app, folder, { ...COLLAPSE, watchdog: { policy: "flag", patienceEpochs: 3 } });
    await app.idle();
    const [run] = await app.call("run.list", { sweepId });
    expect([run!.state, run!.epoch]).toEqual(["complete", 12]);
    expect(run!.flags.map((f) => [f.kind, f.classIndex])).toEqual(expect.arrayContaining([["one-class", 0]]));
    expect(sayFlag(run!.flags.find((f) => f.kind === "one-class")!)).toContain("class “a”");
    // The last words of a run that is complete: over all its epochs, and with what its best epoch finds.
    const lost = run!.flags.find((f) => f.kind === "class-lost" && f.classIndex === 2)!;
    expect(lost.epoch).toBe(12);
    expect(sayFlag(lost)).toMatch(/^.*“c”.* was not found in epochs \d+ to 12, nor in the best one, \d+\.$/);
    await app.close();
  });

  it("ends the run under the policy “stop”, with what it found and what to try", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder, { trainers: 1 });
    const { sweepId } = await addSweep(app, folder, { ...COLLAPSE, watchdog: { policy: "stop", patienceEpochs: 3 } });
    await app.idle();
    const [run] = await app.call("run.list", { sweepId });
    expect([run!.state, run!.error?.code]).toEqual(["failed", "train/watchdog"]);
    expect(run!.epoch).toBeLessThan(12);
    expect(errorInWords(run!)).toContain("Every validation row was given to class “a” in epochs");
    await app.close();
  });
});
