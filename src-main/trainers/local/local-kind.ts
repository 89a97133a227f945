/** @file The kind of trainer that every sweep has unless it says otherwise: a process of ours on this machine that trains a network on a table. */
import { AppError } from "#shared/errors/errors.ts";
import { needOf, unsupportedChoice } from "#shared/model/supports.ts";
import { FromTrainerSchema, ToTrainerSchema } from "#shared/wire/trainer-protocol.ts";
import type { TrainerKind } from "../kind.ts";
import { TrainerSlot } from "./trainer-slot.ts";

export const LOCAL_KIND: TrainerKind = {
  id: "local",
  accepts(spec) {
    const reason = unsupportedChoice(spec.engine, needOf(spec));
    return reason && new AppError("engine/unsupported", { ...reason });
  },
  messages: { sent: ToTrainerSchema, received: FromTrainerSchema },
  launch: (place) => new TrainerSlot(place),
};
