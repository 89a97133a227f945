/** The same command continues a sweep that an earlier version stored in other words. */
import { describe, expect, it } from "vitest";
import { createSweep, findSweep } from "#main/services/sweeps.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep-spec.ts";
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
