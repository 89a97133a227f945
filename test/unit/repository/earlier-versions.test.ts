/**
 * @file What earlier versions began goes on: fingerprints of sweeps and checkpoints as schema 3 made them.
 * The JSON below is what that version hashed, written out; no key may be added to it.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sweepFingerprint } from "#main/commands/sweeps.ts";
import { runFingerprint } from "#main/training/child/checkpoint.ts";
import type { ImportOptions } from "#shared/data/dataset.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";
import { cohortOf, trainerRun } from "../../fixtures/training/cohorts.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const READING: ImportOptions = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [], categorical: [] };
const DATA = { sha256: "0".repeat(64), options: READING };
const SPEC = { name: "s", dataset: { name: "d" }, losses: [{ family: "focal-softmax", gamma: [0, 2], strength: [0, 1] }], seeds: [1] };

/** As a cohort is told of it. */
const COHORT_DATA = {
  name: "d",
  path: "d.csv",
  ...DATA,
  columns: [],
  labelIndex: 4,
  classes: ["a", "b"],
  split: { train: 0.6, validation: 0.2, test: 0.2, seed: 1 },
};

describe("the fingerprint of a sweep", () => {
  it("is that of schema 3 where nothing newer is used, so that the same command continues", () => {
    const rest =
      '{"formatVersion":1,"split":{"train":0.6,"validation":0.2,"test":0.2,"seed":1},"model":{"hidden":[64,64],"dropout":0},' +
      '"training":{"epochs":20,"batchSize":128,"optimizer":"adam","momentum":0.9,"learningRate":[0.001],"weightDecay":[0],' +
      '"schedule":{"kind":"constant","warmupEpochs":0,"everyEpochs":10,"factor":0.1,"finalFraction":0}},' +
      '"losses":[{"family":"focal-softmax","gamma":[0,2],"strength":[0,1]}],"seeds":[1],"controls":true,"engine":"auto"}';
    expect(sweepFingerprint(DATA, parseSweepSpec(SPEC))).toBe(sha256(`["${DATA.sha256}",${JSON.stringify(READING)},${rest}]`));
  });

  it("differs with the watchdog: a run that is ended early is another result", () => {
    const of = (watchdog: object): string => sweepFingerprint(DATA, parseSweepSpec({ ...SPEC, watchdog }));
    expect(of({ policy: "flag" })).toBe(of({}));
    expect(new Set([of({}), of({ policy: "stop" }), of({ policy: "off" }), of({ policy: "flag", patienceEpochs: 9 })]).size).toBe(4);
  });
});

describe("what means the same as its absence", () => {
  it("leaves the fingerprint of a sweep and of a checkpoint as they were; what selects another epoch does not", () => {
    const sweep = (more: object): string => sweepFingerprint(DATA, parseSweepSpec({ ...SPEC, ...more }));
    for (const said of [{ selectBy: "macro_f1" }, { selectBy: "macroF1" }, { task: "single-label" }, { trainer: "local" }, { model: { kind: "mlp" } }])
      expect(sweep(said)).toBe(sweep({}));
    expect(new Set([{}, { selectBy: "nll" }, { selectBy: "recall[a]" }].map(sweep)).size).toBe(3);
    const run = trainerRun(1);
    const checkpoint = (more: object): string => runFingerprint(cohortOf(COHORT_DATA, "", [run], more), run);
    for (const said of [{ selectBy: "macro_f1" }, { task: "single-label" }]) expect(checkpoint(said)).toBe(checkpoint({}));
    expect(checkpoint({ selectBy: "nll" })).not.toBe(checkpoint({}));
  });
});

describe("the fingerprint of a checkpoint", () => {
  const of = (options: object): string => {
    const run = trainerRun(1, { options });
    return runFingerprint(cohortOf(COHORT_DATA, "", [run]), run);
  };

  it("is that of schema 3 for a loss without options", () => {
    const text =
      `{"sha256":"${DATA.sha256}","options":${JSON.stringify(READING)},"labelIndex":4,"classes":["a","b"],` +
      '"split":{"train":0.6,"validation":0.2,"test":0.2,"seed":1},"hidden":[8],"epochs":5,"batchSize":32,"optimizer":"adam","momentum":0.9,"dropout":0,' +
      '"schedule":{"kind":"constant","warmupEpochs":0,"everyEpochs":1,"factor":1,"finalFraction":0},' +
      '"seed":1,"family":"focal-softmax","gamma":2,"strength":0.5,"alpha":null,"positiveClass":null,"learningRate":0.01,"weightDecay":0}';
    expect(of({})).toBe(sha256(text));
  });

  it("differs with every option of the loss", () => {
    expect(new Set([of({}), of({ poly: 1 }), of({ poly: 2 }), of({ smoothing: 0.1 })]).size).toBe(4);
  });
});
