/**
 * @file The trainer process: chooses an engine, says `ready`, trains one cohort at a time, answers every request.
 * Reads: messages of the parent (each parsed), the data file and checkpoints a cohort names. Writes: messages, checkpoints.
 *
 * It never ends without a word: what cannot be told by the protocol's own messages of a cohort is `cohort-failed`,
 * with an empty cohort id when no cohort is meant (the engine did not start, a message could not be read).
 */
import { constants, setPriority } from "node:os";
import { AppError, describe, toWire } from "#shared/errors/errors.ts";
import { needOf } from "#shared/model/supports.ts";
import { taskOf } from "#shared/task/registry.ts";
import { ToTrainerSchema, type Cohort, type Fault, type ToTrainer } from "#shared/wire/trainer-protocol.ts";
import { prepareData } from "../../data/encode/encode.ts";
import { trainCohort } from "./cohort.ts";
import { CohortControl } from "./control.ts";
import { commitFault, isDue } from "./fault.ts";
import { connectParent } from "../../processes/parent-port.ts";
import { measureStored } from "./measure-stored.ts";
import { selectEngine } from "./select-engine.ts";
import { surveyEngines } from "./survey.ts";

const SIGN_OF_LIFE_MS = 250;

const port = connectParent();
let current: { readonly cohortId: string; readonly control: CohortControl } | null = null;
let closing = false;

function postFailure(cohortId: string, thrown: unknown): void {
  const { code, data } = toWire(thrown);
  port.post({ type: "cohort-failed", cohortId, code, data });
}

async function exitAfterFlush(code: number): Promise<void> {
  await port.flush();
  process.exit(code);
}

function die(error: unknown): void {
  postFailure(current?.cohortId ?? "", error);
  if (!(error instanceof AppError)) console.error(error);
  // The parent shows the last line when the process ends.
  console.error(describe(error));
  void exitAfterFlush(1);
}

process.on("uncaughtException", die);
// Checkpoints are written by time; what was trained since the last one is the price of the app's death.
port.onGone(() => process.exit(0));

// With a trainer on every core the app waited 10 to 40 ms for its turn, and so does whatever else the user works with.
yieldToOthers();

// Started before the engine is there: a cohort sent at once waits for it.
const started = startEngine();
started.catch(die);
port.onMessage((raw) => void receive(raw));

function yieldToOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids it trains all the same.
  }
}

/** The engine that `auto` takes: a machine on which not even that one is right cannot train. */
async function startEngine(): Promise<void> {
  const { name, backend, version, threads, gradientError } = await selectEngine("auto");
  port.post({ type: "ready", engine: name, backend, version, threads, gradientError });
}

async function receive(raw: unknown): Promise<void> {
  const parsed = ToTrainerSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    postFailure(cohortIdOf(raw), new AppError("input/invalid", { what: `“${issue.path.join(".") || "type"}” of the trainer message`, detail: issue.message }));
    return;
  }
  await obey(parsed.data);
}

/** The cohort a message was about, as far as that can be read. */
function cohortIdOf(raw: unknown): string {
  const id = (raw as { cohort?: { cohortId?: unknown } } | null)?.cohort?.cohortId;
  return typeof id === "string" ? id : "";
}

async function obey(message: ToTrainer): Promise<void> {
  switch (message.type) {
    case "train":
      return train(message.cohort, message.fault);
    // A stop or a drop that crosses the end of its cohort finds nothing to do; the end has been told.
    case "stop":
      current?.control.requestStop(message.checkpoint);
      return;
    case "drop":
      current?.control.requestDrop(message);
      return;
    case "stored":
      current?.control.noteStored(message.epochs);
      return;
    case "survey":
      port.post({ type: "surveyed", engines: await surveyEngines(message.shape) });
      return;
    case "measure":
      port.post(await measureStored(message));
      return;
    case "probe":
      // Loaded on demand: a trainer that never touches TensorFlow does not read its glue.
      port.post({ type: "probed", result: await (await import("../engines/tensorflow/probe.ts")).probe(message.binding) });
      return;
    case "shutdown":
      closing = true;
      if (current) current.control.requestStop(false);
      else await exitAfterFlush(0);
  }
}

/** Reading a large table takes longer than the silence that counts as a hang: says once in a while that this process is alive. */
async function whileAlive<T>({ cohortId, runs }: Cohort, work: () => Promise<T>): Promise<T> {
  const sign = { type: "progress", cohortId, epoch: 1, step: 0, stepsPerEpoch: 0, runs: runs.length, msPerStep: 0 } as const;
  const timer = setInterval(() => port.post(sign), SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

async function train(cohort: Cohort, fault: Fault | undefined): Promise<void> {
  if (current || closing) {
    postFailure(
      cohort.cohortId,
      new AppError("train/failed", { detail: closing ? "the trainer is closing" : `the trainer is busy with cohort ${current!.cohortId}` }),
    );
    return;
  }
  const control = new CohortControl();
  current = { cohortId: cohort.cohortId, control };
  const afterEpoch = async (epochs: readonly number[]): Promise<void> => {
    if (!fault || !isDue(fault, epochs)) return;
    // What was reported before the fault has to arrive, or the tests could not tell what the app saw.
    await port.flush();
    await whileAlive(cohort, () => commitFault(fault, control));
  };
  try {
    const need = needOf({ ...cohort, model: { kind: cohort.model }, losses: cohort.runs });
    const { data, engine } = await whileAlive(cohort, async () => {
      const prepared = await prepareData(cohort.data, taskOf(cohort));
      await started;
      return { data: prepared, engine: await selectEngine(cohort.engine, need) };
    });
    await trainCohort(cohort, data, engine, control, { post: (message) => port.post(message), afterEpoch });
  } catch (error) {
    postFailure(cohort.cohortId, error);
  }
  current = null;
  if (closing) await exitAfterFlush(0);
}
