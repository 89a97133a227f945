/** @file Trainers as the log tells of them: what they run on, and how they end. Reads: their messages and their end. Writes: the log. */
import { FromTrainerSchema } from "#shared/wire/trainer-protocol.ts";
import type { LaunchTrainer } from "../processes/launch.ts";
import type { Log } from "./log.ts";

/** An end that was asked for. */
const IN_ORDER = "exit code 0";

export function loggedLauncher(launch: LaunchTrainer, log: Log): LaunchTrainer {
  return () => {
    const trainer = launch();
    const { pid } = trainer;
    trainer.onMessage((raw) => {
      if ((raw as { type?: unknown } | null)?.type !== "ready") return;
      const ready = FromTrainerSchema.safeParse(raw).data;
      if (ready?.type === "ready") log.write("trainer ready", { trainer: pid, engine: ready.engine, backend: ready.backend });
    });
    trainer.onExit((reason, cause, lastLines) => {
      if (reason === IN_ORDER) log.write("trainer ended", { trainer: pid });
      else log.write("trainer died", { trainer: pid, reason, cause, words: lastLines === "" ? undefined : lastLines });
    });
    return trainer;
  };
}
