/** What an export of the Compare table holds: rows and columns as they are on screen. */
import { describe, expect, it } from "vitest";
import type { MetricId } from "#shared/metrics/metric-id.ts";
import { groupByConfig } from "#shared/results/groups.ts";
import { rowsOf, scopeOf, scopeRequest, scopesOf } from "../../../src-renderer/views/compare/state/export-scope.ts";
import { exported } from "../../fixtures/two-configurations.ts";

const NOTHING = { mean: null, sd: null, n: 0, min: null, max: null };
/** The table of two configurations, of which a filter lets the second through. */
function look(byFamily: boolean) {
  const { data } = exported();
  const groups = groupByConfig(data);
  return {
    data,
    space: { classNames: ["a", "b"] },
    params: data.params,
    columns: ["param/gamma", "validation/macroF1", "test/accuracy", "test/nll"],
    variants: [],
    byFamily,
    familyMetric: "accuracy" as MetricId,
    listed: groups.slice(1),
    groups,
    selected: new Set([1]),
    sort: null,
    showDeltas: false,
    baseline: null,
    delta: () => NOTHING,
    summary: () => NOTHING,
  };
}

describe("what the table shows", () => {
  it("is the listed configurations with the metric columns", () => {
    expect(rowsOf(look(false), "configs", "shown")).toBe("configs");
    expect(scopeRequest(look(false), "shown", "configs")).toEqual({ configs: [2], metrics: ["validation_macro_f1", "test_accuracy", "test_nll"] });
  });

  it("is the best of each family while that is on screen: choosing it chooses these rows, with its columns", () => {
    const table = look(true);
    expect(rowsOf(table, "configs", "shown")).toBe("families");
    expect(rowsOf(table, "configs", "selected")).toBe("configs");
    // Of the chosen metric validation and test, then what else is shown on test; no configurations, which would cut the choice.
    expect(scopeRequest(table, "shown", "families")).toEqual({ metrics: ["validation_accuracy", "test_accuracy", "test_nll"] });
    expect(scopeOf(table, "families", "shown")).toBe("shown");
    // Other rows are not what is on screen.
    expect([scopeOf(table, "configs", "shown"), scopeOf(table, "runs", "shown"), scopeOf(look(false), "configs", "shown")]).toEqual(["all", "all", "shown"]);
  });
});

it("offers a scope only where there is something in it", () => {
  const nothing = { listed: [], selected: new Set<number>() };
  expect(scopesOf(look(false), "configs")).toEqual(["all", "shown", "selected"]);
  expect(scopesOf(look(false), "families")).toEqual(["all", "shown"]);
  expect(scopesOf({ ...look(false), ...nothing }, "configs")).toEqual(["all"]);
  expect(scopesOf({ ...look(true), ...nothing }, "configs")).toEqual(["all", "shown"]);
  expect(scopeRequest(look(false), "selected", "runs")).toMatchObject({ configs: [1] });
  expect(scopeRequest(look(true), "all", "families")).toEqual({});
});
