import { describe, expect, it } from "vitest";
import { Watchdog, WatchdogStateSchema } from "#main/training/watchdog.ts";
import type { EpochResult } from "#shared/trainer-protocol.ts";

/** Rows of "a" and "b" given to a and to b. */
const epoch = (n: number, trainLoss: number, counts: [number, number, number, number] = [8, 2, 1, 3]): EpochResult => ({
  runId: 1,
  epoch: n,
  trainLoss,
  validation: counts,
  test: counts,
});
const ALL_TO_A: [number, number, number, number] = [10, 0, 4, 0];
const watch = (policy: "flag" | "stop" | "off" = "flag", patienceEpochs = 3): Watchdog => new Watchdog({ policy, patienceEpochs }, ["a", "b"]);
const kinds = (dog: Watchdog, epochs: EpochResult[]): [number, string, number | null][] =>
  epochs.flatMap((e) => dog.observe(e).map(({ flag }): [number, string, number | null] => [flag.epoch, flag.kind, flag.classIndex]));

describe("watchdog", () => {
  it("says nothing of a run that learns", () => {
    expect(
      kinds(
        watch(),
        [0.9, 0.5, 0.6, 0.3].map((loss, i) => epoch(i + 1, loss)),
      ),
    ).toEqual([]);
  });

  it("goes on from its state as if there had been no break: counts, what was told, the losses", () => {
    const epochs = [1, 2, 3, 4, 5, 6].map((n) => epoch(n, n === 6 ? 90 : 1 / n, ALL_TO_A));
    const whole = kinds(watch(), epochs);
    expect(whole).toEqual([
      [3, "one-class", 0],
      [3, "class-lost", 1],
      [6, "diverged", null],
    ]);
    for (const [at] of epochs.entries()) {
      const first = watch();
      const before = kinds(first, epochs.slice(0, at));
      const kept = WatchdogStateSchema.parse(JSON.parse(JSON.stringify(first.state)));
      expect([...before, ...kinds(new Watchdog({ policy: "flag", patienceEpochs: 3 }, ["a", "b"], kept), epochs.slice(at))]).toEqual(whole);
    }
  });

  it("names the class that takes every row and the class that is never found, once, after so many epochs in a row", () => {
    const dog = watch();
    const found = kinds(
      dog,
      [1, 2, 3, 4, 5, 6].map((n) => epoch(n, 1 / n, ALL_TO_A)),
    );
    expect(found).toEqual([
      [3, "one-class", 0],
      [3, "class-lost", 1],
    ]);
    const [{ flag, ends }, lost] = [watch("flag", 1).observe(epoch(1, 1, ALL_TO_A))[0]!, watch("flag", 1).observe(epoch(1, 1, ALL_TO_A))[1]!];
    expect(flag.text).toBe("Every validation row has been given to class “a” for 1 epoch(s), up to epoch 1.");
    expect(lost.flag.text).toContain("class “b” (4)");
    expect([ends, lost.ends]).toEqual([true, false]);
  });

  it("begins to count again when a class is found in between, and leaves out a class that validation does not have", () => {
    expect(
      kinds(
        watch(),
        [ALL_TO_A, ALL_TO_A, [9, 1, 3, 1], ALL_TO_A, ALL_TO_A].map((c, i) => epoch(i + 1, 1, c as typeof ALL_TO_A)),
      ),
    ).toEqual([]);
    expect(kinds(watch("flag", 1), [epoch(1, 1, [9, 1, 0, 0])])).toEqual([]);
  });

  it("tells a loss that vanished, jumped or is no number", () => {
    expect(kinds(watch(), [epoch(1, 0.5), epoch(2, 1e-9)])).toEqual([[2, "loss-vanished", null]]);
    expect(kinds(watch(), [epoch(1, 0.9), epoch(2, 0.2), epoch(3, 2.1)])).toEqual([[3, "diverged", null]]);
    // Ten times the lowest, but not above where it began.
    expect(kinds(watch(), [epoch(1, 3), epoch(2, 0.2), epoch(3, 2.1)])).toEqual([]);
    expect(kinds(watch(), [epoch(1, NaN)])).toEqual([[1, "not-finite", null]]);
    expect(kinds(watch(), [epoch(1, Infinity)])).toEqual([[1, "not-finite", null]]);
  });

  it("does not take the change of weights of a deferred loss for a jump", () => {
    const dog = watch();
    expect(kinds(dog, [epoch(1, 0.9), epoch(2, 0.1)])).toEqual([]);
    dog.forgetLoss();
    expect(kinds(dog, [epoch(3, 5), epoch(4, 4)])).toEqual([]);
    expect(kinds(dog, [epoch(5, 60)])).toEqual([[5, "diverged", null]]);
  });

  it("is silent when it is off", () => {
    expect(kinds(watch("off", 1), [epoch(1, NaN), epoch(2, 1, ALL_TO_A)])).toEqual([]);
  });
});
