/**
 * @file Harm without end: the program is killed at moments drawn from a seed, and after each one everything that was promised is looked at.
 * Reads and writes: temporary folders.
 *
 * Promised: the database and its copies are whole; no run has failed; a complete run stays as it is, to the time of its end; and a sweep that
 * was killed however often gives, to the bit, what an undisturbed one gives.
 */
import { strict as assert } from "node:assert";
import { type Moment, moments } from "./moments.ts";
import { type Ended, type RunState, World } from "./world.ts";

export interface Report {
  /** By who was killed, and how the moment was counted. */
  readonly kills: Record<string, number>;
  /** Sweeps that came to their end. */
  readonly sweeps: number;
  /** By how far the folder was when the app was killed. */
  readonly phases: Record<string, number>;
}

/** Results of a sweep that nobody disturbs. */
export async function undisturbed(epochs?: number): Promise<string[]> {
  const world = new World(epochs);
  try {
    const { code, said } = await world.run();
    assert.equal(code, 0, said);
    return world.runs().map((run) => run.results);
  } finally {
    world.remove();
  }
}

/** What was complete stays so; nothing has failed. @param before complete runs after the last harm. @returns those of now. */
export function checkWorld(world: World, before: readonly RunState[]): RunState[] {
  assert.deepEqual(world.problems(), []);
  const runs = world.runs();
  assert.deepEqual(
    runs.filter((run) => run.state === "failed" || run.state === "cancelled"),
    [],
  );
  const now = new Map(runs.map((run) => [run.id, run]));
  for (const run of before) assert.deepEqual(now.get(run.id), run, `run ${run.id} was complete`);
  return runs.filter((run) => run.state === "complete");
}

/** @throws when a promise was not kept; the message names the harm, and the folder is left to be looked at. */
export async function chaos(options: {
  seed: number;
  kills: number;
  epochs?: number;
  wanted?: readonly string[];
  say?: (line: string) => void;
}): Promise<Report> {
  const { seed, kills: wanted, epochs, say = () => {} } = options;
  const results = options.wanted ?? (await undisturbed(epochs));
  const kills: Record<string, number> = {};
  const phases: Record<string, number> = {};
  let [world, complete]: [World, RunState[]] = [new World(epochs), []];
  let count = 0;
  let sweeps = 0;
  let begun = false;
  const nextMoment = moments(seed);
  while (count < wanted || begun) {
    // The last sweep comes to its end in peace.
    const moment = count < wanted ? nextMoment.next().value : undefined;
    const ended = await world.run(moment);
    begun = true;
    const harm = `seed ${seed}, after ${count} kills: ${JSON.stringify(moment)} ${ended.harmedAt} in ${world.folder}\n${ended.said}`;
    try {
      complete = checkWorld(world, complete);
      if (moment && ended.harmedAt !== null) {
        count += 1;
        const key = `${moment.who} by ${moment.at}`;
        kills[key] = (kills[key] ?? 0) + 1;
        if (moment.who === "app") phases[phaseOf(world)] = (phases[phaseOf(world)] ?? 0) + 1;
      }
      if (!wasKilled(moment, ended)) {
        assert.equal(ended.code, 0, "it did not come to its end");
        assert.deepEqual(
          world.runs().map((run) => run.results),
          results,
          "other results than those of an undisturbed sweep",
        );
        sweeps += 1;
        world.remove();
        [world, complete, begun] = [new World(epochs), [], false];
      }
    } catch (error) {
      throw new Error(`${harm}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    say(`${count}/${wanted} ${moment ? `${moment.who} at ${moment.at} ${moment.n}` : "undisturbed"}: ${ended.harmedAt ?? "came to its end before"}`);
  }
  world.remove();
  return { kills, sweeps, phases };
}

const wasKilled = (moment: Moment | undefined, ended: Ended): boolean => moment?.who === "app" && ended.harmedAt !== null && ended.signal === "SIGKILL";

function phaseOf(world: World): string {
  const runs = world.runs();
  if (runs.length === 0) return "start-up, migration, import";
  const done = runs.filter((run) => run.state === "complete").length;
  return done === 0 ? "training, no run complete" : done < runs.length ? "training, some complete" : "end";
}
