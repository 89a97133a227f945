/** @file Engines: one piece of work at a time, the lines of an installation in their order, a failure that leaves what was measured. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import type { CommandOutput } from "../../../../src-shared/wire/contract.ts";
import { EnginesState } from "../../../../src-renderer/views/settings/engines.svelte.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const survey: CommandOutput<"engine.survey"> = {
  machine: "two cores",
  at: "2026-03-04T10:00:00.000Z",
  shape: { features: 32, hidden: [64, 64], outputs: 8, batchSize: 128 },
  engines: [],
  chosen: "wasm",
  trainers: 2,
  cohort: 64,
};

describe("engines", () => {
  it("are measured once however often it is asked, and kept when an installation fails", async () => {
    const { app, window } = fakeWindow();
    const engines = window.kept(EnginesState);
    void engines.measure(false);
    void engines.measure(true);
    expect(engines.busy).toBe("measuring");
    app.one("engine.survey").answer(survey);
    await settled();
    expect(engines.busy).toBeNull();
    void engines.install();
    void engines.measure(true);
    app.emit("engine.progress", { text: "fetching" });
    app.emit("engine.progress", { text: "linking" });
    expect(engines.busy).toBe("installing");
    app.one("engine.install").refuse(new AppError("app/internal", { detail: "no disk" }));
    await settled();
    expect(engines.progress).toEqual(["fetching", "linking"]);
    expect(engines.error?.code).toBe("app/internal");
    expect(engines.survey).toEqual(survey);
    expect(app.countOf("engine.survey")).toBe(1);
  });

  it("begin an installation with an empty list and end it with a new survey", async () => {
    const { app, window } = fakeWindow();
    const engines = window.kept(EnginesState);
    app.emit("engine.progress", { text: "of an earlier one" });
    void engines.install();
    expect(engines.progress).toEqual([]);
    app.lose();
    await settled();
    expect(engines.error?.code).toBe("host/unreachable");
    expect(engines.busy).toBeNull();
    app.connect();
    void engines.install();
    app.one("engine.install").answer(survey);
    await settled();
    expect(engines.error).toBeNull();
    expect(engines.survey).toEqual(survey);
  });
});
