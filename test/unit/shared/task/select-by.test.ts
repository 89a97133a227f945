/** @file How the metric that selects the epoch is written, and what is said of one that is not there. */
import { describe, expect, it } from "vitest";
import { SelectBySchema, selectedMetric, SELECTING, selectingMetric } from "#shared/task/select-by.ts";

const classes = ["rare", "recall[x]", "a, b"];

describe("what selects", () => {
  it("is spelled as exports spell metrics; other spellings become that one", () => {
    const spelled = ["macro_f1", "macroF1", "macro-f1", "validation_macro_f1", "g_mean_f1", "gMeanF1", "recall[Rare Class]", "Recall[x]", "nll", " topK "];
    expect(spelled.map((text) => SelectBySchema.safeParse(text).data)).toEqual([
      "macro_f1",
      "macro_f1",
      "macro_f1",
      "macro_f1",
      "g_mean_f1",
      "g_mean_f1",
      "recall[Rare Class]",
      "recall[x]",
      "nll",
      "top_k",
    ]);
    expect(["", "[a]", "a b", "recall[a"].map((text) => SelectBySchema.safeParse(text).success)).toEqual([false, false, false, false]);
  });

  it("is a metric of the whole or of a class, whatever signs its name has", () => {
    expect(["macro_f1", "balanced_accuracy", "nll", "recall[rare]", "f1[recall[x]]", "precision[a, b]"].map((text) => selectedMetric(text, classes))).toEqual([
      "macroF1",
      "balancedAccuracy",
      "nll",
      "recall:0",
      "f1:1",
      "precision:2",
    ]);
    expect(selectedMetric(undefined, classes)).toBe("macroF1");
    for (const name of [...SELECTING.whole, ...SELECTING.ofClass.map((metric) => `${metric}[rare]`)])
      expect(selectingMetric(name, classes)).toHaveProperty("id");
  });

  it("that is not there is refused with what is", () => {
    expect(() => selectedMetric("macro_f2", classes)).toThrow("“selectBy” of the sweep is “macro_f2”: there is no such metric; do you mean “macro_f1”?");
    expect(() => selectedMetric("recall", classes)).toThrow("it exists of one class at a time, as in “recall[rare]”.");
    expect(() => selectedMetric("mcc[rare]", classes)).toThrow("it exists of all classes together; write “mcc”.");
    expect(() => selectedMetric("recall[rara]", classes, "flows")).toThrow(
      "“selectBy” of the sweep names the class “rara”, which data set “flows” does not have; do you mean “rare”?",
    );
  });
});
