/** How waiting runs are shared among trainers. */
import { describe, expect, test } from "vitest";
import type { EngineName } from "#shared/wire/engines.ts";
import { portionOf } from "#main/queue/portion.ts";

/** All are free at first; afterwards one at a time comes back. */
function portions(engine: EngineName, runs: number, trainers: number, cohort = 1000): number[] {
  const sizes: number[] = [];
  for (let waiting = runs, turn = 0; waiting > 0; turn++) {
    const [free, index] = turn < trainers ? [trainers, turn] : [1, 0];
    const size = Math.min(waiting, portionOf({ engine, cohort, trainers }, trainers, free, index)(waiting));
    sizes.push(size);
    waiting -= size;
  }
  return sizes;
}

describe("portions", () => {
  test("run by run: half of an even share each time, down to a few", () => {
    expect(portions("wasm", 49, 2)).toEqual([13, 9, 7, 5, 4, 4, 4, 2, 1]);
    expect(portions("wasm", 245, 2).slice(0, 3)).toEqual([62, 46, 35]);
  });
  test("few runs are shared evenly: none takes the run that another could train", () => {
    expect(portions("wasm", 4, 2)).toEqual([2, 2]);
    expect(portions("wasm", 2, 2)).toEqual([1, 1]);
    expect(portions("wasm", 3, 8)).toEqual([1, 1, 1]);
  });
  test("one trainer, or a graph, takes an even share", () => {
    expect(portions("wasm", 49, 1)).toEqual([49]);
    expect(portions("tensorflow", 49, 2)).toEqual([25, 24]);
    expect(portions("reference", 20, 2, 16)).toEqual([10, 10]);
  });
  test("never more than the engine takes", () => {
    expect(portions("wasm", 49, 1, 32)).toEqual([32, 17]);
    expect(portions("tensorflow", 245, 2, 64)).toEqual([64, 64, 59, 29, 15, 7, 4, 2, 1]);
  });
});
