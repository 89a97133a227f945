/** @file Trainers that somebody else ends: their runs are not blamed. Writes: temporary folders. */
import { expect, it } from "vitest";
import type { Fault } from "#shared/wire/trainer-protocol.ts";
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
