/** @file What an epoch of a run gave on the held-out parts: what is counted, and what judges it. Reads: logits, targets. */
import type { RunLoss } from "#shared/loss/run-loss.ts";
import type { Judged } from "#shared/task/best-epoch.ts";
import type { ScoredRows, Selector, Task } from "#shared/task/task.ts";
import type { EpochResult } from "#shared/wire/trainer-protocol.ts";
import type { PreparedData } from "../../data/encode/prepared.ts";
import type { EpochScores } from "./epoch-scores.ts";

export interface Judge {
  readonly task: Task;
  readonly selector: Selector;
}

/** @param held logits as they are stored. @param loss with the weights of this epoch. */
export function judgeEpoch(
  { task, selector }: Judge,
  data: Pick<PreparedData, "classes" | "validation" | "test">,
  held: Pick<EpochScores, "validation" | "test">,
  outputs: number,
  loss: RunLoss,
): { counted: Pick<EpochResult, "validation" | "test" | "selects">; judged: Judged } {
  const scored = (part: "validation" | "test"): ScoredRows => ({ logits: held[part], outputs, loss });
  const [validation, test] = (["validation", "test"] as const).map((part) => task.count(data[part].y, scored(part), data.classes.length)) as [
    number[],
    number[],
  ];
  const macroF1 = task.macroF1(validation) ?? 0;
  const { metric, fromCounts } = selector;
  // The usual one: an epoch then says, and a checkpoint keeps, what it did before any other could select.
  if (metric === "macroF1") return { counted: { validation, test }, judged: { macroF1 } };
  const value = selector.value(validation, data.validation.y, scored("validation"));
  return { counted: { validation, test, ...(fromCounts ? {} : { selects: { metric, value } }) }, judged: { macroF1, selects: value } };
}
