/** @file Addresses of the window. Reads: nothing. Writes: nothing. */
import { expect, it } from "vitest";
import { parseRoute, routeHref, type Route } from "../../src-renderer/state/route-address.ts";

it.each<[string, Route]>([
  ["#/data", { view: "data", datasetId: null }],
  ["#/data/3", { view: "data", datasetId: 3 }],
  ["#/sweeps", { view: "sweeps" }],
  ["#/sweeps/new", { view: "new-sweep", datasetId: null }],
  ["#/sweeps/new/3", { view: "new-sweep", datasetId: 3 }],
  ["#/queue", { view: "queue" }],
  ["#/compare", { view: "compare", sweepId: null }],
  ["#/compare/12", { view: "compare", sweepId: 12 }],
  ["#/run/7", { view: "run", runId: 7 }],
  ["#/settings", { view: "settings" }],
])("%s is an address and is written the same way", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(routeHref(route)).toBe(hash);
});

it("sends what it does not know to a place that exists", () => {
  expect(parseRoute("")).toEqual({ view: "data", datasetId: null });
  expect(parseRoute("#/nowhere/2")).toEqual({ view: "data", datasetId: null });
  expect(parseRoute("#/run/x")).toEqual({ view: "queue" });
});
