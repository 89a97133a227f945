/** @file What the system refuses when a process is started: a death that is told a little later, whichever way Node tells of it. */
import { EventEmitter } from "node:events";
import type { fork } from "node:child_process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nodeLauncher } from "#main/processes/launch-node.ts";
import { AGAIN_MS } from "#main/processes/unstarted.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refusal = (code: string): Error => Object.assign(new Error(`spawn ${code}`), { code, syscall: "spawn node" });
const thrown = (code: string) =>
  (() => {
    throw refusal(code);
  }) as unknown as typeof fork;
const told = (code: string) =>
  (() => {
    const child = Object.assign(new EventEmitter(), { pid: undefined, connected: false, stderr: null, kill: () => false });
    queueMicrotask(() => child.emit("error", refusal(code)));
    return child;
  }) as unknown as typeof fork;

it.each([
  ["thrown", thrown("ENOMEM"), "the system has no memory left (ENOMEM)"],
  ["told later", told("EAGAIN"), "the system allows no more processes (EAGAIN)"],
  ["told later", told("ENOENT"), "spawn ENOENT"],
])("%s: %s is no death of its own", async (_how, start, reason) => {
  const ends: unknown[] = [];
  const child = nodeLauncher<object>("entry.ts", {}, start)();
  child.onExit((...end) => ends.push(end));
  child.send({ type: "shutdown" });
  await vi.advanceTimersByTimeAsync(AGAIN_MS - 1);
  expect([child.pid, ends]).toEqual([undefined, []]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toEqual([[reason, "unstarted", ""]]);
});

it("a mistake of the program is thrown", () => {
  const start = (() => {
    throw new TypeError("no string");
  }) as unknown as typeof fork;
  expect(nodeLauncher("entry.ts", {}, start)).toThrow("no string");
});
