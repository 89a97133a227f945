/**
 * @file Looks at tables for the command line: in a process of its own, with a line of progress on a terminal, ended by Ctrl+C.
 * Reads: files, through readers. Writes: standard error, on a terminal only.
 */
import type { ImportOptions, Inspection, Profile, ReadChoices } from "#shared/data/dataset.ts";
import { inspectFile } from "../../data/inspect/inspect.ts";
import { profileFile } from "../../data/profile/profile.ts";
import type { TableReaders } from "../../table-readers/table-readers.ts";
import { printable } from "./output.ts";
import { bytes } from "./terminal.ts";

export interface TableLook {
  inspect(path: string, fileName: string, given: ReadChoices, missingWords: readonly string[] | undefined): Promise<Inspection>;
  profile(path: string, fileName: string, options: ImportOptions): Promise<Profile>;
}

/** In this process. */
export const LOOK_HERE: TableLook = { inspect: inspectFile, profile: profileFile };

/** One line that is drawn over and over while a table is read; nothing where no terminal is. */
export class ReadingLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #fileName: string;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream, fileName: string) {
    this.#stream = stream;
    this.#fileName = printable(fileName);
  }

  readonly show = (read: number, total: number): void => {
    if (!this.#stream.isTTY) return;
    this.#drawn = true;
    this.#stream.write(
      `\r\x1b[2KReading ${this.#fileName}: ${bytes(read)} of ${bytes(total)} (${Math.floor((100 * read) / Math.max(1, total))} %) · Ctrl+C cancels`,
    );
  };

  end(): void {
    if (this.#drawn) this.#stream.write("\r\x1b[2K");
    this.#drawn = false;
  }
}

export function lookThrough(readers: TableReaders, line: ReadingLine, signal: AbortSignal): TableLook {
  const watch = { tell: line.show, signal };
  return {
    inspect: (path, fileName, given, missingWords) =>
      readers.read({ kind: "inspect", path, fileName, given, ...(missingWords ? { missingWords: [...missingWords] } : {}) }, watch),
    profile: (path, fileName, options) => readers.read({ kind: "profile", path, fileName, options }, watch),
  };
}
