/** @file Combinations spread evenly over all axes together, by a Sobol sequence with a shift from the seed. */
import { createRandom } from "../numbers/random.ts";
import { fromSequence, type Point, type SearchKind, sizeOf, type Space } from "./kind.ts";
import type { SampleSettings } from "./settings.ts";
import { sobolPoints } from "./sobol-points.ts";

/** Points looked at for each that is wanted: several of them fall into one cell of a coarse space. */
const TRIES = 64;

function* spread(space: Space, { samples, seed }: SampleSettings, stream: string): Generator<Point> {
  // An axis with one value has nothing to spread over.
  const axes = space.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const wanted = Math.min(samples, sizeOf(space));
  if (axes.length === 0) {
    yield space.map(() => 0);
    return;
  }
  const source = createRandom(seed, `search/${stream}`);
  const known = new Set<string>();
  let looked = 0;
  for (const place of sobolPoints(
    axes.length,
    axes.map(() => source.below(2 ** 32)),
  )) {
    const point = space.map((size, axis) => (size > 1 ? Math.floor(place[axes.indexOf(axis)]! * size) : 0));
    const key = point.join();
    if (!known.has(key)) {
      known.add(key);
      yield point;
    }
    if (known.size >= wanted || ++looked >= TRIES * wanted) return;
  }
}

export const sobol: SearchKind<SampleSettings> = { isPlanned: true, create: (space, settings, stream) => fromSequence(spread(space, settings, stream)) };
