/** @file Faults that tests ask for; the product never sets one. */
import { assertNever } from "#shared/errors/errors.ts";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import type { CohortControl } from "./control.ts";

const CRASH_EXIT_CODE = 13;

/** @returns whether the fault is due, now that runs have finished these epochs. */
export function isDue({ kind, afterEpoch }: Fault, epochs: readonly number[]): boolean {
  return kind === "hold-each" ? epochs.some((epoch) => epoch >= afterEpoch) : epochs.includes(afterEpoch);
}

/** Does to this process what the fault says. */
export async function commitFault(fault: Fault, control: CohortControl): Promise<void> {
  switch (fault.kind) {
    case "crash":
      process.exit(CRASH_EXIT_CODE);
      break;
    case "hang": {
      // Blocks the thread for ever without burning the core: no message gets in or out, as in a stuck driver call.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      break;
    }
    case "killed":
      // As "kill -9" of a user, or of a system that shuts down.
      process.kill(process.pid, "SIGKILL");
      break;
    case "hold":
    case "hold-each":
      await control.asked();
      break;
    case "nap":
      process.kill(process.pid, "SIGSTOP");
      break;
    case "throw":
      throw new Error("injected fault");
    default:
      assertNever(fault.kind);
  }
}
