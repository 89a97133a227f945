/** @file Addresses of the window. */
import { expect, it } from "vitest";
import { parseRoute, routeHref, type Route } from "../../../src-renderer/state/route-address.ts";

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

it("starts with the data, also behind the printed address", () => {
  for (const hash of ["", "#", "#/", "#token=abc"]) expect(parseRoute(hash)).toEqual({ view: "data", datasetId: null });
  expect(parseRoute("#/compare/")).toEqual({ view: "compare", sweepId: null });
});

it.each(["#/nonsense", "#/nowhere/2", "#/run/x", "#/run", "#/compare/abc", "#/compare/1/2", "#/data/-1", "#/sweeps/3", "#/sweeps/new/x", "#/queue/1"])(
  "says of %s that nothing is there",
  (hash) => {
    expect(parseRoute(hash)).toEqual({ view: "not-found", address: hash });
    expect(routeHref(parseRoute(hash))).toBe(hash);
  },
);
