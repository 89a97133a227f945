/** @file Slices of a long computation: what comes between them, and what comes out. */
import { expect, it } from "vitest";
import { inTurns } from "#main/base/in-turns.ts";
import { atOnce } from "#shared/numbers/at-once.ts";

function* count(done: string[]): Generator<undefined, number> {
  for (const name of ["a", "b", "c"]) {
    done.push(name);
    yield;
  }
  return done.length;
}

it("lets what is scheduled go between two slices, and gives the result of the last", async () => {
  const done: string[] = [];
  const between: string[] = [];
  setImmediate(() => done.push("other"));
  expect(await inTurns(count(done), () => between.push(done.join("")))).toBe(4);
  expect(done).toEqual(["a", "other", "b", "c"]);
  expect(between).toEqual(["aother", "aotherb", "aotherbc"]);
});

it("at once nothing goes between", () => {
  const done: string[] = [];
  setImmediate(() => done.push("other"));
  expect(atOnce(count(done))).toBe(3);
  expect(done).toEqual(["a", "b", "c"]);
});

it("passes on what a slice throws", async () => {
  function* broken(): Generator<undefined, number> {
    yield;
    throw new Error("no");
  }
  await expect(inTurns(broken())).rejects.toThrow("no");
});
