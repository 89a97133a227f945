/** @file The fake app of the window's tests says and hears nothing that the contract does not allow. */
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src-shared/errors/errors.ts";
import { FakeConnection } from "../../../../src-renderer/transport/fake.ts";
import { compareOf, demoSweep, rowOf, summaryOf } from "../../../fixtures/demo-data.ts";

const sweep = demoSweep(1, 1, { name: "two", gammas: [0, 2], strengths: [0], seeds: [1], epochs: 3 });

describe("the fake connection", () => {
  it("holds calls, and answers them in any order", async () => {
    const app = new FakeConnection();
    const came: string[] = [];
    const first = app.call("run.list", { sweepId: 1 }).then((rows) => came.push(`first ${rows.length}`));
    const second = app.call("run.list", { sweepId: 2 }).then((rows) => came.push(`second ${rows.length}`));
    expect(app.held("run.list").map((held) => held.input.sweepId)).toEqual([1, 2]);
    app.held("run.list")[1]!.answer([]);
    await second;
    app.one("run.list").answer([rowOf(sweep, sweep.runs[0]!)]);
    await first;
    expect(came).toEqual(["second 0", "first 1"]);
    expect(app.held("run.list")).toEqual([]);
  });

  it("fills the defaults of an input, and refuses one that the contract does not allow", async () => {
    const app = new FakeConnection();
    void app.call("engine.survey", {});
    expect(app.one("engine.survey").input).toEqual({ again: false });
    await expect(app.call("run.get", { id: 1, extra: true } as { id: number })).rejects.toThrow();
    await expect(app.call("dataset.rename", { id: 1, name: " " })).rejects.toThrow();
    expect(app.faults).toHaveLength(2);
    expect(app.held("run.get")).toEqual([]);
  });

  it("says nothing that the app could not say", async () => {
    const app = new FakeConnection();
    const asked = app.call("sweep.list", {});
    const { counts: _, ...without } = summaryOf(sweep);
    expect(() => app.one("sweep.list").answer([without as never])).toThrow();
    app.one("sweep.list").answer([summaryOf(sweep)]);
    expect((await asked)[0]!.name).toBe("two");
    expect(() => app.emit("sweeps.changed", { ids: ["1"] as never })).toThrow();
    app.answers("compare.get", () => ({ ...compareOf(sweep), extra: 1 }));
    expect(await app.call("compare.get", { sweepId: 1 })).not.toHaveProperty("extra");
  });

  it("refuses as a wire does: the code and its data come across", async () => {
    const app = new FakeConnection();
    const asked = app.call("run.get", { id: 7 });
    app.one("run.get").refuse(new AppError("run/not-found", { what: "run", id: 7 }));
    await expect(asked).rejects.toMatchObject({ code: "run/not-found", data: { id: 7 } });
  });

  it("loses what is under way, and tells nobody anything until it is back", async () => {
    const app = new FakeConnection();
    const heard: string[] = [];
    app.onStatus((status) => heard.push(status));
    app.onConnect(() => heard.push("connected"));
    const end = app.subscribe("datasets.changed", () => heard.push("datasets"));
    const asked = app.call("run.get", { id: 1 });
    app.lose();
    app.emit("datasets.changed", {});
    await expect(asked).rejects.toMatchObject({ code: "host/unreachable" });
    app.connect();
    app.emit("datasets.changed", {});
    end();
    app.emit("datasets.changed", {});
    expect(heard).toEqual(["lost", "open", "connected", "datasets"]);
  });
});
