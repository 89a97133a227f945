/** @file The log in Settings: the last lines that were asked for, hidden for good, kept where a later question is refused. */
import { expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { LogState } from "../../../../src-renderer/views/settings/log.svelte.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const PATH = "/data/focaldesk.log";

it("shows the lines of the last question", async () => {
  const { app, window } = fakeWindow();
  const log = window.kept(LogState);
  expect(log.lines).toBeNull();
  expect(app.countOf("app.log")).toBe(0);
  void log.show();
  void log.show();
  const [first, second] = app.held("app.log");
  second!.answer({ path: PATH, lines: ["a", "b"] });
  first!.answer({ path: PATH, lines: ["a"] });
  await settled();
  expect(log.lines).toEqual(["a", "b"]);
});

it("keeps its lines where it cannot be read again, says why, and forgets that with the next answer", async () => {
  const { app, window } = fakeWindow();
  const log = window.kept(LogState);
  void log.show();
  app.one("app.log").answer({ path: PATH, lines: ["a"] });
  await settled();
  void log.show();
  app.one("app.log").refuse(new AppError("app/internal", { detail: "no disk" }));
  await settled();
  expect([log.lines, log.error?.code]).toEqual([["a"], "app/internal"]);
  void log.show();
  app.one("app.log").answer({ path: PATH, lines: [] });
  await settled();
  expect([log.lines, log.error]).toEqual([[], null]);
});

it("that was hidden stays hidden when an answer is late", async () => {
  const { app, window } = fakeWindow();
  const log = window.kept(LogState);
  void log.show();
  log.hide();
  app.one("app.log").answer({ path: PATH, lines: ["a"] });
  await settled();
  expect(log.lines).toBeNull();
});
