/** @file Why a sweep is not whole, and how it becomes so; what is not whole ends a command with exit code 3. Reads: runs of a sweep. */
import type { CompareData } from "#shared/wire/records.ts";
import { type RunState, UNFINISHED_STATES } from "#shared/wire/run-state.ts";
import { agree } from "#shared/text/lists.ts";
import { runStanding } from "#shared/words/en/run-standing.ts";

/** What the user types next. */
interface NextSteps {
  /** "Run the same command with --retry" */
  readonly retry: string;
  /** "The same command continues" */
  readonly goOn: string;
}

export const SAME_COMMAND: NextSteps = { retry: "Run the same command with --retry", goOn: "The same command continues" };
export const RUN_COMMAND: NextSteps = { retry: "Use “focaldesk run SPEC.json --retry”", goOn: "“focaldesk run SPEC.json” continues" };

/** @returns a sentence for each kind of run that is not complete; none when all are. */
export function notComplete({ runs }: Pick<CompareData, "runs">, next: NextSteps): string[] {
  const of = (...states: RunState[]) => runs.filter(({ state }) => states.includes(state));
  const sentence = (some: CompareData["runs"], then: string): string[] => (some.length === 0 ? [] : [`${runStanding(some)}.${then}`]);
  const retry = (some: CompareData["runs"]): string => ` ${next.retry} to train ${agree(some.length, "it", "them")}`;
  const open = of(...UNFINISHED_STATES);
  return [
    ...sentence(of("failed"), `${retry(of("failed"))} again.`),
    ...sentence(of("cancelled"), `${retry(of("cancelled"))}.`),
    ...sentence(of("pruned"), ""),
    ...sentence(open, ` ${next.goOn}.`),
  ];
}
