/** @file The engine of a sweep is said even where it ended before anybody looked at its trainers. */
import { expect, it } from "vitest";
import type { App } from "#main/app/app.ts";
import { train } from "#main/cli/sweep/train-sweep.ts";

/** An app whose events come too late for everybody. */
function quickApp(waiting: number): App {
  const run = (id: number, finishedAt: string | null, engine: string | null) => ({ id, finishedAt, engine });
  const answers: Record<string, unknown> = {
    "sweep.get": { summary: { counts: { waiting } } },
    "sweep.list": [],
    "run.list": [run(1, "2026-01-01T00:00:02.000Z", "wasm"), run(2, "2026-01-01T00:00:01.000Z", "reference"), run(3, null, null)],
    "run.get": { provenance: { backend: "simd" } },
  };
  return { subscribe: () => () => {}, call: async (name: string) => answers[name], trainOnly: () => {}, idle: async () => {} } as unknown as App;
}

it.each([
  [1, "Engine wasm on simd\n"],
  [0, ""],
])("with %s runs to train: %j", async (waiting, said) => {
  const written: string[] = [];
  await train(quickApp(waiting), 1, { write: (text: string) => void written.push(text) } as never);
  expect(written.join("")).toBe(said);
});
