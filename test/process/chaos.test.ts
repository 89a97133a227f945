/** Kills, a full disk and a sleeping machine, in small; `npm run test:chaos` is the large form. The real command line on real folders. */
import { describe, expect, it, onTestFinished } from "vitest";
import { chaos, checkWorld, undisturbed } from "../chaos/chaos.ts";
import { moments } from "../chaos/moments.ts";
import { World } from "../chaos/world.ts";

const EPOCHS = 60;
/** So many that the database alone, without its log, outgrows both disks: how much of the log is there at one time depends on the machine. */
const EPOCHS_OF_FULL_DISK = 1000;
const kept = new Map<number, Promise<string[]>>();
function wantedResults(epochs = EPOCHS): Promise<string[]> {
  const results = kept.get(epochs) ?? undisturbed(epochs);
  kept.set(epochs, results);
  return results;
}

function newWorld(epochs = EPOCHS, disk?: number): World {
  const world = new World(epochs, disk);
  onTestFinished(() => world.remove());
  return world;
}
const results = (world: World): string[] => world.runs().map((run) => run.results);

it("20 kills of the app and its trainers: nothing is damaged, fails, is trained twice or comes out otherwise", { timeout: 600_000 }, async () => {
  const { kills, sweeps } = await chaos({ seed: 9, kills: 20, epochs: EPOCHS, wanted: await wantedResults() });
  expect(Object.values(kills).reduce((sum, n) => sum + n, 0)).toBe(20);
  expect(sweeps).toBeGreaterThan(0);
});

it("the moments of a seed are always the same", () => {
  const first = (seed: number) =>
    Array.from(
      { length: 50 },
      (
        (drawn) => () =>
          drawn.next().value
      )(moments(seed)),
    );
  expect(first(3)).toEqual(first(3));
  expect(first(3)).not.toEqual(first(4));
});

describe("a full disk", () => {
  it.each([
    // Without its log the sweep takes 3,000 KiB, 650 pages of them new.
    { kib: 1200, pages: 10 },
    { kib: 2500, pages: 400 },
  ])("of $kib KiB: training pauses with a sentence; with more space the same command completes it", async ({ kib, pages }) => {
    const wanted = await wantedResults(EPOCHS_OF_FULL_DISK);
    const world = newWorld(EPOCHS_OF_FULL_DISK, kib);
    const full = await world.run(world.disk!.kind === "memory" ? undefined : { who: "app", at: "page", n: pages });
    expect([full.code === 0, full.said]).toEqual([false, expect.stringMatching(/disk is full|no space left/)]);
    const complete = checkWorld(world, []);
    world.disk!.grow();
    expect((await world.run()).said).toMatch(/8 of 8 runs complete/);
    expect(checkWorld(world, complete)).toHaveLength(8);
    expect(results(world)).toEqual(wanted);
  });
});

it("a nap of 45 s: the trainer that is heard late is not taken for hung, and no run is tried twice", async () => {
  const wanted = await wantedResults();
  const world = newWorld();
  const { code, said, harmedAt } = await world.run({ who: "nap", at: "message", n: 12 });
  expect([code, harmedAt, said]).toEqual([0, expect.any(String), expect.not.stringContaining("no sign of life")]);
  expect(new Set(world.runs().map((run) => run.attempts))).toEqual(new Set([1]));
  expect(results(world)).toEqual(wanted);
});
