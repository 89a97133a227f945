/** @file What is known of the engines of a machine. Reads: unknown JSON. */
import { z } from "zod";
import { ENGINE_NAMES } from "../model/engine-names.ts";

export { ENGINE_NAMES, type EngineName } from "../model/engine-names.ts";

/** What decides the speed of a step. */
export const EngineShapeSchema = z.object({ features: z.int(), hidden: z.array(z.int()), outputs: z.int(), batchSize: z.int() });
export type EngineShape = z.infer<typeof EngineShapeSchema>;

export const EngineReportSchema = z.object({
  name: z.enum(ENGINE_NAMES),
  state: z.enum(["ready", "missing", "failed"]),
  backend: z.string().nullable(),
  version: z.string().nullable(),
  threads: z.int().nullable(),
  /** Largest relative error of the self-check's gradients against float64. */
  gradientError: z.number().nullable(),
  /** Wall time of one training step of one run, in one trainer process, with `runs` of them stacked. */
  msPerStepRun: z.number().nullable(),
  runs: z.int().nullable(),
  /** From nothing to proved, in one trainer process: what a short sweep pays more for than for its steps. */
  startMs: z.number().nullable(),
  reason: z.string().nullable(),
  action: z.string().nullable(),
});
export type EngineReport = z.infer<typeof EngineReportSchema>;

export const EngineSurveySchema = z.object({
  /** Processor and cores: a survey of another machine is not used. */
  machine: z.string(),
  at: z.string(),
  shape: EngineShapeSchema,
  engines: z.array(EngineReportSchema),
  /** What `auto` takes for a long sweep of this shape; a short one takes what starts sooner. */
  chosen: z.enum(ENGINE_NAMES),
  trainers: z.int(),
  /** Runs that one trainer takes at once, at most. */
  cohort: z.int(),
});
export type EngineSurvey = z.infer<typeof EngineSurveySchema>;

/** The architecture that engines are shown with when no sweep asks: 32-64-64-8, batch 128, as in bench/. */
export const USUAL_SHAPE: EngineShape = { features: 32, hidden: [64, 64], outputs: 8, batchSize: 128 };

/** What a process said of a TensorFlow binding that it loaded. */
export const ProbeResultSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), version: z.string(), usesGpu: z.boolean(), gradientError: z.number(), deviceNote: z.string() }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);
export type ProbeResult = z.infer<typeof ProbeResultSchema>;
