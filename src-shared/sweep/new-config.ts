/** @file A configuration as it is stored, whoever planned it. Reads: a plan. */
import { cohortKind } from "../loss/registry.ts";
import type { Params } from "../params/value.ts";
import { sweepParams } from "./config-params.ts";
import type { Plan } from "./plan.ts";
import type { SweepSpec } from "./spec.ts";

export interface NewConfig {
  /** Tells it from the others of its sweep, and is the same in every sweep that has it. */
  readonly key: string;
  /** Runs of one sweep with the same kind can train together. */
  readonly kind: string;
  readonly params: Params;
  readonly isControl: boolean;
}

/** Those of a sweep of the built-in trainer. */
export function newConfigs(spec: SweepSpec, { configs }: Pick<Plan, "configs">): NewConfig[] {
  return configs.map(({ key, params, isControl }) => ({ key, kind: cohortKind(params.family, params.options), params: sweepParams(spec, params), isControl }));
}
