/** @file Routes of the window and their addresses. */

export type Route =
  | { readonly view: "data"; readonly datasetId: number | null }
  | { readonly view: "sweeps" }
  | { readonly view: "new-sweep"; readonly datasetId: number | null }
  | { readonly view: "queue" }
  | { readonly view: "compare"; readonly sweepId: number | null }
  | { readonly view: "run"; readonly runId: number }
  | { readonly view: "settings" }
  /** An address of nothing; as it was typed. */
  | { readonly view: "not-found"; readonly address: string };

const whole = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

/** @param hash e.g. "#/compare/3"; empty: the Data view, where a new user starts. What leads nowhere is `not-found`, never another view in disguise. */
export function parseRoute(hash: string): Route {
  // The printed address carries a token in place of a view.
  const address = hash.startsWith("#token=") ? "" : hash.replace(/^#?\/?/, "");
  const [first = "", ...rest] = address.replace(/\/$/, "").split("/");
  const notFound: Route = { view: "not-found", address: hash };
  /** The id behind a view that may have one; undefined: there is something that is none. */
  const id = ([text, ...more]: readonly string[]): number | null | undefined =>
    more.length > 0 ? undefined : text === undefined ? null : (whole(text) ?? undefined);
  switch (first) {
    case "":
      return rest.length ? notFound : { view: "data", datasetId: null };
    case "data": {
      const datasetId = id(rest);
      return datasetId === undefined ? notFound : { view: "data", datasetId };
    }
    case "sweeps": {
      if (rest.length === 0) return { view: "sweeps" };
      const datasetId = id(rest.slice(1));
      return rest[0] !== "new" || datasetId === undefined ? notFound : { view: "new-sweep", datasetId };
    }
    case "compare": {
      const sweepId = id(rest);
      return sweepId === undefined ? notFound : { view: "compare", sweepId };
    }
    case "run": {
      const runId = id(rest);
      return typeof runId === "number" ? { view: "run", runId } : notFound;
    }
    case "queue":
    case "settings":
      return rest.length ? notFound : { view: first };
    default:
      return notFound;
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
    case "not-found":
      return route.address;
    default:
      return `#/${route.view}`;
  }
}
