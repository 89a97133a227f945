/** @file The engine that a trainer is said to use is the one that trains. */
import { expect, it } from "vitest";
import type { SlotWork } from "#main/queue/queue.ts";
import { trainerStatus } from "#main/commands/status.ts";
import type { Slot } from "#main/trainers/slot.ts";

const slot = { id: 1, state: "training", ready: { engine: "wasm", backend: "relaxed-simd" } } as unknown as Slot;
const work = (engine: string, backend: string): SlotWork => ({ engine, backend, sweepId: 3, live: new Set([7]), cohort: { epochs: 2 } }) as unknown as SlotWork;
const told = (w: SlotWork | undefined): unknown[] => {
  const { engine, backend } = trainerStatus(slot, w);
  return [engine, backend];
};

it("is the engine that was warmed up only while there is no work", () => {
  expect(told(undefined)).toEqual(["wasm", "relaxed-simd"]);
  expect(told(work("", ""))).toEqual([null, null]);
  expect(told(work("tensorflow", "tensorflow-cpu"))).toEqual(["tensorflow", "tensorflow-cpu"]);
});
