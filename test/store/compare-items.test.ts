/** @file Two configurations row by row, from what is stored: predictions of one output and of two, counted by hand. Real SQLite. */
import { describe, expect, it } from "vitest";
import { compareItems } from "#main/commands/compare-items.ts";
import { getDataset, insertDataset } from "#main/store/dataset-rows.ts";
import { storeLabels } from "#main/store/measure-rows.ts";
import { storeScores } from "#main/store/result-rows.ts";
import { claimCohort, completeRun } from "#main/store/run-rows.ts";
import { listConfigs, setTrainCounts } from "#main/store/sweep-rows.ts";
import { addDataset, addSweepRows, openDatabase } from "../fixtures/open-database.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LABELS = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1);

function setUp() {
  const db = openDatabase();
  const three = getDataset(db, addDataset(db));
  const classes = three.profile.classes.slice(0, 2);
  const datasetId = insertDataset(db, { ...three, name: "two", sha256: "1".repeat(64), profile: { ...three.profile, classes }, createdAt: NOW });
  const losses = [
    { family: "focal-sigmoid" as const, gamma: 2, positiveClass: "a" },
    { family: "focal-sigmoid" as const, gamma: 1 },
  ];
  const sweepId = addSweepRows(db, datasetId, { losses, controls: true, seeds: [1] });
  setTrainCounts(db, sweepId, [60, 40]);
  storeLabels(db, sweepId, { validation: LABELS, test: LABELS });
  const [named, rarest, control] = listConfigs(db, sweepId);
  const finish = (configId: number, outputs: number, logits: number[]): void => {
    const runs = claimCohort(db, { owner: "me", now: NOW }, sweepId, () => 10);
    const run = runs.find((r) => r.configId === configId) ?? { id: db.prepare("SELECT id FROM run WHERE config_id = ?").pluck().get(configId) as number };
    storeScores(db, run.id, [{ which: "best", split: "test", epoch: 1, outputs, logits: Float32Array.from(logits) }]);
    expect(completeRun(db, run.id, { bestEpoch: 1, trainMs: 1, now: NOW })).toBe(true);
  };
  return { db, sweepId, finish, named: named!.id, rarest: rarest!.id, control: control!.id };
}

describe("two configurations on the same rows", () => {
  it("one output is read with the positive class of its own configuration: the named one, else the rarest", async () => {
    const { db, sweepId, finish, named, rarest, control } = setUp();
    // Above 0 is “a” here: 9 of 10 rows right.
    finish(named, 1, [1, 1, 1, 1, 1, 1, -1, -1, -1, 1]);
    // Above 0 is “b”, the rarer: 8 of 10 right.
    finish(rarest, 1, [-1, -1, -1, -1, -1, -1, 1, 1, -1, -1]);
    // Two outputs: 10 of 10.
    finish(
      control,
      2,
      Array.from(LABELS).flatMap((label) => (label === 0 ? [1, 0] : [0, 1])),
    );
    const compare = async (a: number, b: number) => {
      const found = await compareItems(db, { sweepId, a, b, at: "best", metric: "accuracy" });
      if ("refused" in found) throw new Error(found.refused);
      return [found.difference, found.seeds, found.mcnemar.map((m) => [m.onlyA, m.onlyB])];
    };
    const close = (value: number): unknown => expect.closeTo(value, 12);
    expect(await compare(named, control)).toEqual([close(-0.1), [1], [[0, 1]]]);
    expect(await compare(rarest, control)).toEqual([close(-0.2), [1], [[0, 2]]]);
    expect(await compare(named, rarest)).toEqual([close(0.1), [1], [[1, 0]]]);
  });

  it("a configuration of another sweep is refused, one that is not trained says so", async () => {
    const { db, sweepId, named, rarest } = setUp();
    const other = listConfigs(db, addSweepRows(db, 1))[0]!.id;
    await expect(compareItems(db, { sweepId, a: named, b: other, at: "best", metric: "accuracy" })).rejects.toThrow(
      `There is no configuration with id ${other}`,
    );
    expect(await compareItems(db, { sweepId, a: named, b: rarest, at: "best", metric: "accuracy" })).toMatchObject({
      refused: expect.stringContaining("no seed in common"),
    });
  });
});
