/** @file The wording of what zod finds: every issue code of zod 4, and the slips of a sweep file. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AppError } from "#shared/errors/errors.ts";
import { nearestName } from "#shared/text/nearest-name.ts";
import { complaintsOf } from "#shared/schema/issues.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

function complaint(schema: z.ZodType, value: unknown): { code: string; text: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error("the value is valid");
  return { code: parsed.error.issues[0]!.code, text: complaintsOf(parsed.error, schema, value)[0]!.detail };
}
const RAW = /Invalid|expected|received|Too (small|big)|Unrecognized|discriminator|>=|<=/;

describe("what zod finds, in words", () => {
  const family = z.discriminatedUnion("family", [z.strictObject({ family: z.literal("a") }), z.strictObject({ family: z.literal("b") })]);
  it.each<[string, z.ZodType, unknown, string]>([
    ["invalid_type", z.number(), "2", "it is the text “2”, it must be a number"],
    ["invalid_type", z.strictObject({ n: z.number() }), {}, "it is missing, it must be a number"],
    ["invalid_type", z.number(), NaN, "it is NaN, it must be a number"],
    ["invalid_type", z.int(), 1.5, "it is 1.5, it must be a whole number"],
    ["invalid_type", z.array(z.string()), { a: 1 }, "it is an object {…}, it must be a list"],
    ["invalid_type", z.boolean(), null, "it is null, it must be true or false"],
    ["invalid_type", z.record(z.string(), z.number()), [1], "it is a list, it must be an object {…}"],
    ["too_small", z.number().min(0), -1, "it is -1, it must be at least 0"],
    ["too_small", z.number().gt(0), 0, "it is 0, it must be above 0"],
    ["too_small", z.string().min(1), "", "it must not be empty"],
    ["too_small", z.string().min(3), "ab", "it has 2 signs, it must have at least 3 signs"],
    ["too_small", z.array(z.number()).min(1), [], "it is empty, it must have at least 1 entry"],
    ["too_small", z.array(z.number()).length(2), [1], "it has 1 entry, it must have exactly 2 entries"],
    ["too_small", z.set(z.number()).min(2), new Set([1]), "it has 1 entry, it must have at least 2 entries"],
    ["too_small", z.date().min(new Date(0)), new Date(-1), "it is"],
    ["too_big", z.number().lt(1), 1, "it is 1, it must be below 1"],
    ["too_big", z.number().max(4), 5, "it is 5, it must be at most 4"],
    ["too_big", z.string().max(2), "abc", "it has 3 signs, it must have at most 2 signs"],
    ["too_big", z.array(z.number()).max(1), [1, 2], "it has 2 entries, it must have at most 1 entry"],
    ["invalid_value", z.enum(["adam", "sgd"]), "adan", "it is the text “adan” (do you mean “adam”?), it must be “adam” or “sgd”"],
    ["invalid_value", z.literal(1), 2, "it is 2, it must be 1"],
    ["invalid_format", z.string().regex(/^a/), "b", "it is the text “b”, it must match /^a/"],
    ["invalid_format", z.email(), "b", "it is the text “b”, it must have the form of email"],
    ["invalid_format", z.string().regex(/^a/, { error: "it must begin with a" }), "b", "it is the text “b”, it must begin with a"],
    ["not_multiple_of", z.number().multipleOf(3), 4, "it is 4, it must be a multiple of 3"],
    ["unrecognized_keys", z.strictObject({ gamma: z.number().optional() }), { gama: 1 }, "“gama” is no setting of it"],
    ["invalid_union", z.union([z.number(), z.literal("off")]), "of", "it is the text “of”, it must be a number or “off”"],
    ["invalid_union", z.union([z.number(), z.array(z.number())], { error: "give numbers" }), true, "it is true, give numbers"],
    ["invalid_union", family, { family: "c" }, "it is the text “c”, it must be “a” or “b”"],
    ["invalid_union", family, {}, "it is missing, it must be “a” or “b”"],
    ["invalid_union", z.xor([z.number(), z.int()]), 1, "it fits 2 forms, and only one is allowed"],
    ["invalid_union", z.union([z.strictObject({ a: z.number() }), z.strictObject({ b: z.number() })]), { a: 1, b: 2 }, "“a” and “b” exclude each other"],
    ["invalid_key", z.record(z.string().min(2), z.number()), { a: 1 }, "the key “a” is not valid: it has 1 sign, it must have at least 2 signs"],
    ["invalid_element", z.map(z.object({}), z.number()), new Map([[{}, "x"]]), "is not valid: it is the text “x”, it must be a number"],
    ["custom", z.number().refine((n) => n > 1, { error: "one is too few" }), 1, "one is too few"],
    ["custom", z.number().refine((n) => n > 1), 1, "it is not valid"],
  ])("%s: %#", (code, schema, value, text) => {
    const found = complaint(schema, value);
    expect(found.code).toBe(code);
    expect(found.text).toContain(text);
    expect(found.text).not.toMatch(RAW);
  });

  it("finds keys at any depth: through lists, unions and defaults", () => {
    const schema = z.strictObject({ list: z.array(z.union([z.number(), z.strictObject({ from: z.number(), step: z.number() })])).prefault([]) });
    const parsed = schema.safeParse({ list: [1, { from: 1, stp: 2 }] });
    expect(complaintsOf(parsed.error!, schema, { list: [1, { from: 1, stp: 2 }] })[0]).toMatchObject({
      path: ["list", 1],
      unknown: { key: "stp", guess: "; do you mean “step”?", settings: ["from", "step"] },
    });
  });
});

describe("a slip in a sweep file", () => {
  const refusal = (change: object): AppError => {
    try {
      parseSweepSpec({ name: "t", dataset: { name: "d" }, losses: [{ family: "cross-entropy" }], ...change });
    } catch (error) {
      return error as AppError;
    }
    throw new Error("it was accepted");
  };
  const block = (loss: object): object => ({ losses: [{ family: "focal-softmax", gamma: 2, ...loss }] });

  it.each<[object, string]>([
    [{ losses: [{ family: "focal-softmax", gama: 2 }] }, "“gama” is no setting of focal-softmax (“losses.0”); do you mean “gamma”?"],
    [block({ smothing: 0.1 }), "“smothing” is no setting of focal-softmax (“losses.0”); do you mean “smoothing”?"],
    [block({ weights: { bta: 0.9 } }), "“bta” is no setting of “losses.0.weights”; do you mean “beta”?"],
    [block({ weights: { class: { a: 1 } } }), "“class” is no setting of “losses.0.weights”; do you mean “classes”?"],
    [block({ gamma: { from: 0, to: 1, stp: 0.5 } }), "“stp” is no setting of “losses.0.gamma”; do you mean “step”?"],
    [block({ gamma: [0, { from: 1, to: 2, steps: 1 }] }), "“steps” is no setting of “losses.0.gamma.1”; do you mean “step”?"],
    [block({ beta: 0.9 }), "“beta” is no setting of focal-softmax (“losses.0”); it belongs inside “weights”."],
    [{ losses: [{ family: "cross-entropy", tau: 1 }] }, "“tau” is no setting of cross-entropy (“losses.0”); logit-adjusted has it."],
    [{ losses: [{ family: "ldam", poly: 1 }] }, "“poly” is no setting of ldam (“losses.0”); "],
    [{ losses: [{ family: "focal-sigmoid", gamma: 1, strength: 1 }] }, "“strength” is no setting of focal-sigmoid (“losses.0”); weighted-cross-entropy, "],
    [{ training: { epoch: 3 } }, "“epoch” is no setting of “training”; do you mean “epochs”?"],
    [{ training: { schedule: { knd: "step" } } }, "“knd” is no setting of “training.schedule”; do you mean “kind”?"],
    [{ split: { valid: 0.2 } }, "“valid” is no setting of “split”; do you mean “validation”?"],
    [{ model: { layers: [3] } }, "“layers” is no setting of “model”."],
    [{ dataset: { path: "x" } }, "“path” is no setting of “dataset”."],
    [{ watchdog: { patience: 3 } }, "“patience” is no setting of “watchdog”; do you mean “patienceEpochs”?"],
    [{ epochs: 3 }, "“epochs” is no setting of a sweep; it belongs inside “training”."],
    [{ batch_size: 3 }, "“batch_size” is no setting of a sweep; do you mean “batchSize” inside “training”?"],
    [{ losses: [{ family: "focal-sofmax", gamma: 2 }] }, "it is the text “focal-sofmax” (do you mean “focal-softmax”?), it must be “cross-entropy”, "],
    [{ losses: [{ gamma: 2 }] }, "“losses.0.family” of the sweep is not valid: it is missing, it must be “cross-entropy”, "],
    [{ losses: [] }, "“losses” of the sweep is not valid: it is empty, it must have at least 1 entry."],
    [block({ gamma: [] }), "“losses.0.gamma” of the sweep is not valid: it is empty, it must have at least 1 entry."],
    [block({ gamma: "2" }), "“losses.0.gamma” of the sweep is not valid: it is the text “2”, give a number, a list of numbers and ranges"],
    [block({ weights: { beta: 0.9, classes: { a: 1 } } }), "“beta” and “classes” exclude each other, give one of them"],
    [block({ weights: { classes: { a: -1 } } }), "“losses.0.weights.classes.a” of the sweep is not valid: it is -1, it must be at least 0."],
    [{ losses: [{ family: "focal-sigmoid", gamma: 1, alpha: "on" }] }, "“losses.0.alpha” of the sweep is not valid: it is the text “on”, give “off”, a number"],
    [
      { losses: [{ family: "focal-sigmoid", gamma: 1, alpha: [0.1, "of"] }] },
      "“losses.0.alpha.1” of the sweep is not valid: it is the text “of”, it must be “off”, a number or an object",
    ],
    [{ dataset: { sha256: "x" } }, "it must be the 64 signs 0-9 and a-f"],
    [{ seeds: { from: 1, to: 3 } }, "“seeds.step” of the sweep is not valid: it is missing, it must be a number."],
  ])("%j", (change, sentence) => {
    const { message, action, code } = refusal(change);
    expect(message).toContain(sentence);
    expect(message).not.toMatch(RAW);
    if (code === "sweep/unknown-key") expect(action).toMatch(/^Its settings are: \S/);
  });

  it("lists the settings of every form of a union", () => {
    expect(refusal(block({ weights: { zzz: 1 } })).action).toBe("Its settings are: beta, classes.");
  });
});

describe("the nearest name", () => {
  it.each([
    ["gama", ["gamma", "strength"], "gamma"],
    ["gmama", ["gamma"], "gamma"],
    ["Batch-Size", ["batchSize", "batch"], "batchSize"],
    ["setosa ", ["Iris-setosa", "setosa"], "setosa"],
    ["val", ["validation", "train"], "validation"],
    ["foo", ["gamma", "bar"], null],
    ["a", ["b", "c"], null],
    ["", ["gamma"], null],
    ["x".repeat(5000), ["gamma"], null],
  ])("%s of %j is %s", (name, candidates, nearest) => {
    expect(nearestName(name, candidates)).toBe(nearest);
  });
});

describe("input of any size", () => {
  const base = { name: "x", dataset: { name: "d" }, losses: [{ family: "focal-softmax", gamma: 1 } as Record<string, unknown>] };
  const many = (count: number, value: unknown): Record<string, unknown> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]));
  const nest = (depth: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  const said = (input: unknown): string => {
    try {
      parseSweepSpec(input);
    } catch (error) {
      return (error as AppError).message;
    }
    throw new Error("it was taken");
  };

  it.each<[string, unknown, string]>([
    ["unknown keys", { ...base, ...many(90_000, 1) }, "“k0” is no setting of a sweep"],
    ["too many keys", { ...base, ...many(200_000, 1) }, "an object has 200003 entries, at most 100000 are read"],
    ["lists in lists", { ...base, seeds: nest(1_000_000) }, "more than 64 deep"],
    ["a long list", { ...base, seeds: Array.from({ length: 100_001 }, () => 1) }, "a list has 100001 entries"],
    ["many values altogether", { ...base, a: many(90_000, 1), b: many(90_000, 1), c: many(90_000, 1) }, "more than 250000 values"],
    ["bad values", { ...base, seeds: Array.from({ length: 50_000 }, () => "one") }, "“seeds.0” of the sweep is not valid: it is the text “one”"],
  ])("%s end in one sentence", (_what, input, sentence) => {
    const text = said(input);
    expect(text).toContain(sentence);
    expect(text.length).toBeLessThan(1000);
  });

  it("a key or value of megabytes is cut in the sentence", () => {
    expect(said({ ...base, ["k".repeat(2_000_000)]: 1 })).toMatch(/^“k{60}…” is no setting of a sweep/);
    expect(said({ ...base, losses: [{ family: "focal-softmax", alpha: Array.from({ length: 90_000 }, () => 0.25) }] }).length).toBeLessThan(10_000);
  });

  it("tells a hundred things at most", () => {
    const schema = z.strictObject({ a: z.array(z.number()) });
    const value = { a: Array.from({ length: 5_000 }, () => "x"), ...many(5_000, 1) };
    const found = complaintsOf(schema.safeParse(value).error!, schema, value);
    expect(found.length).toBeLessThanOrEqual(200);
    expect(found[0]!.unknown?.key).toBe("k0");
  });

  it("blames the values of own class weights, however many are wrong, and not the setting that holds them", () => {
    const classes = { a: "x", b: "y", c: "z", d: "w" };
    expect(said({ ...base, losses: [{ family: "focal-softmax", gamma: 1, weights: { classes } }] })).toContain(
      "“losses.0.weights.classes.a” of the sweep is not valid",
    );
  });
});
