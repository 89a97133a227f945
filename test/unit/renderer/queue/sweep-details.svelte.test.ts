/** @file What never changes of a sweep is asked for once; a refusal is told and asked again. */
import { expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { SweepDetailsState } from "../../../../src-renderer/views/queue/sweep-details.svelte.ts";
import { CLASS_NAMES, demoSweep, summaryOf } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const sweep = demoSweep(1, 1, { name: "two", gammas: [0, 2], strengths: [0], seeds: [1], epochs: 9 });

it("details of a sweep are asked for until they are there", async () => {
  const { app, window } = fakeWindow();
  const details = window.kept(SweepDetailsState);
  details.watch(1);
  details.watch(1);
  app.one("sweep.get").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
  await settled();
  expect(window.notices.list).toHaveLength(1);
  expect(details.of(1)).toBeNull();
  details.watch(1);
  app.one("sweep.get").answer({ summary: summaryOf(sweep), spec: sweep.spec, configs: [...sweep.configs], classNames: CLASS_NAMES });
  await settled();
  details.watch(1);
  expect(details.of(1)?.classNames).toEqual(CLASS_NAMES);
  expect(app.countOf("sweep.get")).toBe(2);
});
