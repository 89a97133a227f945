/** @file Which view is shown: the address fragment, parsed. Reads: location.hash. Writes: location.hash. */
import { parseRoute, routeHref, type Route } from "./route-address.ts";

class RouteState {
  current = $state.raw<Route>(parseRoute(location.hash));
  constructor() {
    addEventListener("hashchange", () => (this.current = parseRoute(location.hash)));
  }
  go(route: Route): void {
    location.hash = routeHref(route);
  }
}
export const route = new RouteState();
export { routeHref, type Route };
