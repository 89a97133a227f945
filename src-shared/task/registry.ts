/** @file Every task, one line each; a name without its task does not compile. */
import { type TaskId, USUAL_TASK } from "./ids.ts";
import { SINGLE_LABEL } from "./single-label/single-label.ts";
import type { Task } from "./task.ts";

const TASKS: Readonly<Record<TaskId, Task>> = {
  "single-label": SINGLE_LABEL,
};

/** @param said what a sweep or a cohort says; absent: the usual one. */
export function taskOf({ task }: { readonly task?: TaskId | null | undefined }): Task {
  return TASKS[task ?? USUAL_TASK];
}
