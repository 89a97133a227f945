/** @file Whether the database can be used: known before anything is shown, asked again after a reconnect, and a page that starts anew after a way out. */
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { CommandOutput } from "../../../../src-shared/wire/contract.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const damaged: NonNullable<CommandOutput<"store.trouble">> = {
  code: "store/damaged",
  message: "The database is damaged.",
  mode: "refused",
  saved: [],
  saving: null,
  backups: [{ file: "daily.db", at: "2026-03-04T10:00:00.000Z", bytes: 1, kind: "daily" }],
};

describe("trouble with the database", () => {
  it("is not known before the app has answered, and asked again after a reconnect", async () => {
    const { app, window } = fakeWindow();
    expect(window.trouble.value).toBeUndefined();
    app.one("store.trouble").answer(damaged);
    await settled();
    expect(window.trouble.value).toEqual(damaged);
    app.lose();
    app.connect();
    expect(window.trouble.value).toEqual(damaged);
    app.one("store.trouble").answer(null);
    await settled();
    expect(window.trouble.value).toBeNull();
  });

  it("is taken for none where nobody answers: the frame then says that the connection is lost", async () => {
    const { app, window } = fakeWindow();
    app.lose();
    await settled();
    expect(window.trouble.value).toBeNull();
    app.connect();
    app.one("store.trouble").answer(damaged);
    await settled();
    expect(window.trouble.value).toEqual(damaged);
  });

  it("is that of the last question: neither a late answer nor a late refusal changes it", async () => {
    const { app, window } = fakeWindow();
    void window.trouble.refresh();
    void window.trouble.refresh();
    const [first, second, third] = app.held("store.trouble");
    first!.lose();
    await settled();
    expect(window.trouble.value).toBeUndefined();
    third!.answer(damaged);
    await settled();
    second!.answer(null);
    await settled();
    expect(window.trouble.value).toEqual(damaged);
  });

  it("is not asked about without a token", () => {
    const { app } = fakeWindow({ status: "no-token" });
    expect(app.countOf("store.trouble")).toBe(0);
  });
});

describe("a way out", () => {
  it("starts the page anew once the app has taken it", async () => {
    const { app, window } = fakeWindow({ hash: "#/runs/7" });
    const reload = vi.fn<() => void>();
    Object.assign(location, { reload });
    const left = window.trouble.leave({ command: "store.restore", backup: "daily.db" });
    expect(app.one("store.restore").input).toEqual({ backup: "daily.db" });
    expect([location.hash, reload.mock.calls.length]).toEqual(["#/runs/7", 0]);
    app.one("store.restore").answer({});
    await left;
    expect([location.hash, reload.mock.calls.length]).toEqual(["", 1]);
  });

  it("that the app refuses leaves the page as it is", async () => {
    const { app, window } = fakeWindow({ hash: "#/runs/7" });
    const reload = vi.fn<() => void>();
    Object.assign(location, { reload });
    const left = window.trouble.leave({ command: "store.salvage" });
    app.one("store.salvage").refuse(new AppError("store/vanished", { path: "focaldesk.db", tables: "run" }));
    await expect(left).rejects.toMatchObject({ code: "store/vanished" });
    expect([location.hash, reload.mock.calls.length]).toEqual(["#/runs/7", 0]);
  });
});
