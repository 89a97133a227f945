/** @file Which view is shown: the address fragment, parsed. Reads: location.hash. Writes: location.hash. */
import { parseRoute, routeHref, type Route } from "./route-address.ts";

export class RouteState {
  current = $state.raw<Route>(parseRoute(location.hash));
  constructor() {
    addEventListener("hashchange", () => (this.current = parseRoute(location.hash)));
  }
  go(route: Route): void {
    location.hash = routeHref(route);
  }
  /** Taken before a wait: leads on after it only where nobody has gone elsewhere meanwhile. */
  fromHere(): (to: Route) => void {
    const here = this.current;
    return (to) => {
      if (this.current === here) this.go(to);
    };
  }
}
export { routeHref, type Route };
