/** @file When a sweep will end: the pace of trainers on a clock that is given, and its words. */
import { describe, expect, it } from "vitest";
import { timeRangeInWords } from "#shared/words/time-range.ts";
import { expectedCosts, forecastMs, PROCESS_START_MS } from "#main/planner/forecast.ts";
import { Pace } from "#main/planner/pace.ts";
import { knownCosts, NOTHING_SEEN, timeLeft } from "#main/planner/time-left.ts";
import { AwakeClock } from "#main/app/awake-clock.ts";
import type { CohortMessage } from "#main/trainers/kind.ts";

const EXPECTED = { epoch: 1, end: 5, start: 2 };
const everyRun = (): boolean => true;

const started = (runs: readonly number[]): CohortMessage =>
  ({ type: "started", startEpochs: runs.map((runId) => ({ runId, epoch: 0 })), stepsPerEpoch: 2, warnings: [] }) as unknown as CohortMessage;
const epoch = (runs: readonly number[], n: number): CohortMessage =>
  ({ type: "epoch", results: runs.map((runId) => ({ runId, epoch: n })) }) as unknown as CohortMessage;
const finished = (runId: number): CohortMessage => ({ type: "run-finished", runId }) as unknown as CohortMessage;
const progress = (step: number, stepsPerEpoch: number): CohortMessage => ({ type: "progress", step, stepsPerEpoch }) as unknown as CohortMessage;

/** A trainer whose epochs take 2 ms a run, ends of runs 30 ms and starts 4 ms a run, on a clock of its own. */
function trainerOf() {
  let now = 0;
  const pace = new Pace(() => now);
  let next = 1;
  return {
    pace,
    wait: (ms: number): void => void (now += ms),
    /** Trains one cohort to its end. */
    cohort(size: number, epochs: number): void {
      const runs = Array.from({ length: size }, () => next++);
      pace.claimed(0, runs, epochs);
      pace.sent(0);
      now += 4 * size;
      pace.heard(0, started(runs));
      for (let n = 1; n <= epochs; n++) {
        now += 2 * size;
        pace.heard(0, epoch(runs, n));
      }
      for (const run of runs) {
        now += 30;
        pace.heard(0, finished(run));
      }
      pace.ended(0);
    },
  };
}

describe("the time left", () => {
  it("counts what runs cost beside their steps: ends and starts, as they were seen", () => {
    const trainer = trainerOf();
    for (let i = 0; i < 40; i++) trainer.cohort(32, 3);
    const left = { runs: 8719, epochs: 3 * 8719, slots: [], trainers: 2 };
    const told = timeLeft(left, knownCosts(trainer.pace.costs, EXPECTED, true))!;
    // (3 x 2 + 30 + 4) ms a run on two trainers; steps alone would say 29 s.
    expect(told.ms / ((8719 * 40) / 2)).toBeCloseTo(1, 1);
    expect(told.range).toBeNull();
  });

  it("is a range while little is known, which holds the truth of a machine twice as slow as expected", () => {
    const left = { runs: 100, epochs: 300, slots: [], trainers: 1 };
    const told = timeLeft(left, knownCosts(NOTHING_SEEN, EXPECTED, true))!;
    expect(told.ms).toBe(100 * (3 * 1 + 5 + 2) + PROCESS_START_MS);
    expect(told.range!.low).toBeLessThan(told.ms / 2);
    expect(told.range!.high).toBeGreaterThan(2 * told.ms);
  });

  it("takes what it has not seen yet to be as slow as what it has: three times, here", () => {
    let now = 0;
    const pace = new Pace(() => now);
    pace.claimed(0, [1, 2], 4);
    pace.sent(0);
    now += 12;
    pace.heard(0, started([1, 2]));
    now += 6;
    pace.heard(0, epoch([1, 2], 1));
    const slots = pace.left(everyRun);
    expect(slots).toEqual([{ started: true, sinceMs: 0, runs: 2, epochs: 6 }]);
    const told = timeLeft({ runs: 0, epochs: 0, slots, trainers: 1 }, knownCosts(pace.costs, EXPECTED, true))!;
    expect(told.ms).toBeCloseTo(6 * 3 + 2 * 15, 6);
    // Epochs of another processor say nothing of this one; starts do: (12 ms + the 4 expected ones at 2) / 6 for a start, 3 times for an end.
    expect(knownCosts(pace.costs, EXPECTED, false).costs.end).toBeCloseTo(15, 6);
  });

  it("falls while a long message is worked on, and waits for no run that was taken out", () => {
    let now = 0;
    const pace = new Pace(() => now);
    pace.claimed(0, [1, 2, 3], 10);
    pace.sent(0);
    pace.heard(0, started([1, 2, 3]));
    now += 300;
    pace.heard(0, epoch([1, 2, 3], 1));
    const told = (live: (run: number) => boolean): number =>
      timeLeft({ runs: 0, epochs: 0, slots: pace.left(live), trainers: 1 }, knownCosts(pace.costs, EXPECTED, false))!.ms;
    const before = told(everyRun);
    now += 100;
    expect(told(everyRun)).toBeCloseTo(before - 100, 6);
    expect(told((run) => run !== 2)).toBeLessThan(before - 1000);
  });

  it("knows a first epoch of minutes by its steps", () => {
    let now = 0;
    const pace = new Pace(() => now);
    pace.claimed(0, [1, 2], 10);
    pace.sent(0);
    pace.heard(0, started([1, 2]));
    now += 60_000;
    pace.heard(0, progress(50, 100));
    // Half of the steps of two runs, and steps are four fifths of an epoch.
    expect(pace.costs.epoch.ms / pace.costs.epoch.count).toBeCloseTo(60_000 / (2 * 0.5 * 0.8), 6);
  });

  it("is no longer than the trainer that has most, and nothing once no run is left", () => {
    const known = knownCosts(NOTHING_SEEN, EXPECTED, true);
    const slot = (epochs: number) => ({ started: true, sinceMs: 0, runs: 1, epochs });
    expect(timeLeft({ runs: 0, epochs: 0, slots: [slot(100), slot(0)], trainers: 2 }, known)!.ms).toBe(105 + PROCESS_START_MS);
    expect(timeLeft({ runs: 0, epochs: 0, slots: [], trainers: 2 }, known)).toBeNull();
  });
});

it("a sleep of the machine, and a process that was stopped, are no time", () => {
  let read = 1000;
  const clock = new AwakeClock(() => read);
  for (let i = 0; i < 10; i++) {
    read += 1000;
    clock.now();
  }
  read += 45_000;
  expect(clock.now()).toBe(11_000);
  read += 3_000;
  expect(clock.now()).toBe(14_000);
  read -= 500;
  expect(clock.now()).toBe(14_000);
  clock.stop();
});

it("a forecast counts the ends of runs and what earlier sweeps showed of the machine", () => {
  const work = { epochs: 3, rows: 214, features: 9, classes: 6, hidden: [64, 64] };
  const costs = expectedCosts(work, 0.4, [], null);
  // 10,000 runs of three epochs: their steps alone would take 7 s on two trainers, and it took 70 to 90 on the machine of the constants.
  expect(forecastMs(costs, 9999, 3, 2)).toBeGreaterThan(50_000);
  const slow = expectedCosts(work, 0.4, [], { end: 2, start: 3 });
  expect([slow.end / costs.end, slow.start / costs.start, slow.epoch]).toEqual([2, 3, costs.epoch]);
  const measured = expectedCosts(work, 0.4, [{ ...work, trainMs: 3000 }], null);
  expect(measured.epoch).toBeGreaterThanOrEqual(1000);
  expect(measured.epoch).toBeLessThan(1002);
});

it.each([
  [{ low: 5_200, high: 8_100 }, "5 to 9 s"],
  [{ low: 300, high: 700 }, "up to 1 s"],
  [{ low: 32_000, high: 58_000 }, "30 to 60 s"],
  [{ low: 50_000, high: 95_000 }, "0.5 to 2 min"],
  [{ low: 12 * 60_000, high: 31 * 60_000 }, "10 to 35 min"],
  [{ low: 1.3 * 3_600_000, high: 3.1 * 3_600_000 }, "1 to 3.5 h"],
  [{ low: 80 * 3_600_000, high: 200 * 3_600_000 }, "3 to 8.5 days"],
])("%j is %s", (range, words) => {
  expect(timeRangeInWords(range)).toBe(words);
});
