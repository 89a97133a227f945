/** @file What a large sweep puts off until it has been painted: tests of one column between two frames, and none that nobody wants any more. */
import { describe, expect, it, vi } from "vitest";
import { Comparison } from "../../../../src-renderer/views/compare/state/comparison.svelte.ts";
import { AfterPaint } from "../../../../src-renderer/state/after-paint.ts";
import { columnsOf } from "../../../fixtures/compare-columns.ts";
import { compareOf, demoSweep } from "../../../fixtures/demo-data.ts";
import { fakeWindow, settled } from "../../../fixtures/fake-window.ts";

const F1 = { split: "validation", metric: "macroF1" } as const;
const RECALL = { split: "validation", metric: "macroRecall" } as const;

/** A comparison of so many values of γ, and the control. */
async function loaded(count: number) {
  const gammas = Array.from({ length: count }, (_, index) => (index + 1) / 100);
  const sweep = demoSweep(1, 1, { name: "large", gammas, strengths: [0], seeds: [1, 2], epochs: 9 });
  for (const run of sweep.runs) Object.assign(run, { state: "complete", epoch: 9 });
  const data = compareOf(sweep);
  const { app, frame } = fakeWindow();
  const comparison = new Comparison(app, 1);
  app.one("compare.columns").answer(columnsOf(data));
  await settled();
  /** A painting, and the task behind it. */
  const paint = (): void => {
    frame();
    vi.advanceTimersByTime(0);
  };
  return { app, data, paint, comparison, core: comparison.core };
}

describe("what the seeds say of a large sweep", () => {
  it("comes after the painting, column by column, and is what it would have been", async () => {
    const { core, paint } = await loaded(201);
    expect([core.statisticsSoon(F1), core.statisticsSoon(RECALL)]).toEqual([null, null]);
    let told = 0;
    const stop = $effect.root(() => {
      $effect(() => {
        told++;
        core.statisticsSoon(F1);
      });
    });
    await settled();
    expect(told).toBe(1);
    paint();
    await settled();
    expect(told).toBe(2);
    expect(core.statisticsSoon(RECALL)).toBeNull();
    expect(core.statisticsSoon(F1)).toBe(core.statistics(F1));
    expect(core.statisticsSoon(F1)!.ids).toHaveLength(core.groups.length);
    for (let turn = 0; turn < 4; turn++) paint();
    expect(core.statisticsSoon(RECALL)).toBe(core.statistics(RECALL));
    stop();
  });

  it("of other figures than before is worked out anew", async () => {
    const { core, paint } = await loaded(201);
    core.statisticsSoon(F1);
    core.readAt("last");
    paint();
    expect(core.statisticsSoon(F1)).toBeNull();
    paint();
    expect(core.statisticsSoon(F1)?.ids).toHaveLength(core.groups.length);
  });

  it("is not worked out any more once the sweep is left", async () => {
    const { comparison, core, paint } = await loaded(201);
    core.statisticsSoon(F1);
    comparison.close();
    paint();
    expect(core.statisticsSoon(F1)).toBeNull();
  });

  it("holds up no other way to look, and comes when somebody asks again", async () => {
    const { comparison, core, paint } = await loaded(201);
    core.statisticsSoon(F1);
    comparison.open("map");
    paint();
    expect(core.statisticsSoon(F1)).toBeNull();
    paint();
    expect(core.statisticsSoon(F1)?.ids).toHaveLength(core.groups.length);
  });

  it("of a small sweep is there at once", async () => {
    const { core } = await loaded(20);
    expect(core.statisticsSoon(F1)).toBe(core.statistics(F1));
  });
});

describe("work behind a painting", () => {
  it("is done one piece between two frames, in its order, and goes on behind a piece that fails", () => {
    const { frame } = fakeWindow();
    const done: string[] = [];
    const later = new AfterPaint();
    later.add(() => done.push("a"));
    later.add(() => {
      throw new Error("odd");
    });
    later.add(() => done.push("c"));
    vi.advanceTimersByTime(60_000);
    frame();
    expect(done).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(done).toEqual(["a"]);
    frame();
    expect(() => vi.advanceTimersByTime(0)).toThrow("odd");
    frame();
    vi.advanceTimersByTime(0);
    expect(done).toEqual(["a", "c"]);
  });

  it("is done in a hidden window, too, where no frame comes", () => {
    fakeWindow();
    vi.stubGlobal("document", { hidden: true });
    const done: string[] = [];
    new AfterPaint().add(() => done.push("a"));
    vi.advanceTimersByTime(999);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(["a"]);
  });
});
