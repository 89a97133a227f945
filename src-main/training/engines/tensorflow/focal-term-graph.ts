/**
 * @file The focal term of a margin as graph operations, with the leading term of its power series re-weighted where that is asked for: the one place
 * of this engine that knows it. f(m) = (1-p)^g * -log p + poly (1-p)^(g+1) with p = sigmoid(m).
 */
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

interface Margin {
  /** Of any shape, as all of the results. */
  readonly margin: Value;
  readonly gamma: Value;
  /** null: none. */
  readonly poly: Value | null;
  /** Multiplies the loss. */
  readonly weight: Value;
}

interface Parts {
  readonly p: Value;
  /** 1 - p. */
  readonly q: Value;
  /** -log p. */
  readonly minusLogP: Value;
  /** weight (1-p)^g. */
  readonly focus: Value;
  readonly value: Value;
}

/** No 1 - p, no power (-log p = softplus(-m), -log(1-p) = softplus(m)): exact in float32 for every margin, 0 where the true value is below 1e-38. */
function partsOf(o: Operations, { margin, gamma, poly, weight }: Margin): Parts {
  const opposite = o.unary("Neg", margin);
  const minusLogP = o.unary("Softplus", opposite);
  const q = o.unary("Sigmoid", opposite);
  const focus = o.mul(weight, o.unary("Exp", o.unary("Neg", o.mul(gamma, o.unary("Softplus", margin)))));
  return { p: o.unary("Sigmoid", margin), q, minusLogP, focus, value: o.mul(focus, poly ? o.add(minusLogP, o.mul(poly, q)) : minusLogP) };
}

/**
 * @returns value, and slope by the margin: -focus [q + g p softplus(-m) + poly (g+1) p q].
 * Source: Lin et al. 2017, eq. 4 and appendix B; Leng et al. 2022, eq. 6 (Poly-1 of the focal loss).
 */
export function focalOfMargin(o: Operations, inputs: Margin): { value: Value; slope: Value } {
  const { p, q, minusLogP, focus, value } = partsOf(o, inputs);
  const plain = o.add(q, o.mul(inputs.gamma, o.mul(p, minusLogP)));
  const inner = inputs.poly ? o.add(plain, o.mul(o.mul(inputs.poly, o.add(inputs.gamma, o.graph.scalar(1))), o.mul(p, q))) : plain;
  return { value, slope: o.unary("Neg", o.mul(focus, inner)) };
}

/** softplus(-m) / sigmoid(-m) is 1 to float32 from here on, and 0 / 0 much further up. */
const RATIO_LIMIT = 40;

/** @returns value, p, q, and steepness = minus slope / q, which stays finite where q is 0: focus [1 + g p softplus(-m)/q + poly (g+1) p]. */
export function focalBySteepness(o: Operations, inputs: Margin & { readonly poly: Value }): { value: Value; steepness: Value; p: Value; q: Value } {
  const { p, q, focus, value } = partsOf(o, inputs);
  const limited = o.unary("Neg", o.binary("Minimum", inputs.margin, o.graph.scalar(RATIO_LIMIT)));
  const ratio = o.div(o.unary("Softplus", limited), o.unary("Sigmoid", limited));
  const one = o.graph.scalar(1);
  const grown = o.mul(p, o.add(o.mul(inputs.gamma, ratio), o.mul(inputs.poly, o.add(inputs.gamma, one))));
  return { value, steepness: o.mul(focus, o.add(one, grown)), p, q };
}
