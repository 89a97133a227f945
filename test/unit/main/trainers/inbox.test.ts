/** @file Messages of a trainer: in order, a few per turn, all of them before its end. */
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Inbox } from "#main/trainers/local/inbox.ts";

/** Takes as long as a turn may last, so that each message has a turn of its own. */
function slowInbox() {
  const taken: unknown[] = [];
  const inbox = new Inbox((message) => {
    taken.push(message);
    const until = performance.now() + 10;
    while (performance.now() < until);
  });
  return { inbox, taken };
}

it("takes messages in order, and lets others go between two that take long", async () => {
  const { inbox, taken } = slowInbox();
  for (const message of [1, 2, 3]) inbox.add(message);
  expect(taken).toEqual([]);
  const seen: number[] = [];
  while (taken.length < 3) {
    await setImmediate();
    seen.push(taken.length);
  }
  expect(taken).toEqual([1, 2, 3]);
  expect(seen).toEqual(expect.arrayContaining([1, 2, 3]));
});

it("what comes while others wait goes behind them", async () => {
  const { inbox, taken } = slowInbox();
  inbox.add(1);
  inbox.add(2);
  await setImmediate();
  inbox.add(3);
  inbox.drain();
  expect(taken).toEqual([1, 2, 3]);
});

it("drained, it has taken everything, also what a message brings with it, and takes nothing twice", async () => {
  const taken: number[] = [];
  const inbox: Inbox = new Inbox((message) => {
    taken.push(message as number);
    if (message === 1) inbox.add(3);
  });
  inbox.add(1);
  inbox.add(2);
  inbox.drain();
  expect(taken).toEqual([1, 2, 3]);
  await setImmediate();
  await setImmediate();
  expect(taken).toEqual([1, 2, 3]);
});
