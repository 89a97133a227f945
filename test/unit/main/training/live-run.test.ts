/** @file A run that goes on behind the change of its class weights is judged as one that was not interrupted. */
import { expect, it } from "vitest";
import { runLoss } from "#shared/loss/run-loss.ts";
import { taskOf } from "#shared/task/registry.ts";
import { LiveRun } from "#main/training/child/live-run.ts";
import { trainerRun } from "../../../fixtures/training/cohorts.ts";

const classes = ["a", "b"];
const options = { weights: { a: 1, b: 5 }, reweightFrom: 0.5 };
const loss = runLoss({ family: "focal-softmax", gamma: 2, strength: null, alpha: null, positiveClass: null, options }, classes, [90, 10], 8);
const task = taskOf({});
const judge = { task, selector: task.selector("macroF1", { classNames: classes, trainCounts: [90, 10] }) };
const watchdog = { lost: [0, 0], only: [0, 0], told: [], first: 1, lowest: 0.01, everLost: [false, false] };
const resumed = (epoch: number) =>
  new LiveRun(trainerRun(1, { strength: null, options }), loss, classes, { policy: "stop", patienceEpochs: 3 }, judge, {
    epoch,
    trainMs: 0,
    best: null,
    watchdog,
  });

it("takes the deferred weights wherever it goes on behind them, and forgets what the loss was only where it changes", () => {
  const [before, at, behind] = [resumed(3), resumed(4), resumed(6)];
  expect([before, at, behind].map((run) => run.takeDeferredWeights())).toEqual([null, [1, 5], [1, 5]]);
  expect([before, at, behind].map((run) => run.watchdog.state.lowest)).toEqual([0.01, null, 0.01]);
});
