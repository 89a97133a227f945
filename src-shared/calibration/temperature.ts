/**
 * @file Temperature scaling: one number T that divides all logits, fitted to the validation part.
 *
 * The mean NLL is convex in b = 1/T (a log-sum-exp of linear functions), so its slope has one root at most. The root is found in
 * log b by Newton's method inside a bracket that halves when a step leaves it. Source: Guo et al. 2017, section 4.2.
 */
import { sigmoid, softplus } from "../loss/focal.ts";
import type { FitReason } from "./notes.ts";
import { checkPart, outputsOfLayout, type Logits, type OutputLayout, type LogitPart } from "./logit-part.ts";

/** T is sought in [1 / TEMPERATURE_BOUND, TEMPERATURE_BOUND]. */
const TEMPERATURE_BOUND = 1e4;

export interface TemperatureFit {
  /** T > 0; null: no T is best, `reason` says why, and nothing may be scaled. */
  readonly temperature: number | null;
  /** Mean NLL of the validation part at T = 1, in nats; one-vs-rest: the sum over the outputs. Null without rows. */
  readonly nllBefore: number | null;
  /** The same at T. */
  readonly nllAfter: number | null;
  readonly reason: FitReason | null;
}

interface NllAt {
  readonly nll: number;
  /** d nll / d b. */
  readonly slope: number;
  /** Second derivative by b, >= 0. */
  readonly curvature: number;
}

/** Softmax: NLL of a row = log sum_j exp(b d_j), d_j = z_j - z_y. */
function softmaxNll({ logits, labels }: LogitPart, classes: number, b: number): NllAt {
  let nll = 0;
  let slope = 0;
  let curvature = 0;
  labels.forEach((label, row) => {
    const at = row * classes;
    const target = logits[at + label]!;
    let top = 0;
    for (let j = 0; j < classes; j++) top = Math.max(top, logits[at + j]! - target);
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let j = 0; j < classes; j++) {
      const d = logits[at + j]! - target;
      const e = Math.exp(b * (d - top));
      sum += e;
      first += e * d;
      second += e * d * d;
    }
    const mean = first / sum;
    nll += b * top + Math.log(sum);
    slope += mean;
    curvature += second / sum - mean * mean;
  });
  const n = labels.length;
  return { nll: nll / n, slope: slope / n, curvature: Math.max(0, curvature / n) };
}

/** Calls back with the margin of every output of every row: its logit, negated where the row is no positive of it. */
function eachSigmoidMargin({ logits, labels }: LogitPart, layout: OutputLayout, visit: (margin: number) => void): void {
  const outputs = outputsOfLayout(layout);
  logits.forEach((x: number, i: number) => {
    const positive = layout.kind === "binary" ? layout.positiveClass : i % outputs;
    visit(labels[Math.floor(i / outputs)] === positive ? x : -x);
  });
}

/** Sigmoid: NLL of an output = softplus(-b m). */
function sigmoidNll(part: LogitPart, layout: OutputLayout, b: number): NllAt {
  let nll = 0;
  let slope = 0;
  let curvature = 0;
  eachSigmoidMargin(part, layout, (m) => {
    const wrong = sigmoid(-b * m);
    nll += softplus(-b * m);
    slope -= m * wrong;
    curvature += m * m * wrong * (1 - wrong);
  });
  const n = part.labels.length;
  return { nll: nll / n, slope: slope / n, curvature: curvature / n };
}

/** Whether no row would gain from softer probabilities: every true class has the largest logit (softmax) or the right sign (sigmoid). */
function isSeparated(part: LogitPart, layout: OutputLayout): boolean {
  if (layout.kind !== "softmax") {
    let separated = true;
    eachSigmoidMargin(part, layout, (m) => (separated &&= m >= 0));
    return separated;
  }
  return part.labels.every((label, row) => {
    const scores = part.logits.subarray(row * layout.classes, (row + 1) * layout.classes);
    return scores.every((z: number) => z <= scores[label]!);
  });
}

/** Root of the slope in log b. The caller has made sure that it lies between the bounds. */
function rootOfSlope(at: (b: number) => NllAt): number {
  let low = -Math.log(TEMPERATURE_BOUND);
  let high = Math.log(TEMPERATURE_BOUND);
  let u = 0;
  // 50 halvings bring the bracket to 1e-14; Newton needs about 6 steps.
  for (let step = 0; step < 100; step++) {
    const b = Math.exp(u);
    const { slope, curvature } = at(b);
    if (slope === 0) return u;
    if (slope < 0) low = u;
    else high = u;
    const newton = u - slope / (curvature * b);
    const isInside = step < 50 && newton > low && newton < high;
    const next = isInside ? newton : (low + high) / 2;
    if (Math.abs(next - u) < 1e-14) return next;
    u = next;
  }
  return u;
}

/**
 * The T with the smallest mean NLL on a part. Softmax: -log p of the true class; sigmoid: the binary cross entropies of the outputs.
 * There is no such T, and `reason` says so, when the part has no row, when every row is right (the smaller T, the better: T -> 0 would
 * claim certainty), when the logits hold no information about the labels (the larger T, the better), or when T leaves the bounds.
 * @throws AppError `input/invalid` for logits that are no finite numbers or labels that are no classes.
 */
export function fitTemperature(validation: LogitPart, layout: OutputLayout): TemperatureFit {
  const rows = checkPart(validation, layout, "the validation part");
  if (rows === 0) return { temperature: null, nllBefore: null, nllAfter: null, reason: { id: "no-validation-rows" } };
  const at = (b: number): NllAt => (layout.kind === "softmax" ? softmaxNll(validation, layout.classes, b) : sigmoidNll(validation, layout, b));
  const nllBefore = at(1).nll;
  const none = (reason: FitReason): TemperatureFit => ({ temperature: null, nllBefore, nllAfter: null, reason });
  // At b = 0 all classes are equally likely: a slope that does not fall there never falls.
  if (at(0).slope >= 0) return none({ id: "logits-say-nothing" });
  if (isSeparated(validation, layout)) return none({ id: "all-right", rows });
  if (at(TEMPERATURE_BOUND).slope < 0) return none({ id: "temperature-too-low", bound: TEMPERATURE_BOUND });
  if (at(1 / TEMPERATURE_BOUND).slope > 0) return none({ id: "temperature-too-high", bound: TEMPERATURE_BOUND });
  const b = Math.exp(rootOfSlope(at));
  return { temperature: 1 / b, nllBefore, nllAfter: at(b).nll, reason: null };
}

/** @returns float64 logits / T, same layout. @param temperature > 0. */
export function scaleByTemperature(logits: Logits, temperature: number): Float64Array {
  return Float64Array.from(logits, (z) => z / temperature);
}
