/** @file Measuring stored runs as the window sees it: asked for once, told how far it is, stopped, failed, and found again after a lost connection. */
import { expect, it } from "vitest";
import { AppError, toWire } from "../../../../src-shared/errors/errors.ts";
import { MeasuringStored } from "../../../../src-renderer/views/compare/state/measuring.svelte.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const NOW = { sweepId: 1, done: 1, total: 3, state: "measuring" as const, error: null };

it("asks once what lacks, shows how far it is, and asks again when it has ended", async () => {
  const { app } = fakeWindow();
  const measuring = new MeasuringStored(app, 1);
  measuring.want();
  measuring.want();
  app.one("sweep.measuring").answer(null);
  app.one("sweep.unmeasured").answer({ runs: 3, estimateMs: 2000 });
  await settled();
  expect([measuring.missing, measuring.progress]).toEqual([{ runs: 3, estimateMs: 2000 }, null]);
  app.emit("measuring.changed", { ...NOW, sweepId: 2 });
  expect(measuring.progress).toBeNull();
  app.emit("measuring.changed", NOW);
  expect(measuring.progress).toEqual(NOW);
  app.emit("measuring.changed", { ...NOW, done: 2, state: "failed", error: toWire(new AppError("measure/ended", { reason: "signal SIGKILL" })) });
  expect([measuring.progress, measuring.error?.code]).toEqual([null, "measure/ended"]);
  app.one("sweep.measuring").answer(null);
  app.one("sweep.unmeasured").answer({ runs: 1, estimateMs: 1000 });
  await settled();
  expect(measuring.missing?.runs).toBe(1);
  measuring.close();
  app.emit("measuring.changed", NOW);
  expect(measuring.progress).toBeNull();
});

it("an answer of before the end does not bring the progress back", async () => {
  const { app } = fakeWindow();
  const measuring = new MeasuringStored(app, 1);
  measuring.want();
  const [now, unmeasured] = [app.one("sweep.measuring"), app.one("sweep.unmeasured")];
  app.emit("measuring.changed", { ...NOW, done: 3, state: "done" });
  now.answer(NOW);
  unmeasured.answer({ runs: 3, estimateMs: 1000 });
  await settled();
  expect([measuring.progress, measuring.missing]).toEqual([null, null]);
  app.one("sweep.measuring").answer({ ...NOW, done: 3, state: "done" });
  app.one("sweep.unmeasured").answer({ runs: 0, estimateMs: 1000 });
  await settled();
  expect([measuring.progress, measuring.missing?.runs]).toEqual([null, 0]);
});

it("starts and stops, and says what the app refuses", async () => {
  const { app } = fakeWindow();
  const measuring = new MeasuringStored(app, 1);
  void measuring.start();
  expect(measuring.starting).toBe(true);
  app.one("sweep.measure").answer({ runs: 3 });
  await settled();
  expect(measuring.starting).toBe(false);
  app.one("sweep.measuring").answer(NOW);
  app.one("sweep.unmeasured").answer({ runs: 3, estimateMs: 1000 });
  await settled();
  expect(measuring.progress).toEqual(NOW);
  void measuring.stop();
  app.one("sweep.stopMeasuring").refuse(new AppError("run/not-found", { what: "sweep", id: 1 }));
  await settled();
  expect(measuring.error?.code).toBe("run/not-found");
});
