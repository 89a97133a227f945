/** @file Who ended a trainer, from its signal and from the counters of a Linux system. */
import { expect, it } from "vitest";
import { causeOfDeath, memoryKills } from "#main/processes/death.ts";
import { electronDeath } from "#main/processes/electron-death.ts";

it("an exit by itself and a signal of the processor are its own; a signal somebody sent is not", () => {
  expect([null, "SIGSEGV", "SIGABRT", "SIGBUS"].map((signal) => causeOfDeath(signal, 0, 0))).toEqual(new Array(4).fill("itself"));
  expect(["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"].map((signal) => causeOfDeath(signal, 3, 3))).toEqual(new Array(4).fill("outside"));
});

it("SIGKILL is its own doing when the system killed a process for want of memory meanwhile", () => {
  expect(causeOfDeath("SIGKILL", 3, 4)).toBe("itself");
  expect(causeOfDeath("SIGKILL", null, null)).toBe("outside");
});

it("adds the counters of the container and of the machine, and knows when there is none", () => {
  const files: Record<string, string> = {
    "/sys/fs/cgroup/memory.events": "low 0\nhigh 0\nmax 12\noom 2\noom_kill 2\noom_group_kill 0\n",
    "/proc/vmstat": "nr_free_pages 1\noom_kill 5\npgfault 3\n",
  };
  const read = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error("ENOENT");
    return text;
  };
  expect(memoryKills(read)).toBe(7);
  expect(memoryKills(() => "no such line\n")).toBeNull();
  expect(memoryKills(() => read("/nowhere"))).toBeNull();
});

it.runIf(process.platform !== "win32").each([
  // Without a word of the app a number is an exit code, whatever signal has that number.
  [9, null, 0, "exit code 9, itself"],
  [9, { reason: "killed", exitCode: 9 }, 0, "signal SIGKILL, outside"],
  [9, { reason: "killed", exitCode: 9 }, 1, "signal SIGKILL, itself"],
  [139, { reason: "crashed", exitCode: 139 }, 0, "signal SIGSEGV, itself"],
  [0, { reason: "oom", exitCode: 0 }, 0, "out of memory, itself"],
  [0, { reason: "launch-failed", exitCode: 1003 }, 0, "the system started no process (error 1003), unstarted"],
] as const)("a utility process that told %s while the app told %j, with %s killed for want of memory: %s", (code, gone, now, told) => {
  const { reason, cause } = electronDeath(code, gone, { before: 0, now });
  expect(`${reason}, ${cause}`).toBe(told);
});
