/** @file What every task must do, whatever it counts. */
import { describe, expect, it } from "vitest";
import { runLoss } from "#shared/loss/run-loss.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { isBetterEpoch } from "#shared/task/best-epoch.ts";
import { TASK_IDS } from "#shared/task/ids.ts";
import { taskOf } from "#shared/task/registry.ts";
import { SELECTING, selectedMetric } from "#shared/task/select-by.ts";

const classNames = ["a", "b", "c"];
const C = classNames.length;
const loss = runLoss({ family: "cross-entropy", gamma: 0, strength: null, alpha: null, positiveClass: null, options: {} }, classNames, [60, 30, 10], 1);

describe.each(TASK_IDS)("the task “%s”", (id) => {
  const task = taskOf({ task: id });
  const random = createRandom(3, "tasks");
  const labels = Array.from({ length: 90 }, (_, row) => (row % 10 < 6 ? 0 : row % 10 < 9 ? 1 : 2));
  const rows = Int32Array.from({ length: 60 }, (_, i) => i);
  const targets = task.encodeTargets(rows, labels);
  const logits = Float32Array.from({ length: rows.length * C }, () => random.gaussian());
  const scored = { logits, outputs: C, loss };
  const counts = task.count(targets, scored, C);
  const facts = { classNames, trainCounts: task.rowsOfClasses(targets, C) };

  it("encodes the rows that it is given, and knows how many each class has", () => {
    expect(task.id).toBe(id);
    expect(targets.length % rows.length).toBe(0);
    expect(task.rowsOfClasses(targets, C)).toEqual([36, 18, 6]);
    expect(task.encodeTargets(Int32Array.of(9, 0), labels)).not.toEqual(task.encodeTargets(Int32Array.of(0, 9), labels));
  });

  it("counts whole numbers in its shape, from which the classes are known again", () => {
    const { rows: height, columns } = task.countsShape(C);
    expect(counts).toHaveLength(height * columns);
    expect(counts.every((n) => Number.isInteger(n) && n >= 0)).toBe(true);
    expect(task.classesOf(counts)).toBe(C);
    expect(task.perClass(counts).map(({ support }) => support)).toEqual([36, 18, 6]);
    expect(task.macroF1(counts)).toBeGreaterThan(0);
  });

  it("has a selector for every metric that may select: sure and right rows are better than shuffled ones, by its own direction", () => {
    const sure = Float32Array.from({ length: rows.length * C }, (_, i) => (labels[Math.floor(i / C)] === i % C ? 9 : -9));
    const names = [...SELECTING.whole, ...SELECTING.ofClass.map((name) => `${name}[b]`)];
    const judged = names.map((name) => {
      const selector = task.selector(selectedMetric(name, classNames), facts);
      if (selector.never(targets) !== null) return `${name} never`;
      const of = (values: Float32Array) => {
        const some = { logits: values, outputs: C, loss };
        return { macroF1: 0, selects: selector.value(task.count(targets, some, C), targets, some) };
      };
      return `${name} ${isBetterEpoch(of(sure), of(logits), selector.higherIsBetter) && !isBetterEpoch(of(logits), of(sure), selector.higherIsBetter)}`;
    });
    expect(judged.filter((text) => !text.endsWith(" true"))).toEqual(["top3 never", "top5 never"]);
    expect(judged.length).toBeGreaterThan(30);
  });

  it("says of a metric that validation can never give why, and gives the same counts twice", () => {
    const without = Int32Array.from({ length: 10 }, () => 0);
    expect(task.selector(selectedMetric("recall[c]", classNames), facts).never(without)).toEqual({ id: "class-without-rows", className: "c" });
    expect(task.selector(selectedMetric("recall[a]", classNames), facts).never(without)).toBeNull();
    expect(task.count(targets, scored, C)).toEqual(counts);
  });
});

describe("of two epochs", () => {
  const better = (a: number | null | undefined, b: number | null | undefined, higher = true) =>
    isBetterEpoch({ macroF1: 0.5, selects: a }, { macroF1: 0.4, selects: b }, higher);

  it("the metric that selects decides, in its direction; equal but for rounding is not better", () => {
    expect([better(0.2, 0.1), better(0.1, 0.2), better(0.1, 0.1), better(0.1 + 0.2, 0.3)]).toEqual([true, false, false, false]);
    expect([better(0.1, 0.2, false), better(0.2, 0.1, false)]).toEqual([true, false]);
  });

  it("one without a value is worse than each with one; of two without, macro F1 decides", () => {
    expect([better(null, 0), better(0, null), better(null, null), better(undefined, undefined)]).toEqual([false, true, true, true]);
  });
});
