import { describe, expect, it } from "vitest";
import { allMetricIds, type MetricId } from "#shared/metrics/metric-id.ts";
import { VARIANTS, variantHas } from "#shared/metrics/variant-metrics.ts";
import { createRandom } from "#shared/numbers/random.ts";
import { ColumnTable } from "#shared/results/column-table.ts";
import { type Measure, measureKey } from "#shared/metrics/measure.ts";
import { runMeasured, type StoredMeasure, type StoredRun } from "#shared/results/run-value.ts";
import type { StoredReason } from "#shared/results/value-reason.ts";
import { storedRuns, withMore } from "#shared/results/stored-columns.ts";
import type { CompareMeasures } from "#shared/wire/records.ts";

const CLASSES = 3;
const problem = { classNames: ["a", "b", "c"], trainCounts: [9, 6, 3] };
const counts = { validation: [3, 1, 0, 0, 2, 0, 1, 0, 2], test: [3, 0, 0, 0, 2, 1, 1, 0, 2] };
const run = { state: "complete" as const, error: null, flags: [], counts: { best: counts, last: counts } };

/** Runs as the store has them: not every variant, not every metric, values without a reason and reasons of many kinds. */
function stored(): Map<number, StoredRun> {
  const random = createRandom(7, "stored-columns");
  const pick = (chance: number): boolean => random.next() < chance;
  return new Map(
    Array.from({ length: 40 }, (_, i) => {
      const measures = ["raw", ...VARIANTS].flatMap((variant): StoredMeasure[] => {
        if (pick(0.2)) return [];
        const reasons: Record<string, StoredReason> = {};
        const one = (key: string): number | null => {
          if (pick(0.8)) return random.gaussian();
          if (pick(0.7)) reasons[key] = { id: "class-not-scored", className: `${Math.floor(random.next() * 3)} of “${key}”` };
          return null;
        };
        const overall = Object.fromEntries(
          ["ece", "nll", "brier", "macroF1", "rocAuc"].filter(() => pick(0.9)).map((name): [string, number | null] => [name, one(name)]),
        );
        const classes = Object.fromEntries(
          ["averagePrecision", "recall", "precision"].map((name) => [name, Array.from({ length: CLASSES }, (__, c) => one(`${name}:${c}`))]),
        );
        return [{ variant, overall, classes, reasons }];
      });
      const absent: Record<string, StoredReason> = {
        ...(pick(0.3) ? { all: { id: "no-class-tuned" } } : {}),
        "focal-link": pick(0.5) ? { id: "link-is-identity" } : { id: "kept", text: "γ is not known." },
      };
      return [i + 11, { measures, absent }];
    }),
  );
}

function sent(runs: ReadonlyMap<number, StoredRun>, columns?: readonly string[]): CompareMeasures {
  const table = new ColumnTable(columns);
  for (const [id, { measures }] of runs) table.add(id, measures);
  table.say(new Map([...runs].map(([id, { absent }]) => [id, absent])));
  return JSON.parse(JSON.stringify(table.whole())) as CompareMeasures;
}
const byId = (answer: CompareMeasures): Map<number, StoredRun> => withMore(new Map(), storedRuns(answer));

const metrics: readonly MetricId[] = allMetricIds(problem);
const all: Measure[] = [
  ...metrics.map((metric): Measure => ({ split: "test", metric })),
  ...VARIANTS.flatMap((variant) => metrics.filter((metric) => variantHas(variant, metric)).map((metric): Measure => ({ split: "test", metric, variant }))),
];
const said = (from: ReadonlyMap<number, StoredRun>, measures = all) =>
  [...from.keys()].map((id) => measures.map((measure) => runMeasured(run, measure, "best", problem, () => from.get(id) ?? null)));

describe("stored measures as columns", () => {
  const runs = stored();

  it("say of every run and every measure, to the digit and to the word, what was stored run by run", () => {
    expect(said(byId(sent(runs)))).toEqual(said(runs));
    expect(said(byId(sent(runs, all.map(measureKey))))).toEqual(said(runs));
  });

  it("hold what was asked for alone; anything else is not said to be missing", () => {
    const answer = sent(runs, ["ece", "ece@temperature", "averagePrecision:1"]);
    expect(answer.columns.map(({ metric, variant }) => [metric, variant])).toEqual([
      ["ece", "raw"],
      ["averagePrecision:1", "raw"],
      ["ece", "temperature"],
    ]);
    const asked: Measure[] = [
      { split: "test", metric: "ece" },
      { split: "test", metric: "ece", variant: "temperature" },
      { split: "test", metric: "averagePrecision:1" },
    ];
    expect(said(byId(answer), asked)).toEqual(said(runs, asked));
    const others = said(byId(answer), [
      { split: "test", metric: "nll" },
      { split: "test", metric: "averagePrecision:0" },
      { split: "test", metric: "ece", variant: "thresholds-f1" },
    ]);
    for (const values of others) for (const { value, reason } of values) expect([value, reason]).toEqual([null, { id: "being-loaded" }]);
  });

  it("come together from several answers; a run that was not there before knows only what came with it", () => {
    const half = new Map([...runs].slice(0, 20));
    const together = withMore(byId(sent(half, ["ece", "averagePrecision:1"])), storedRuns(sent(runs, ["averagePrecision:0", "nll@temperature"])));
    const first: Measure[] = [
      { split: "test", metric: "ece" },
      { split: "test", metric: "averagePrecision:1" },
    ];
    const then: Measure[] = [
      { split: "test", metric: "averagePrecision:0" },
      { split: "test", metric: "nll", variant: "temperature" },
    ];
    expect(said(together, then)).toEqual(said(runs, then));
    expect(said(together, first).slice(0, 20)).toEqual(said(half, first));
    for (const values of said(together, first).slice(20)) for (const { reason } of values) expect(reason).toEqual({ id: "being-loaded" });
  });

  it("says every sentence once, and each value once", () => {
    const same = new Map(
      [1, 2, 3].map((id) => [
        id,
        { measures: [{ variant: "raw", overall: { nll: null, ece: 0.5 }, reasons: { nll: { id: "no-rows" } as const } }], absent: {} },
      ]),
    );
    expect(sent(same, ["nll", "ece"])).toEqual({
      chosen: true,
      runIds: [1, 2, 3],
      reasons: [{ id: "no-rows" }],
      variants: [{ variant: "raw", lacking: [], absent: [] }],
      columns: [
        {
          variant: "raw",
          metric: "nll",
          values: [null, null, null],
          missing: [
            [0, 0],
            [1, 0],
            [2, 0],
          ],
        },
        { variant: "raw", metric: "ece", values: [0.5, 0.5, 0.5], missing: [] },
      ],
    });
  });
});
