/** @file The searches by name. */
import { grid } from "./grid.ts";
import type { Search, SearchKind, Space } from "./kind.ts";
import { random } from "./random.ts";
import type { SampleSettings, SearchSettings } from "./settings.ts";
import { sobol } from "./sobol.ts";

const SEARCHES = { random, sobol } as const satisfies Record<SearchSettings["method"], SearchKind<SampleSettings>>;

/** @param settings absent: every combination. @param stream of this search among those of its sweep. */
export function searchOf(settings: SearchSettings | undefined, space: Space, stream: string): Search {
  return settings === undefined ? grid.create(space, settings, stream) : SEARCHES[settings.method].create(space, settings, stream);
}
