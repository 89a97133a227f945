/** @file Parameters that nobody foresaw, from a real database into the state of the window: columns, order, filter, maps, export. */
import { expect, it } from "vitest";
import { Comparison } from "../../../../src-renderer/views/compare/state/comparison.svelte.ts";
import { paramColumn } from "../../../../src-renderer/views/compare/state/columns.ts";
import { lookOf } from "../../../../src-renderer/views/compare/state/export-look.ts";
import { scopeRequest, sortValueOf } from "../../../../src-renderer/views/compare/state/export-scope.ts";
import { treeRows } from "../../../../src-renderer/views/compare/state/tree-rows.ts";
import { mapPlaces } from "../../../../src-renderer/views/compare/map/heat-grid.ts";
import { axisLabels, columnName, gridLabel, placeName, rowName } from "../../../../src-renderer/views/compare/map/map-labels.ts";
import { paramLabel, paramValueText } from "../../../../src-renderer/words/param-label.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";
import { openDatabase } from "../../../fixtures/open-database.ts";
import { addUnforeseenSweep, compareUnforeseen, NETS, RATES } from "../../../fixtures/unforeseen-sweep.ts";

async function loaded() {
  const db = openDatabase();
  const sweepId = addUnforeseenSweep(db);
  const data = compareUnforeseen(db, sweepId);
  const { app } = fakeWindow();
  const open = async (): Promise<Comparison> => {
    const comparison = new Comparison(app, sweepId);
    app.one("compare.columns").answer(columnsOf(data));
    await settled();
    return comparison;
  };
  return { data, open, comparison: await open() };
}

it("are columns, an order and conditions of the table, remembered and exported as they are on screen", async () => {
  const { data, open, comparison } = await loaded();
  const { core, table } = comparison;
  table.setColumns([paramColumn("backbone"), paramColumn("lr_max"), "validation/macroF1"]);
  table.sortBy({ id: paramColumn("lr_max"), descending: true });
  table.restrict("backbone", "=", "vit b/16");
  table.filterBy({ text: "lr_max>=0.001" });
  const shown = (of: typeof table) => treeRows(of.listed, new Set(), sortValueOf(core, paramColumn("lr_max")), true).map((row) => row.group.config);
  expect(shown(table).map(({ params }) => [params["lr_max"], params["backbone"]])).toEqual([0.1, 0.01, 0.001].map((rate) => [rate, "vit b/16"]));
  expect(core.params.map((param) => [paramLabel(param), paramValueText(param.name, data.configs[0]!.params[param.name])])).toEqual([
    ["Backbone", "resnet18"],
    ["lr_max", "1.0e−4"],
    ["augment", "on"],
    ["seed_of_data", "7"],
  ]);
  expect(scopeRequest(lookOf(core, table, comparison.selection), "shown", "configs")).toEqual({
    configs: shown(table).map(({ id }) => id),
    metrics: ["validation_macro_f1"],
  });
  comparison.remember();
  comparison.close();
  const next = await open();
  expect([next.table.columns, next.table.filter, next.table.listed.length]).toEqual([table.columns, table.filter, 3]);
});

it("are the axes of the map without being asked, and any two of them when they are", async () => {
  const { data, comparison } = await loaded();
  const { core, map } = comparison;
  const at = () =>
    mapPlaces(
      core.groups.map((group) => group.config),
      core.params,
      map.axes,
    );
  const [grid, ...others] = at().grids;
  expect([others, at().beside]).toEqual([[], []]);
  expect([columnName(grid!, core.params), rowName(grid!, false, core.params), gridLabel(grid!, at())]).toEqual(["lr_max", "Backbone", ""]);
  expect([axisLabels(grid!.columns), axisLabels(grid!.rows)]).toEqual([RATES.map(String), NETS]);
  // Rates are the slower axis of the sweep.
  expect(grid!.cells).toEqual([0, 1].map((net) => RATES.map((_, rate) => data.configs[2 * rate + net]!.id)));
  expect(placeName(grid!, data.configs[3]!.id, core.params)).toBe("lr_max 0.001, Backbone vit b/16");

  map.layOn({ column: "backbone", row: "lr_max" });
  expect([axisLabels(at().grids[0]!.columns), axisLabels(at().grids[0]!.rows)]).toEqual([NETS, RATES.map(String)]);
  map.layOn({ column: "lr_max", row: null });
  expect(at().grids.map((one) => [gridLabel(one, at()), one.columns, one.cells.length])).toEqual(NETS.map((net) => [`Backbone ${net}`, RATES, 1]));
});
