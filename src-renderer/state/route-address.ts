/** @file Routes of the window and their addresses. Reads: nothing. Writes: nothing. */

export type Route =
  | { readonly view: "data"; readonly datasetId: number | null }
  | { readonly view: "sweeps" }
  | { readonly view: "new-sweep"; readonly datasetId: number | null }
  | { readonly view: "queue" }
  | { readonly view: "compare"; readonly sweepId: number | null }
  | { readonly view: "run"; readonly runId: number }
  | { readonly view: "settings" };

const whole = (text: string | undefined): number | null => (text !== undefined && /^\d+$/.test(text) ? Number(text) : null);

/** @param hash e.g. "#/compare/3"; anything unknown is the Data view, where a new user starts. */
export function parseRoute(hash: string): Route {
  const [first, second, third] = hash.replace(/^#?\//, "").split("/");
  switch (first) {
    case "sweeps":
      return second === "new" ? { view: "new-sweep", datasetId: whole(third) } : { view: "sweeps" };
    case "queue":
      return { view: "queue" };
    case "compare":
      return { view: "compare", sweepId: whole(second) };
    case "run": {
      const runId = whole(second);
      return runId === null ? { view: "queue" } : { view: "run", runId };
    }
    case "settings":
      return { view: "settings" };
    default:
      return { view: "data", datasetId: whole(first === "data" ? second : undefined) };
  }
}

/** The address that {@link parseRoute} reads back to the same route. */
export function routeHref(route: Route): string {
  const tail = (id: number | null): string => (id === null ? "" : `/${id}`);
  switch (route.view) {
    case "data":
      return `#/data${tail(route.datasetId)}`;
    case "new-sweep":
      return `#/sweeps/new${tail(route.datasetId)}`;
    case "compare":
      return `#/compare${tail(route.sweepId)}`;
    case "run":
      return `#/run/${route.runId}`;
    default:
      return `#/${route.view}`;
  }
}
