import { expect, it } from "vitest";
import { EventHub } from "#main/app/events.ts";

const notice = (code: string) => ({ code, data: {}, message: code, action: "", severity: "warning" as const });

it("a notice of the start goes to the first who listens, and to him alone", async () => {
  const hub = new EventHub();
  hub.emit("notice", notice("a"));
  hub.emit("sweeps.changed", { ids: [1] });
  const [first, second]: [string[], string[]] = [[], []];
  hub.subscribe("sweeps.changed", () => first.push("sweeps"));
  const end = hub.subscribe("notice", ({ code }) => first.push(code));
  hub.subscribe("notice", ({ code }) => second.push(code));
  await Promise.resolve();
  hub.emit("notice", notice("b"));
  end();
  hub.emit("notice", notice("c"));
  expect([first, second]).toEqual([
    ["a", "b"],
    ["b", "c"],
  ]);
});
