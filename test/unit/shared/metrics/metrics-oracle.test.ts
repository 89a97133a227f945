/**
 * @file Every metric against scikit-learn 1.9.1 (what it lacks: exact fractions) on random predictions with ties, absent classes, constant scores,
 * one row. Reads: test/fixtures/metrics/scores.json, made by test/fixtures/make-metric-fixtures.py.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { binaryProbabilities, sigmoidProbabilities, softmaxProbabilities } from "#shared/metrics/probabilities.ts";
import { scoreMetrics } from "#shared/metrics/score-metrics.ts";

const values = z.array(z.number());
const maybe = z.number().nullable();
const CaseSchema = z.object({
  kind: z.string(),
  classes: z.int(),
  units: values,
  labels: values,
  overall: z.record(z.string(), maybe),
  perClass: z.record(z.string(), z.array(maybe)),
  confusion: values,
  widthCounts: values,
  massCounts: values,
  scikitTop1: maybe,
  scikitMacroAuc: maybe,
});
const LogitSchema = z.object({ logits: values, softmax: values, sigmoid: values, normalised: values });
const fixture = z
  .object({ versions: z.record(z.string(), z.string()), unit: z.int(), cases: z.array(CaseSchema), logits: z.array(LogitSchema) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/metrics/scores.json"), "utf8")));

/** float64 on both sides; only the order of additions differs. */
const TOLERANCE = 1e-12;

/** What is not the expected value or null, as “name: found, expected”. */
function differences(expected: Record<string, number | null>, found: Record<string, { value: number | null; reason: object | null }>): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const m = found[name]!;
    const same = value === null || m.value === null ? value === m.value : Math.abs(value - m.value) <= TOLERANCE * Math.max(1, Math.abs(value));
    const told = (m.value === null) === (m.reason !== null);
    return same && told ? [] : [`${name}: ${m.value} (${JSON.stringify(m.reason)}), expected ${value}`];
  });
}

it("the fixture is scikit-learn 1.9.1 and holds what must be tried", () => {
  expect(fixture.versions["scikit-learn"]).toBe("1.9.1");
  expect(new Set(fixture.cases.map((c) => c.kind))).toEqual(new Set(["plain", "ties", "constant", "flat", "absent", "one-class", "sure"]));
  expect(new Set(fixture.cases.map((c) => c.classes))).toEqual(new Set([2, 3, 4, 5, 6, 8, 9, 12, 28]));
  expect(Math.min(...fixture.cases.map((c) => c.labels.length))).toBe(1);
});

describe.each(fixture.cases.map((c, i) => [`${i}: ${c.kind}, ${c.labels.length} rows, ${c.classes} classes`, c] as const))("%s", (_, expected) => {
  const names = Array.from({ length: expected.classes }, (_, c) => `c${c}`);
  const report = scoreMetrics(
    Float64Array.from(expected.units, (u) => u / fixture.unit),
    expected.labels,
    names,
  );

  it("agrees overall, and is null with a reason exactly where there is no value", () => {
    expect(differences(expected.overall, report.overall)).toEqual([]);
    const untried = Object.keys(report.overall).filter((name) => !(name in expected.overall));
    expect(untried).toEqual(["headRecall", "midRecall", "tailRecall"]);
  });

  it("agrees class by class", () => {
    expect(Object.keys(expected.perClass).sort()).toEqual(Object.keys(report.perClass).sort());
    const wrong = names.flatMap((name, c) => {
      const of = (measures: Record<string, readonly unknown[]>) => Object.fromEntries(Object.entries(measures).map(([id, list]) => [id, list[c]]));
      const found = of(report.perClass) as Record<string, { value: number | null; reason: object | null }>;
      return differences(of(expected.perClass) as Record<string, number | null>, found).map((line) => `${name} ${line}`);
    });
    expect(wrong).toEqual([]);
  });

  it("agrees in the confusion matrix and the rows of every bin", () => {
    expect(report.confusion).toEqual(expected.confusion);
    expect(report.reliability!.width.map((bin) => bin.count)).toEqual(expected.widthCounts);
    expect(report.reliability!.mass.map((bin) => bin.count)).toEqual(expected.massCounts);
  });

  it("is scikit-learn's own macro ROC-AUC where that has a value", () => {
    if (expected.scikitMacroAuc !== null) expect(report.overall.rocAuc.value).toBeCloseTo(expected.scikitMacroAuc, 12);
    else expect(expected.classes === 2 || report.support.includes(0)).toBe(true);
  });
});

it("top-1 differs from scikit-learn on ties on purpose: ours is accuracy by argmax, theirs favours the highest class", () => {
  const differing = fixture.cases.filter((c) => c.scikitTop1 !== null && c.scikitTop1 !== c.overall["accuracy"]);
  expect(differing.map((c) => c.kind)).toEqual(["ties", "ties", "flat", "ties"]);
});

describe("probabilities of logits, against mpmath with 60 digits", () => {
  const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
    expected.forEach((p, c) => {
      // What mpmath puts below the smallest normal float64 may be a subnormal here.
      if (p === 0) expect(found[c]).toBeLessThan(2.3e-308);
      else expect(Math.abs(found[c]! / p - 1)).toBeLessThan(1e-12);
    });
  };
  it.each(fixture.logits.map((row) => [row.logits.join(" "), row] as const))("%s", (_, row) => {
    const logits = Float32Array.from(row.logits);
    close(softmaxProbabilities(logits, logits.length).distribution, row.softmax);
    const sigmoid = sigmoidProbabilities(logits, logits.length);
    close(sigmoid.own, row.sigmoid);
    close(sigmoid.distribution, row.normalised);
    expect(sigmoid.predictions[0]).toBe(row.logits.indexOf(Math.max(...row.logits)));
    for (const positive of [0, 1] as const) {
      const binary = binaryProbabilities(logits, positive);
      close(
        row.logits.map((_, i) => binary.distribution[2 * i + positive]!),
        row.sigmoid,
      );
      expect([...binary.predictions]).toEqual(row.logits.map((x) => (x > 0 ? positive : 1 - positive)));
    }
  });
});
