/** @file The names of the tasks, as a sweep file says them. What each is: the folder of its name. */
export const TASK_IDS = ["single-label"] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** Of sweeps that do not say. */
export const USUAL_TASK: TaskId = "single-label";
