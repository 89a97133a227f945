/**
 * @file Which engine trains a sweep: asked once per machine and shape, then kept.
 * Reads and writes: calibration.json in the folder of the engines (a cache: it can be made again).
 * A trainer process of its own does the asking: loading a native library may take its process down, and this one must live.
 */
import { availableParallelism, cpus } from "node:os";
import { type EngineName, type EngineReport, type EngineShape, type EngineSurvey, type ProbeResult, USUAL_SHAPE } from "#shared/wire/engines.ts";
import { type Need, supports } from "#shared/model/supports.ts";
import { AppError, describe } from "#shared/errors/errors.ts";
import { type FromTrainer, FromTrainerSchema, type ToTrainer } from "#shared/wire/trainer-protocol.ts";
import { withUsualMask } from "../base/owner-only.ts";
import { installTensorflow } from "../engine-install/install.ts";
import { type Calibration, changeCalibration, readCalibration } from "./calibration-file.ts";
import { KERNEL_MS_PER_UNIT, weightsOf } from "../planner/forecast.ts";
import type { LaunchTrainer, TrainerProcess } from "../processes/launch.ts";

/** Loading TensorFlow takes seconds on a cold disk, a first start on a GPU compiles for minutes; measuring takes less than a second each. */
const ASK_LIMIT_MS = 600_000;

/**
 * Runs that one trainer takes at once. wasm goes run by run, so only the size of a loss by a crash counts; the tfjs backend of
 * `reference` gains nothing above 16 (bench/README.md); a graph gains up to about 50 on a processor, and a GPU wants all it can hold.
 */
const COHORT: Readonly<Record<EngineName, number>> = { wasm: 32, reference: 16, tensorflow: 64 };
const GPU_COHORT = 512;

/** A sweep that the kernel trains within this time is not worth a measurement. */
const SHORT_MS = 15_000;

export interface EngineChoice {
  readonly engine: EngineName | "auto";
  readonly cohort: number;
  readonly trainers: number;
}

export interface EnginesOptions {
  readonly launch: LaunchTrainer;
  readonly calibrationFile: string;
  readonly trainers: number;
  /** Is the TensorFlow library there? Without it there is nothing to choose, and nothing is measured. */
  readonly tensorflowInstalled: () => Promise<boolean>;
  readonly now: () => string;
}

export class Engines {
  readonly #o: EnginesOptions;
  readonly #known = new Map<string, EngineSurvey>();
  readonly #asking = new Map<string, Promise<EngineSurvey>>();
  /** Processes that were asked and have not ended. */
  readonly #asked = new Set<TrainerProcess>();
  #closed = false;
  #installed = false;

  private constructor(options: EnginesOptions) {
    this.#o = options;
  }

  static async open(options: EnginesOptions): Promise<Engines> {
    const engines = new Engines(options);
    engines.#installed = await options.tensorflowInstalled();
    for (const [key, survey] of Object.entries(await readCalibration(options.calibrationFile)))
      if (survey.machine === machineName()) engines.#known.set(key, survey);
    return engines;
  }

  /**
   * What a cohort of this shape trains on. @param wanted the sweep's setting; a named engine is never replaced by another.
   * @param stepRuns training steps of all runs of the sweep together: the same from its first run to its last, so that none of them
   * trains on another engine than its neighbours. @param need what it trains; absent: what every engine does.
   * @returns undefined while it is not known: call {@link survey} and ask again.
   */
  choose(shape: EngineShape, wanted: EngineName | "auto", stepRuns: number, need?: Need): EngineChoice | undefined {
    const { trainers } = this.#o;
    const known = this.#known.get(keyOf(shape));
    if (wanted !== "auto") {
      // On a GPU one process takes all the memory: how many there may be has to be known before the first one starts.
      if (wanted === "tensorflow" && !known && this.#installed) return undefined;
      const report = known?.engines.find((engine) => engine.name === wanted);
      return { engine: wanted, cohort: cohortOf(wanted, report), trainers: trainersOf(report, trainers) };
    }
    if (known) {
      // What was measured once may have been removed since.
      const able = known.engines.filter(({ name, state }) => state === "ready" && this.isThere(name) && (!need || supports(name, need) === null));
      // None: the trainer says of which one it is what it does not train.
      if (able.length === 0) return { engine: "auto", cohort: COHORT.wasm, trainers };
      const best = soonest(able, stepRuns, trainers);
      return { engine: best.name, cohort: cohortOf(best.name, best), trainers: trainersOf(best, trainers) };
    }
    // Measuring loads TensorFlow, which takes longer than the kernel needs for a short sweep.
    const short = kernelMs(shape, stepRuns) / trainers < SHORT_MS;
    return this.#installed && !short ? undefined : { engine: "auto", cohort: COHORT.wasm, trainers };
  }

  /** Whether it is installed; that it trains is for a trainer to show. */
  isThere(engine: EngineName): boolean {
    return engine !== "tensorflow" || this.#installed;
  }

  /** What `auto` means for this shape now, measured where it has to be. @throws AppError as {@link survey}. */
  async resolve(shape: EngineShape, stepRuns: number, need: Need): Promise<EngineName> {
    if (this.choose(shape, "auto", stepRuns, need) === undefined) await this.survey(shape);
    const engine = this.choose(shape, "auto", stepRuns, need)?.engine ?? "auto";
    return engine === "auto" ? "wasm" : engine;
  }

  /** Measures every engine on this shape, or returns what was kept. @throws AppError `train/start`, `train/hung` when the asking fails. */
  async survey(shape: EngineShape, again = false): Promise<EngineSurvey> {
    const key = keyOf(shape);
    const kept = this.#known.get(key);
    if (kept && !again) return kept;
    const running = this.#asking.get(key) ?? this.#ask(shape).finally(() => this.#asking.delete(key));
    this.#asking.set(key, running);
    return running;
  }

  /**
   * Fetches, links and tests the TensorFlow library, then measures anew.
   * @throws AppError `engine/*` with what is missing. What was installed before stays usable when it throws.
   */
  async install(again: boolean, onProgress: (text: string) => void): Promise<EngineSurvey> {
    const library = process.env["FOCALDESK_TENSORFLOW"] || undefined;
    await withUsualMask(() => installTensorflow({ again, onProgress, library, probe: (binding) => this.#probe(binding) }));
    await this.forget();
    onProgress("measuring the engines");
    return this.survey(USUAL_SHAPE, true);
  }

  /** Ends the processes that are being asked: whoever waits for an answer gets `train/start`. */
  close(): void {
    this.#closed = true;
    for (const trainer of this.#asked) trainer.kill();
  }

  #launch(): TrainerProcess {
    if (this.#closed) throw new AppError("app/closing", { what: "the measurement of the engines" });
    const trainer = this.#o.launch();
    this.#asked.add(trainer);
    trainer.onExit(() => this.#asked.delete(trainer));
    return trainer;
  }

  async #probe(binding: string): Promise<ProbeResult> {
    try {
      return (await askTrainer(this.#launch(), { type: "probe", binding }, "probed")).result;
    } catch (error) {
      return { ok: false, reason: describe(error) };
    }
  }

  /** After an installation: earlier measurements did not know the new engine. */
  async forget(): Promise<void> {
    this.#installed = await this.#o.tensorflowInstalled();
    this.#known.clear();
    const others = (stored: Calibration): Calibration => Object.fromEntries(Object.entries(stored).filter(([, { machine }]) => machine !== machineName()));
    await changeCalibration(this.#o.calibrationFile, others);
  }

  async #ask(shape: EngineShape): Promise<EngineSurvey> {
    const { engines } = await askTrainer(this.#launch(), { type: "survey", shape }, "surveyed");
    const ready = engines.filter((engine) => engine.state === "ready");
    const best = ready.length > 0 ? soonest(engines, Infinity, this.#o.trainers) : undefined;
    if (!best) throw new AppError("train/engine", { detail: engines.map((engine) => `${engine.name}: ${engine.reason}`).join(" ") });
    const survey = {
      machine: machineName(),
      at: this.#o.now(),
      shape,
      engines,
      chosen: best.name,
      trainers: trainersOf(best, this.#o.trainers),
      cohort: cohortOf(best.name, best),
    };
    this.#known.set(keyOf(shape), survey);
    await changeCalibration(this.#o.calibrationFile, (stored) => ({ ...stored, [keyOf(shape)]: survey }));
    return survey;
  }
}

function keyOf({ features, hidden, outputs, batchSize }: EngineShape): string {
  return `${[features, ...hidden, outputs].join("-")}/${batchSize}`;
}

/** Two machines with the same name here are as fast as each other, near enough. */
export function machineName(): string {
  return `${cpus()[0]?.model ?? process.arch}, ${availableParallelism()} cores, ${process.platform}`;
}

function kernelMs(shape: EngineShape, stepRuns: number): number {
  return stepRuns * shape.batchSize * weightsOf(shape, shape.outputs) * KERNEL_MS_PER_UNIT;
}

/**
 * The ready engine that ends first. The reference engine is the oracle of the others: it trains only where nothing else does.
 * @param engines with at least one that is ready. @param stepRuns Infinity: only the speed of a step counts.
 */
function soonest(engines: readonly EngineReport[], stepRuns: number, trainers: number): EngineReport {
  const ready = engines.filter((engine) => engine.state === "ready");
  // The variable names backends of the reference engine: a trainer that chooses by itself takes that one, too.
  if (process.env.FOCALDESK_BACKENDS && ready.some((engine) => engine.name === "reference")) return ready.find((engine) => engine.name === "reference")!;
  const able = ready.some((engine) => engine.name !== "reference") ? ready.filter((engine) => engine.name !== "reference") : ready;
  const pace = (engine: EngineReport): number => engine.msPerStepRun! / trainersOf(engine, trainers);
  const total = (engine: EngineReport): number => (stepRuns === Infinity ? pace(engine) : engine.startMs! + pace(engine) * stepRuns);
  return able.reduce((a, b) => (total(b) < total(a) ? b : a));
}

const usesGpu = (report: EngineReport | undefined): boolean => report?.backend?.includes("gpu") ?? false;
const cohortOf = (name: EngineName, report: EngineReport | undefined): number => (usesGpu(report) ? GPU_COHORT : COHORT[name]);
/** Processes on one GPU take turns and each holds a context; one with many stacked runs is faster (reference measurements in bench/README.md). */
const trainersOf = (report: EngineReport | undefined, trainers: number): number => (usesGpu(report) ? 1 : trainers);

/**
 * One process, one question. The process is gone when it resolves or rejects.
 * @throws AppError `train/start` when it ends without an answer, `train/hung`.
 */
async function askTrainer<T extends FromTrainer["type"]>(trainer: TrainerProcess, question: ToTrainer, answer: T): Promise<Extract<FromTrainer, { type: T }>> {
  const gone = new Promise<string>((resolve) => trainer.onExit(resolve));
  let timer: NodeJS.Timeout | undefined;
  const answered = new Promise<Extract<FromTrainer, { type: T }>>((resolve, reject) => {
    timer = setTimeout(() => {
      trainer.kill();
      reject(new AppError("train/hung", { seconds: ASK_LIMIT_MS / 1000 }));
    }, ASK_LIMIT_MS);
    void gone.then((reason) => reject(new AppError("train/start", { reason })));
    trainer.onMessage((raw) => {
      const message = FromTrainerSchema.safeParse(raw);
      if (message.success && message.data.type === answer) resolve(message.data as Extract<FromTrainer, { type: T }>);
    });
    trainer.send(question);
  });
  try {
    return await answered;
  } finally {
    clearTimeout(timer);
    // Not asked to leave: it has nothing to write, and a native library can hang while it is unloaded.
    trainer.kill();
    await gone;
  }
}
