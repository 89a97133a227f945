/** @file What makes training wait for its user, though no run is to blame. */
import { e, type Entry } from "./error-entry.ts";

export const PAUSE_ERRORS = {
  "train/no-process": e(
    "The system has started no trainer process for a minute ({reason}), so training was paused.",
    "Close other programs, or raise the limit (ulimit -u for processes, ulimit -n for files); then resume. No run is blamed for it.",
  ),
  "train/ended-outside": e(
    "Trainer processes were ended from outside {times} times ({reason}), so training was paused.",
    "Find what ends them: a script, a time limit, a guard of the memory; then resume. No run is blamed for it.",
  ),
  "sweep/app-ended": e(
    "Focaldesk was ended {times} times while it trained “{name}”, which got no further in between, so that sweep is paused.",
    "If you or the system ended it, resume the sweep. If the machine runs out of memory, train with fewer trainers (--trainers) or smaller batches.",
    "warning",
  ),
} as const satisfies Record<string, Entry>;
