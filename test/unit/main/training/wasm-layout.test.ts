/** The structures that the host writes for the kernel are those that the kernel asserts when it is compiled. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { LOSS_NUMBERS, MAX_LAYERS, MAX_ROWS, NET, REDUCTION_NUMBERS, RUN, STEP, TERMS } from "#main/training/engines/wasm/kernel-layout.ts";
import { LOSS_KERNELS, REDUCTIONS } from "#shared/loss/options.ts";

const source = readFileSync("src-main/training/engines/wasm/kernel/structures.h", "utf8");
const asserted = (macro: string): string[] => [...source.matchAll(new RegExp(`^${macro}\\(([^)]*)\\);$`, "gm"))].map(([, inside]) => inside!);

it("has every field at the byte that the kernel's compiler asserts, and no other", () => {
  const layouts = { Net: NET, Terms: TERMS, Run: RUN, Step: STEP };
  const fields = Object.entries(layouts).flatMap(([name, { at }]) => Object.entries(at).map(([field, byte]) => `${name}, ${field}, ${byte}`));
  expect(asserted("AT")).toEqual(fields);
  expect(asserted("BYTES")).toEqual(Object.entries(layouts).map(([name, { words }]) => `${name}, ${4 * words}`));
  // Every field of the structures themselves is asserted: what is not would move the others unseen only at the end, which BYTES catches.
  expect(source.match(/_Static_assert/g)).toHaveLength(3);
});

it("calls every loss and reduction by the kernel's number", () => {
  const spelled = (name: string): string => name.toUpperCase().replaceAll("-", "_");
  const losses = LOSS_KERNELS.map((name) => `${spelled(name)}, ${LOSS_NUMBERS[name]}`);
  const reductions = (["row-mean", ...REDUCTIONS] as const).map((name) => `${spelled(name)}, ${REDUCTION_NUMBERS[name]}`);
  expect(asserted("NUMBER")).toEqual([...losses, ...reductions, `MAX_LAYERS, ${MAX_LAYERS}`, `MAX_ROWS, ${MAX_ROWS}`]);
});
