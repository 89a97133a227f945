/** The same command continues a sweep that an earlier version stored in other words. */
import { describe, expect, it } from "vitest";
import { addSeeds, createSweep, findSweep, findSweepWithFewerSeeds } from "#main/commands/sweeps.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import { addDataset, openDatabase } from "../fixtures/open-database.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const sweepOf = (change: object = {}): SweepSpec =>
  parseSweepSpec({
    name: "s",
    dataset: { name: "small" },
    losses: [{ family: "focal-softmax", gamma: [0, 2], weights: { beta: [0.9] } }],
    seeds: [1],
    ...change,
  });

describe("a sweep found by what it trains", () => {
  it.each([[0], [[0, 0]], [[0]]])("is that whose stored blocks still hold the idle strength %j", (strength) => {
    const db = openDatabase();
    const datasetId = addDataset(db);
    const { sweepId } = createSweep(db, datasetId, sweepOf(), false, NOW);
    const { spec } = db.prepare("SELECT spec FROM sweep WHERE id = ?").get(sweepId) as { spec: string };
    const kept = JSON.parse(spec) as { losses: object[] };
    kept.losses = kept.losses.map((loss) => ({ ...loss, strength }));
    db.prepare("UPDATE sweep SET spec = ?, spec_sha256 = ? WHERE id = ?").run(JSON.stringify(kept), "e".repeat(64), sweepId);
    expect(findSweep(db, datasetId, sweepOf())).toBe(sweepId);
  });

  it("is the latest, and only one that trains the same", () => {
    const db = openDatabase();
    const datasetId = addDataset(db);
    createSweep(db, datasetId, sweepOf(), false, NOW);
    const { sweepId } = createSweep(db, datasetId, sweepOf({ name: "again" }), false, NOW);
    expect(findSweep(db, datasetId, sweepOf({ name: "third" }))).toBe(sweepId);
    expect(findSweep(db, datasetId, sweepOf({ seeds: [1, 2] }))).toBeNull();
    expect(findSweep(db, datasetId, sweepOf({ losses: [{ family: "focal-softmax", gamma: [0, 2] }] }))).toBeNull();
  });
});

describe("more seeds for a sweep that is there", () => {
  const setUp = () => {
    const db = openDatabase();
    const datasetId = addDataset(db);
    const { sweepId } = createSweep(db, datasetId, sweepOf({ seeds: [1, 2] }), false, NOW);
    const runs = () =>
      db.prepare("SELECT r.id, c.position, r.seed, r.state FROM run r JOIN config c ON c.id = r.config_id WHERE r.sweep_id = ? ORDER BY r.id").all(sweepId) as {
        id: number;
        position: number;
        seed: number;
        state: string;
      }[];
    return { db, datasetId, sweepId, runs };
  };

  it("adds a run for each configuration and new seed, in order, and leaves the others alone", () => {
    const { db, datasetId, sweepId, runs } = setUp();
    db.prepare("UPDATE run SET state = 'cancelled' WHERE sweep_id = ?").run(sweepId);
    const before = runs();
    const configs = before.length / 2;
    const { seeds, runIds } = addSeeds(db, sweepId, [2, 7, 3]);
    expect(seeds).toEqual([7, 3]);
    const after = runs();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length).map((r) => r.id)).toEqual(runIds);
    expect(after.slice(before.length).map((r) => [r.position, r.seed, r.state])).toEqual(
      [7, 3].flatMap((seed) => Array.from({ length: configs }, (_, position) => [position, seed, "waiting"])),
    );
    // What it is now is found as such, in whatever order the seeds are written.
    expect(findSweep(db, datasetId, sweepOf({ seeds: [1, 2, 7, 3] }))).toBe(sweepId);
    expect(findSweepWithFewerSeeds(db, datasetId, sweepOf({ seeds: [3, 7, 2, 1] }))).toEqual({ id: sweepId, lacks: [] });
  });

  it("is offered for a sweep that lacks seeds alone", () => {
    const { db, datasetId, sweepId } = setUp();
    expect(findSweepWithFewerSeeds(db, datasetId, sweepOf({ seeds: { from: 1, to: 4, step: 1 } }))).toEqual({ id: sweepId, lacks: [3, 4] });
    expect(findSweepWithFewerSeeds(db, datasetId, sweepOf({ seeds: [2, 3] }))).toBeNull();
    expect(findSweepWithFewerSeeds(db, datasetId, sweepOf({ seeds: [1, 2, 3], training: { epochs: 7 } }))).toBeNull();
  });

  it("refuses seeds that are all there, and more runs than a sweep may have, and changes nothing", () => {
    const { db, sweepId, runs } = setUp();
    const before = runs();
    expect(() => addSeeds(db, sweepId, [2, 1])).toThrow("has the seeds 2, 1 already");
    expect(() => addSeeds(db, sweepId, [{ from: 10, to: 200_000, step: 1 }])).toThrow();
    expect(() => addSeeds(db, sweepId, [-1])).toThrow("it must be a whole number from 0");
    expect(runs()).toEqual(before);
  });
});
