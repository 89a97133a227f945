/**
 * @file Combinations drawn at random, none twice.
 * Source: Bergstra and Bengio 2012: where few axes matter, random points try more of their values than a grid of the same size.
 */
import { createRandom, permutation, type Random } from "../numbers/random.ts";
import { eachPoint, fromSequence, type Point, type SearchKind, sizeOf, type Space } from "./kind.ts";
import type { SampleSettings } from "./settings.ts";

/** Spaces up to this size are shuffled; in larger ones a point that comes again is drawn again, which is rare there. */
const SHUFFLED = 200_000;

function* shuffled(space: Space, random: Random): Generator<Point> {
  const points = [...eachPoint(space)];
  for (const index of permutation(points.length, random)) yield points[index]!;
}

function* drawn(space: Space, random: Random): Generator<Point> {
  const known = new Set<string>();
  for (;;) {
    const point = space.map((size) => random.below(size));
    const key = point.join();
    if (known.has(key)) continue;
    known.add(key);
    yield point;
  }
}

function* first(points: Generator<Point>, samples: number): Generator<Point> {
  for (let n = 0; n < samples; n++) {
    const next = points.next();
    if (next.done) return;
    yield next.value;
  }
}

export const random: SearchKind<SampleSettings> = {
  isPlanned: true,
  create(space, { samples, seed }, stream) {
    const source = createRandom(seed, `search/${stream}`);
    const points = sizeOf(space) <= SHUFFLED ? shuffled(space, source) : drawn(space, source);
    return fromSequence(first(points, samples));
  },
};
