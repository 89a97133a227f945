import { describe, expect, it } from "vitest";
import { Watchdog, WatchdogStateSchema } from "#main/training/child/watchdog.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import { remedyOfFlag, sayFlag } from "#shared/words/en/run-flags.ts";

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
    expect(sayFlag(flag)).toBe("Every validation row was given to class “a” in epoch 1.");
    expect(sayFlag(lost.flag)).toBe("Class “b” (4 validation rows) was not found in epoch 1.");
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

  it("settles what it told once the class is found, and tells it again when it is lost again", () => {
    const FOUND: [number, number, number, number] = [9, 1, 3, 1];
    const dog = watch("flag", 2);
    const texts = [ALL_TO_A, ALL_TO_A, ALL_TO_A, FOUND, FOUND, ALL_TO_A, ALL_TO_A].flatMap((counts, i) =>
      dog.observe(epoch(i + 1, 1, counts)).map(({ flag, ends }) => [flag.epoch, flag.kind, sayFlag(flag), ends]),
    );
    expect(texts).toEqual([
      [2, "one-class", "Every validation row was given to class “a” in epochs 1 to 2.", true],
      [2, "class-lost", "Class “b” (4 validation rows) was not found in epochs 1 to 2.", false],
      [4, "one-class-over", "Every validation row was given to class “a” in epochs 1 to 3; other classes are chosen from epoch 4.", false],
      [4, "class-found", "Class “b” (4 validation rows) was not found in epochs 1 to 3; it is found from epoch 4.", false],
      [7, "one-class", "Every validation row was given to class “a” in epochs 6 to 7.", true],
      [7, "class-lost", "Class “b” (4 validation rows) was not found in epochs 6 to 7.", false],
    ]);
  });

  describe("at the end of a run", () => {
    const FOUND: [number, number, number, number] = [9, 1, 3, 1];
    /** @param best 1-based epochs that were the best so far. */
    const end = (counts: [number, number, number, number][], best: readonly number[], patience = 2) => {
      const dog = watch("flag", patience);
      counts.forEach((c, i) => dog.observe(epoch(i + 1, 1, c), best.includes(i + 1)));
      return dog.conclude(counts.length, best.at(-1)!).map((flag) => [flag.kind, flag.classIndex, sayFlag(flag)]);
    };

    it("says nothing of a class that the best epoch finds", () => {
      expect(end([ALL_TO_A, ALL_TO_A, FOUND], [1, 3])).toEqual([]);
      expect(end([ALL_TO_A, FOUND, ALL_TO_A], [2])).toEqual([]);
      expect(end([FOUND, ALL_TO_A, ALL_TO_A, ALL_TO_A], [1])).toEqual([]);
    });

    it("keeps the warning of a class that neither the best epoch nor the last finds, over all its epochs", () => {
      expect(end([ALL_TO_A, ALL_TO_A, ALL_TO_A, ALL_TO_A], [1, 2])).toEqual([
        ["class-lost", 1, "Class “b” (4 validation rows) was not found in epochs 1 to 4, nor in the best one, 2."],
      ]);
    });

    it("takes it up again when only the best epoch does not find the class", () => {
      expect(end([ALL_TO_A, ALL_TO_A, FOUND], [1, 2])).toEqual([
        ["class-lost", 1, "Class “b” (4 validation rows) was not found in epoch 2, the best one; other epochs found it."],
      ]);
    });

    it("tells nothing while the best epoch finds the class, and tells it as soon as another is the best", () => {
      const dog = watch("flag", 2);
      const told = [FOUND, ALL_TO_A, ALL_TO_A, ALL_TO_A].map((counts, i) =>
        dog.observe(epoch(i + 1, 1, counts), i === 0 || i === 3).flatMap(({ flag }) => (flag.kind === "class-lost" ? [sayFlag(flag)] : [])),
      );
      expect(told).toEqual([[], [], [], ["Class “b” (4 validation rows) was not found in epochs 2 to 4."]]);
    });

    it("goes on from a checkpoint, and from one of an earlier version by the last epoch alone", () => {
      const dog = watch("flag", 2);
      for (const n of [1, 2]) dog.observe(epoch(n, 1, ALL_TO_A), true);
      const { foundAtBest: _found, everLost: _ever, ...earlier } = dog.state;
      for (const state of [dog.state, earlier]) {
        const kept = WatchdogStateSchema.parse(JSON.parse(JSON.stringify(state)));
        const next = new Watchdog({ policy: "flag", patienceEpochs: 2 }, ["a", "b"], kept);
        next.observe(epoch(3, 1, FOUND), false);
        expect(next.conclude(3, 2).map(({ kind }) => kind)).toEqual(state === earlier ? [] : ["class-lost"]);
      }
    });

    it("says of one or two validation rows that they say little", () => {
      const dog = watch("flag", 1);
      const of = (rows: number): string =>
        remedyOfFlag(
          watch("flag", 1)
            .observe(epoch(1, 1, [10, 0, rows, 0]))
            .at(-1)!.flag,
        );
      expect(sayFlag(dog.observe(epoch(1, 1, [10, 0, 1, 0])).at(-1)!.flag)).toBe("Class “b” (1 validation row) was not found in epoch 1.");
      expect([of(1), of(2), of(3)]).toEqual([
        "One row says little: give validation more rows of the class before the run is blamed.",
        "So few rows say little: give validation more rows of the class before the run is blamed.",
        "Compare with class weights or τ, which weigh the class itself; what γ alone does for rare classes differs from data set to data set.",
      ]);
    });
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
