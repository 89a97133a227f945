/**
 * @file Does what is asked of a table: one function a kind of task. It runs where it is called; the app calls it in a process of its own.
 * Reads: the file of the task.
 */
import { stat } from "node:fs/promises";
import { assertNever } from "#shared/errors/errors.ts";
import { inspectFile } from "../data/inspect/inspect.ts";
import { shownLines } from "../data/inspect/shown-lines.ts";
import { profileFile } from "../data/profile/profile.ts";
import { previewSplit } from "../data/split/split-preview.ts";
import { sha256OfFile } from "../data/text/fingerprint.ts";
import type { ReadingAnswer, ReadingKind, ReadingTask } from "./protocol.ts";

/** @throws AppError as the function of its kind. */
export async function doTask(task: ReadingTask): Promise<ReadingAnswer<ReadingKind>> {
  switch (task.kind) {
    case "inspect":
      return inspectFile(task.path, task.fileName, task.given, task.missingWords);
    case "lines":
      return shownLines(task.path, task);
    case "profile":
      return profileFile(task.path, task.fileName, task.options);
    case "import":
      return readForImport(task);
    case "split":
      return previewSplit(task.path, task.profile, task.options, task.split, task.fileName);
    default:
      return assertNever(task);
  }
}

/** What is stored of a table. */
export async function readForImport({ path, fileName, options }: Omit<Extract<ReadingTask, { kind: "import" }>, "kind">): Promise<ReadingAnswer<"import">> {
  const profile = await profileFile(path, fileName, options);
  const sha256 = await sha256OfFile(path);
  return { profile, sha256, sizeBytes: (await stat(path)).size };
}
