/** @file Every id of a sentence has words; what versions until schema 6 said of it is read back as the same id with the same data. */
import { describe, expect, it } from "vitest";
import { type FitNote, FitNoteSchema, type FitReason, FitReasonSchema } from "#shared/calibration/notes.ts";
import { fitNoteFromWords, fitReasonFromWords, metricReasonFromWords } from "#shared/earlier/reasons.ts";
import { errorFromWords } from "#shared/earlier/run-errors.ts";
import { flagDataFromRow } from "#shared/earlier/run-flags.ts";
import { AppError, ERROR_TABLE, type ErrorCode } from "#shared/errors/errors.ts";
import { type MetricReason, MetricReasonSchema } from "#shared/metrics/reasons.ts";
import { FLAG_KINDS, type KnownFlag } from "#shared/wire/run-flags.ts";
import { sayFitNote, sayFitReason } from "#shared/words/en/fits.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { remedyOfFlag, sayFlag } from "#shared/words/en/run-flags.ts";

/** A name that could be taken for a part of the sentences. */
const className = "a” (1 validation row) was not found. 1/2";
const row = { unit: "row", number: 1234 } as const;
const OTHER = { family: "ldam", beside: ["poly", "smoothing", "deferred-weights", { sampling: "class-balanced" }, "row-weights"] } as const;
const loss = { ...OTHER, beside: [...OTHER.beside] };
const idsOf = (schema: { readonly options: readonly { readonly shape: { readonly id: { readonly value: string } } }[] }): string[] =>
  schema.options.map((option) => option.shape.id.value).sort();

const REASONS: readonly MetricReason[] = [
  { id: "no-rows" },
  ...(["class-without-rows", "class-not-predicted", "class-without-rows-and-predictions", "class-of-every-row", "class-not-scored"] as const).map((id) => ({
    id,
    className,
  })),
  { id: "group-empty", group: "mid" },
  { id: "group-without-rows", group: "tail" },
  { id: "training-rows-unknown" },
  { id: "chance-complete" },
  { id: "truth-always-among", classes: 3, k: 5 },
  { id: "no-scores" },
  { id: "neither-scores-nor-predictions" },
  { id: "no-class-to-rank" },
  { id: "no-scored-class-with-rows" },
  { id: "no-class-scored" },
  { id: "ranking-not-asked" },
  { id: "row-not-finite", row },
  { id: "row-without-distribution", row },
  { id: "row-not-predicted", row },
  { id: "kept", text: "nobody knows this one" },
];
/** Of later versions, which never stored their words. */
const SINCE: readonly MetricReason[] = [{ id: "reported-not-finite", value: "nan" }];
const FITS: readonly FitReason[] = [
  { id: "class-without-validation-rows", className },
  { id: "class-probability-zero", className },
  { id: "link-is-identity" },
  { id: "link-unknown", loss },
  { id: "no-validation-rows" },
  { id: "logits-say-nothing" },
  { id: "all-right", rows: 12 },
  { id: "temperature-too-low", bound: 10_000 },
  { id: "temperature-too-high", bound: 10_000 },
  { id: "no-class-tuned" },
  { id: "recall-out-of-reach", className: "b", recall: 0.9, reachable: 0.25 },
  { id: "metric-undefined-on-validation", metric: "balancedAccuracy" },
  { id: "kept", text: "Nobody knows this one." },
];
const NOTES: readonly FitNote[] = [
  { id: "temperature-leaves-shift", shifts: ["class-weights"] },
  { id: "temperature-leaves-shift", shifts: ["margins", "sampling"] },
  { id: "classes-taken-as-equal" },
  { id: "class-not-adjusted", className },
  { id: "corrects-again", shifts: ["class-weights"] },
  { id: "corrects-again", shifts: ["priors", "row-weights"] },
  { id: "gamma-biases" },
  { id: "derived-for-cross-entropy", loss },
  { id: "class-without-weight", className },
  { id: "taken-as-half", because: { id: "class-without-validation-rows", className } },
  { id: "threshold-missing", because: { id: "class-probability-zero", className } },
  { id: "costs-need-calibration" },
  { id: "kept", text: "Nobody knows this one." },
];
const place = { epoch: 7, classIndex: 1 };
const whole = { epoch: 7, classIndex: null };
const FLAGS: readonly KnownFlag[] = [
  { kind: "one-class", ...place, className, from: 7, to: 7 },
  { kind: "class-lost", ...place, className, rows: 1, from: 7, to: 7, best: null },
  { kind: "class-lost", ...place, className, rows: 1234, from: 1, to: 7, best: { epoch: 3, alone: false } },
  { kind: "class-lost", ...place, className, rows: 2, from: 3, to: 3, best: { epoch: 3, alone: true } },
  { kind: "class-found", ...place, className, rows: 2, from: 1, to: 6 },
  { kind: "one-class-over", ...place, className, from: 6, to: 6 },
  { kind: "loss-vanished", ...whole, loss: 2.3e-9 },
  { kind: "diverged", ...whole, lowest: 1.96e5, loss: 6.91e12 },
  { kind: "not-finite", ...whole, value: "nan" },
  { kind: "not-finite", ...whole, value: "infinite" },
];

describe("sentences", () => {
  it("are all tried here", () => {
    expect([...new Set([...REASONS, ...SINCE].map(({ id }) => id))].sort()).toEqual(idsOf(MetricReasonSchema));
    // What outputs that are no numbers gave was never known by its words.
    expect([...new Set(FITS.map(({ id }) => id)), "outputs-refused"].sort()).toEqual(idsOf(FitReasonSchema));
    expect([...new Set(NOTES.map(({ id }) => id))].sort()).toEqual(idsOf(FitNoteSchema));
    expect([...new Set(FLAGS.map(({ kind }) => kind))].sort()).toEqual([...FLAG_KINDS].sort());
  });

  it.each(REASONS)("$id of a metric", (reason) => expect(metricReasonFromWords(sayReason(reason))).toEqual(reason));
  it.each(SINCE)("$id of a metric, of a later version", (reason) => expect(sayReason(reason)).toMatch(/^[a-z]/));
  it.each(FITS)("$id of a fit", (reason) => expect(fitReasonFromWords(sayFitReason(reason))).toEqual(reason));
  it.each(NOTES)("$id beside a fit", (note) => expect(fitNoteFromWords(sayFitNote(note))).toEqual(note));
  it.each(FLAGS)("$kind of the watchdog", (flag) => {
    const { kind, epoch, classIndex, ...data } = flag;
    expect(JSON.parse(flagDataFromRow(kind, classIndex ?? -1, epoch, sayFlag(flag), remedyOfFlag(flag)))).toEqual(data);
  });

  it("of errors give the same sentence again, whatever their data", () => {
    for (const code of Object.keys(ERROR_TABLE) as ErrorCode[]) {
      const names = [...ERROR_TABLE[code].sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const { message } = new AppError(code, Object.fromEntries(names.map((name, i) => [name, `“${i}” of ${name}: (a.b)`])));
      const read = errorFromWords(code, message)!;
      expect([code, new AppError(read.code as ErrorCode, read.data).message]).toEqual([code, message]);
    }
  });

  it("that nobody knows any more stay as they were", () => {
    expect(errorFromWords("train/diverged", "It ran away.")).toBeNull();
    expect(JSON.parse(flagDataFromRow("class-lost", 1, 3, "Lost it.", "Find it."))).toEqual({ kept: { text: "Lost it.", remedy: "Find it." } });
  });
});
