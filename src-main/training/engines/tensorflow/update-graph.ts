/**
 * @file Adam, AdamW and SGD with momentum on the flat state of a stack, as PyTorch computes them, as graph operations.
 * What depends on the step count is computed in float64 on the host (`factorsOf`).
 */
import type { EngineRun, Optimizer } from "../engine.ts";
import { ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON, adamScales } from "../step-rate.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

/** Parameters and moments, [k, n] each. */
export interface StateNodes {
  readonly p: Value;
  readonly m: Value;
  readonly v: Value;
}

/** Numbers per run and step: adam: rate, epsilon; adamw: and what parameters are multiplied by; sgd: rate, weight decay. */
export function factorsWidth(optimizer: Optimizer): number {
  return optimizer.kind === "adamw" ? 3 : 2;
}

/**
 * @param rate of this step. @param steps taken by the run before this one.
 * @returns `factorsWidth` numbers.
 */
export function factorsOf(optimizer: Optimizer, run: EngineRun, rate: number, steps: number): number[] {
  const decay = run.weightDecay ?? 0;
  if (optimizer.kind === "sgd") return [rate, decay];
  const adam = adamScales(rate, steps);
  // rate * m / (sqrt(v) * root + epsilon), with numerator and denominator divided by root: one pass over the weights less.
  const numbers = [adam.rate / adam.root, ADAM_EPSILON / adam.root];
  return optimizer.kind === "adamw" ? [...numbers, 1 - rate * decay] : numbers;
}

/**
 * @param gradient [k, n]. @param factors one [k, 1] for each number of `factorsOf`.
 * Source: torch.optim.Adam, AdamW (decoupled decay first), SGD (dampening 0, no nesterov).
 */
export function updateNodes(o: Operations, optimizer: Optimizer, state: StateNodes, gradient: Value, factors: readonly Value[]): StateNodes {
  const { graph } = o;
  if (optimizer.kind === "sgd") {
    const [rate, decay] = factors as [Value, Value];
    const m = o.add(o.mul(state.m, graph.scalar(optimizer.momentum)), o.add(gradient, o.mul(state.p, decay)));
    return { p: o.sub(state.p, o.mul(m, rate)), m, v: state.v };
  }
  const [rate, epsilon, shrink] = factors as [Value, Value, Value?];
  const m = o.add(o.mul(state.m, graph.scalar(ADAM_BETA1)), o.mul(gradient, graph.scalar(1 - ADAM_BETA1)));
  const v = o.add(o.mul(state.v, graph.scalar(ADAM_BETA2)), o.mul(o.unary("Square", gradient), graph.scalar(1 - ADAM_BETA2)));
  const step = o.mul(rate, o.div(m, o.add(o.unary("Sqrt", v), epsilon)));
  return { p: o.sub(shrink ? o.mul(state.p, shrink) : state.p, step), m, v };
}
