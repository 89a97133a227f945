/** @file A limit counts the time that this process was there to listen, and no other. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AwakeTimer } from "#main/trainers/local/awake-timer.ts";

let skipped = 0;
let timer: AwakeTimer;
const expire = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  skipped = 0;
  timer = new AwakeTimer(() => performance.now() + skipped);
  expire.mockReset();
});
afterEach(() => void vi.useRealTimers());

it("expires once, after the limit", () => {
  timer.start(30_000, expire);
  vi.advanceTimersByTime(29_900);
  expect(expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(expire).toHaveBeenCalledTimes(1);
});

it("a nap of any length counts as two ticks: 28 s of silence, a night, and there is time left to listen", () => {
  timer.start(30_000, expire);
  vi.advanceTimersByTime(27_000);
  skipped += 8 * 3_600_000;
  vi.advanceTimersByTime(1_000);
  expect(expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(expire).toHaveBeenCalledTimes(1);
});

it("starting over forgets what had passed, and clearing ends it", () => {
  timer.start(2_000, expire);
  vi.advanceTimersByTime(1_900);
  timer.start(2_000, expire);
  vi.advanceTimersByTime(1_900);
  timer.clear();
  vi.advanceTimersByTime(10_000);
  expect(expire).not.toHaveBeenCalled();
});

it("after a wake the whole time begins anew; where none is running nothing begins", () => {
  timer.again();
  vi.advanceTimersByTime(60_000);
  timer.start(30_000, expire);
  vi.advanceTimersByTime(29_900);
  timer.again();
  vi.advanceTimersByTime(29_900);
  expect(expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(expire).toHaveBeenCalledTimes(1);
  timer.again();
  vi.advanceTimersByTime(60_000);
  expect(expire).toHaveBeenCalledTimes(1);
});
