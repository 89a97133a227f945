/** @file Metrics of classes whose names hold commas, brackets and what stands behind an @. Reads: test/fixtures/cases/C18. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { measuresNamed } from "#shared/results/column-name.ts";
import { columnName } from "#shared/results/column-name.ts";

const [header] = parse(readFileSync("test/fixtures/cases/C18/predictions.csv")) as string[][];
const CLASSES = header!.slice(1).map((name) => name.replace(/^score_/, ""));

it("every class is named as the heads of exported tables name it", () => {
  expect(CLASSES).toEqual(["Pastry, other", "A]", "recall[x]@temperature", "50% & more_|#1"]);
  const measures = CLASSES.map((_, c) => ({ split: "test", metric: `recall:${c}` }) as const);
  expect(
    measuresNamed(
      CLASSES.map((name) => `recall[${name}]`),
      { classNames: CLASSES },
    ),
  ).toEqual(measures);
  expect(
    measuresNamed(
      measures.map((measure) => columnName(measure, { classNames: CLASSES })),
      { classNames: CLASSES },
    ),
  ).toEqual(measures);
  expect(measuresNamed(["recall"], { classNames: CLASSES })).toEqual(measures);
});
