/** Failed, cancelled and waiting runs are each said as what they are. */
import { describe, expect, it } from "vitest";
import { notComplete, RUN_COMMAND } from "#main/cli/sweep/not-complete.ts";
import type { CompareRun } from "#shared/wire/records.ts";
import { RUN_STATES } from "#shared/wire/run-state.ts";
import { briefStanding, runStanding, runInWords } from "#shared/words/en/run-standing.ts";

const NAN = "The loss became NaN in epoch 3 (learning rate 10).";
const run = (state: CompareRun["state"], seed = 1, text: string | null = null) =>
  ({ state, seed, error: text && { code: "train/diverged", data: {}, kept: text }, flags: [] }) as unknown as CompareRun;

describe("why a run has no figures", () => {
  it("is told in one clause, with the reason of a failure", () => {
    expect(RUN_STATES.map((state) => runInWords(run(state)))).toEqual([
      "the run is waiting",
      "the run is running",
      "the run is paused",
      null,
      "the run failed",
      "the run was cancelled",
      "the run was stopped early",
    ]);
    expect(runInWords(run("failed", 1, NAN))).toBe("the run failed: the loss became NaN in epoch 3 (learning rate 10)");
    // It waits for its next try; the last one's end is no reason any more.
    expect(runInWords(run("waiting", 1, "The trainer process ended unexpectedly."))).toBe("the run is waiting");
  });

  it("is told of a configuration by states, failures first, different reasons by their seeds", () => {
    expect(runStanding([run("complete"), run("failed", 2, NAN), run("failed", 3, NAN)])).toBe(
      "2 runs failed: the loss became NaN in epoch 3 (learning rate 10)",
    );
    expect(runStanding([run("waiting"), run("running"), run("cancelled"), run("failed", 4)])).toBe(
      "1 run failed; 1 run is waiting; 1 run is running; 1 run was cancelled",
    );
    expect(runStanding([run("failed", 1, NAN), run("failed", 2, "The loss became Infinity in epoch 1 (learning rate 10)."), run("failed", 5, NAN)])).toBe(
      "3 runs failed: the loss became NaN in epoch 3 (learning rate 10) (seeds 1, 5), the loss became Infinity in epoch 1 (learning rate 10) (seed 2)",
    );
    expect(runStanding([1, 2, 3, 4, 5].map((n) => run("failed", n, `Reason ${n}.`)))).toBe(
      "5 runs failed: Reason 1 (seed 1), Reason 2 (seed 2), Reason 3 (seed 3) and 2 other reasons",
    );
    expect([runStanding([run("complete")]), runStanding([])]).toEqual(["", "it has no runs"]);
    expect(briefStanding([run("complete"), run("waiting"), run("failed"), run("pruned"), run("failed")])).toBe("2 failed, 1 waiting, 1 stopped early");
  });

  it("ends a command with the next step for each kind; nothing is said of a sweep that is whole", () => {
    const runs = [run("complete"), run("failed", 2, NAN), run("cancelled"), run("paused"), run("waiting")];
    expect(notComplete({ runs }, RUN_COMMAND)).toEqual([
      "1 run failed: the loss became NaN in epoch 3 (learning rate 10). Use “focaldesk run SPEC.json --retry” to train it again.",
      "1 run was cancelled. Use “focaldesk run SPEC.json --retry” to train it.",
      "1 run is waiting; 1 run is paused. “focaldesk run SPEC.json” continues.",
    ]);
    expect(notComplete({ runs: [run("complete")] }, RUN_COMMAND)).toEqual([]);
  });
});
