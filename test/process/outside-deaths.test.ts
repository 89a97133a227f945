/** @file Trainers that somebody else ends: their runs are not blamed. Writes: temporary folders. */
import { expect, it } from "vitest";
import type { App } from "#main/app/app.ts";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
import { findResources } from "#main/base/resources.ts";
import type { LaunchTrainer } from "#main/processes/launch.ts";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

it("killed five times: no attempt is used up, and the results are complete", async () => {
  const folder = temporaryFolder();
  const faults: Fault[] = Array.from({ length: 5 }, () => ({ kind: "killed", afterEpoch: 1 }));
  const app = await openApp(folder, { nextFault: () => faults.shift() });
  const notices: string[] = [];
  app.subscribe("notice", (notice) => notices.push(notice.code));
  const { sweepId } = await addSweep(app, folder);
  await app.idle();
  const runs = await app.call("run.list", { sweepId });
  expect(runs.map((run) => `${run.state} ${run.attempts}`)).toEqual(new Array(8).fill("complete 1"));
  expect(notices).toEqual(new Array(5).fill("train/crashed"));
});

/** Starts nothing while `want` says so; told at once, where the real launchers wait between two tries. */
function scarce(want: () => boolean): { launch: LaunchTrainer; tries: () => number } {
  const real: LaunchTrainer = nodeLauncher(findResources().trainerEntry);
  let tries = 0;
  const none: LaunchTrainer = () => {
    tries++;
    return {
      pid: undefined,
      send: () => {},
      onMessage: () => {},
      onExit: (listener) => setImmediate(() => listener("the system allows no more processes (EAGAIN)", "unstarted", "")),
      kill: () => {},
    };
  };
  return { launch: () => (want() ? none() : real()), tries: () => tries };
}

async function completes(app: App, sweepId: number): Promise<void> {
  expect((await app.call("run.list", { sweepId })).map((run) => `${run.state} ${run.attempts} ${run.error}`)).toEqual(new Array(8).fill("waiting 0 null"));
  await app.call("queue.resume", {});
  await app.idle();
  expect((await app.call("run.list", { sweepId })).map((run) => `${run.state} ${run.attempts}`)).toEqual(new Array(8).fill("complete 1"));
}

it("a system that starts no process: the queue pauses with cause and next step; resumed it completes, and no attempt is used up", async () => {
  const folder = temporaryFolder();
  let lacking = true;
  const { launch, tries } = scarce(() => lacking);
  const app = await openApp(folder, { launchTrainer: launch });
  const notices: string[] = [];
  app.subscribe("notice", (notice) => notices.push(`${notice.message} ${notice.action}`));
  const { sweepId } = await addSweep(app, folder);
  await app.idle();
  expect([tries(), notices]).toEqual([
    20,
    [
      "The trainer process could not start: the system allows no more processes (EAGAIN). Check the engine under Settings.",
      "The system has started no trainer process for a minute (the system allows no more processes (EAGAIN)), so training was paused. Close other programs, or raise the limit (ulimit -u for processes, ulimit -n for files); then resume. No run is blamed for it.",
    ],
  ]);
  lacking = false;
  await completes(app, sweepId);
});

it("while one trainer works, another that does not begin pauses nothing", async () => {
  const folder = temporaryFolder();
  let started = 0;
  const { launch } = scarce(() => started++ > 0);
  const app = await openApp(folder, { launchTrainer: launch, trainers: 2 });
  const notices: string[] = [];
  app.subscribe("notice", (notice) => notices.push(notice.code));
  const { sweepId } = await addSweep(app, folder, { training: { epochs: 40, batchSize: 32 } });
  await app.idle();
  expect(new Set((await app.call("run.list", { sweepId })).map((run) => `${run.state} ${run.attempts}`))).toEqual(new Set(["complete 1"]));
  expect(notices).toEqual(["train/start"]);
});
