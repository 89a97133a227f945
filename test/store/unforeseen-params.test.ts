/** @file Parameters that nobody foresaw, in the database and out of it: stored by name, read by plain SQL, exported in columns of their own. */
import { describe, expect, it } from "vitest";
import { exportSweep } from "#main/commands/export-sweep.ts";
import { listRuns } from "#main/store/run-views.ts";
import { taskOf } from "#shared/task/registry.ts";
import { openDatabase, addDataset, addSweepRows } from "../fixtures/open-database.ts";
import { addUnforeseenSweep, compareUnforeseen, NETS, PARAMS, RATES } from "../fixtures/unforeseen-sweep.ts";

function stored() {
  const db = openDatabase();
  const sweepId = addUnforeseenSweep(db);
  const data = compareUnforeseen(db, sweepId);
  const rendered = async (format: "csv" | "json", rows: "runs" | "configs", configs?: number[]): Promise<string> => {
    const { bytes } = exportSweep(db, data, { sweepId, format, rows, at: "best", ...(configs ? { configs } : {}) });
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  return { db, sweepId, data, rendered };
}

describe("parameters that nobody foresaw", () => {
  it("are read back with what is known of them, and name the configurations", () => {
    const { data, db, sweepId } = stored();
    expect(data.configs.map(({ params }) => params)).toEqual(PARAMS);
    expect(data.params).toEqual([
      { name: "backbone", domain: { kind: "choice", of: NETS }, of: "script", label: "Backbone", varies: true },
      { name: "lr_max", domain: { kind: "number", log: true }, of: "script", varies: true },
      { name: "augment", domain: { kind: "switch" }, of: "script", varies: false },
      { name: "seed_of_data", domain: { kind: "integer" }, of: "script", varies: false },
    ]);
    expect(data.configs.slice(0, 3).map(({ label }) => label)).toEqual([
      "backbone resnet18 · lr_max 0.0001",
      "backbone vit b/16 · lr_max 0.0001",
      "backbone resnet18 · lr_max 0.001",
    ]);
    expect(new Set(data.configs.map(({ key }) => key)).size).toBe(PARAMS.length);
    const shape = taskOf({});
    expect(listRuns(db, sweepId, 3).map(({ epochs, label }) => [epochs, label])[0], String(shape)).toEqual([3, "backbone resnet18 · lr_max 0.0001"]);
  });

  it("stand in plain SQL by name, beside sweeps whose columns are the familiar ones", () => {
    const { db, sweepId } = stored();
    const means = db
      .prepare(
        `SELECT p.value, round(avg(m.recall), 3) FROM class_metric m JOIN config_param p ON p.config_id = m.config_id AND p.name = 'lr_max'
         WHERE m.sweep_id = ? AND m.split = 'test' AND m.class_name = 'a' GROUP BY p.value ORDER BY p.value`,
      )
      .raw()
      .all(sweepId);
    expect(means).toEqual(RATES.map((rate, i) => [rate, (2 * (2 * i) + 3) / 20]));
    expect(
      db.prepare("SELECT DISTINCT family, gamma, learning_rate, options ->> 'backbone' FROM config WHERE sweep_id = ? ORDER BY 4").raw().all(sweepId),
    ).toEqual([
      [null, null, null, "resnet18"],
      [null, null, null, "vit b/16"],
    ]);
    const usual = addSweepRows(db, addDataset(db), {
      losses: [{ family: "focal-softmax", gamma: [0, 2], smoothing: 0.1 }],
      training: { epochs: 4 },
      controls: false,
    });
    const columns = "family, gamma, strength, alpha, learning_rate, weight_decay, hidden, epochs, optimizer, momentum, options";
    expect(db.prepare(`SELECT ${columns} FROM config WHERE sweep_id = ? AND gamma = 2`).raw().all(usual)).toEqual([
      ["focal-softmax", 2, 0, null, 0.001, 0, "[8]", 4, "adam", 0.9, '{"smoothing":0.1}'],
    ]);
    expect(db.prepare("SELECT name FROM sweep_param WHERE sweep_id = ? AND varies").pluck().all(usual)).toEqual(["family", "gamma"]);
  });

  it("are columns of exported tables, in CSV and in JSON, cut to the rows that were asked for in their order", async () => {
    const { data, rendered } = stored();
    const [head, ...lines] = (await rendered("csv", "runs")).trim().split("\r\n");
    const columns = head!.split(",");
    const cells = (name: string): string[] => lines.map((line) => line.split(",")[columns.indexOf(name)]!);
    expect(lines).toHaveLength(2 * PARAMS.length);
    expect([new Set(cells("lr_max")), new Set(cells("backbone")), new Set(cells("augment")), new Set(cells("gamma"))]).toEqual([
      new Set(RATES.map(String)),
      new Set(NETS),
      new Set(["true"]),
      new Set([""]),
    ]);
    const wanted = [data.configs[7]!.id, data.configs[1]!.id];
    const table = JSON.parse(await rendered("json", "configs", wanted)) as { rows: Record<string, unknown>[] };
    expect(table.rows.map((row) => [row["lr_max"], row["backbone"], row["learning_rate"], row["hidden"], row["test_recall[a]_mean"]])).toEqual([
      [0.1, "vit b/16", null, null, 0.8],
      [1e-4, "vit b/16", null, null, 0.2],
    ]);
  });
});
