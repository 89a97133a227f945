/** @file What comes in with a command: bounded, of the command's schema, or refused in a sentence. Reads: unknown JSON. */
import type { z } from "zod";
import { COMMANDS, type CommandName } from "#shared/wire/contract.ts";
import { AppError } from "#shared/errors/errors.ts";
import { refuseUnboundedInput } from "#shared/schema/input-bounds.ts";
import { refuseLostNames } from "#shared/schema/own-value.ts";
import { complaintsOf } from "#shared/schema/issues.ts";
import { sweepRefusal } from "#shared/sweep/refuse/sweep-refusal.ts";
import { refuseTwoWeightings } from "#shared/sweep/refuse/two-weightings.ts";

/** @throws AppError. */
export function parseInput(name: CommandName, input: unknown): unknown {
  if (!Object.hasOwn(COMMANDS, name)) throw new AppError("input/unknown-command", { command: String(name) });
  refuseUnboundedInput(input);
  refuseLostNames(input);
  const parsed = COMMANDS[name].in.safeParse(input ?? {});
  if (!parsed.success) throw invalidInput(name, parsed.error, input);
  if (typeof input === "object" && input !== null && "spec" in input) refuseTwoWeightings(input.spec);
  return parsed.data;
}

function invalidInput(name: CommandName, error: z.ZodError, input: unknown): AppError {
  const complaint = complaintsOf(error, COMMANDS[name].in, input ?? {})[0]!;
  if (complaint.path[0] === "spec") return sweepRefusal({ ...complaint, path: complaint.path.slice(1) });
  const place = complaint.path.join(".");
  const detail = complaint.unknown ? `“${complaint.unknown.key}” is none of its settings (${complaint.unknown.settings.join(", ")})` : complaint.detail;
  return new AppError("input/invalid", { what: place ? `“${place}” of ${name}` : `The input of ${name}`, detail });
}
