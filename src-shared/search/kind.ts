/**
 * @file What a search over the configurations of a sweep is: it says which ones are trained, all at the start or as results come in.
 * Seeds are no axis of it: they are replicates of a configuration. test/unit/shared/search/searches.test.ts tests every one.
 */

/** Sizes of the axes; a point is an index on each of them. */
export type Space = readonly number[];
export type Point = readonly number[];

export interface Search {
  /**
   * The next points to train, none twice.
   * @param most whole, above 0. @returns [] when there is nothing to train until more results are told, and for good once `isOver`.
   */
  ask(most: number): Point[];
  /** What became of a point, over its seeds. @param score of the metric that the sweep selects by, higher is better; null: it has none. */
  tell(point: Point, score: number | null): void;
  /** Whether no answer will ever bring another point. */
  readonly isOver: boolean;
}

export interface SearchKind<Settings> {
  /** Whether every point is known before anything is trained. */
  readonly isPlanned: boolean;
  /** @param stream tells the searches of one sweep apart, so that each draws its own points. */
  create(space: Space, settings: Settings, stream: string): Search;
}

export const sizeOf = (space: Space): number => space.reduce((all, size) => all * size, 1);

/** Points of a space, the first axis slowest. */
export function* eachPoint(space: Space): Generator<Point> {
  const point = space.map(() => 0);
  if (space.includes(0)) return;
  for (;;) {
    yield [...point];
    let axis = space.length - 1;
    while (axis >= 0 && point[axis] === space[axis]! - 1) point[axis--] = 0;
    if (axis < 0) return;
    point[axis]!++;
  }
}

/** A search whose points are a sequence that nothing told can change. */
export function fromSequence(points: Iterator<Point>): Search {
  let next = points.next();
  return {
    ask(most) {
      const asked: Point[] = [];
      while (!next.done && asked.length < most) {
        asked.push(next.value);
        next = points.next();
      }
      return asked;
    },
    tell() {},
    get isOver() {
      return next.done === true;
    },
  };
}
