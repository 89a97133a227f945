/**
 * @file The log of a data folder: what a report of a fault needs. Starts and ends, versions, engines, notices, unexpected errors, dead processes.
 * Reads: its own last lines. Writes: <dataDir>/focaldesk.log and two older ones, 1 MiB each, for their owner only.
 *
 * No values of tables and no tokens. Writing never fails: a full disk must not end what the log would tell of.
 */
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

type Fact = string | number | boolean | null | undefined;
export type Facts = Readonly<Record<string, Fact>>;

const FILE = "focaldesk.log";
const OLDER = [`${FILE}.1`, `${FILE}.2`] as const;
const LIMIT_BYTES = 1024 * 1024;
/** Of one fact; a stack has a few thousand signs. */
const FACT_SIGNS = 2_000;
const STACK_LINES = 30;
/** So much of the end is read for {@link lastLines}. */
const TAIL_BYTES = 256 * 1024;

export const logPath = (dataDir: string): string => join(dataDir, FILE);

const withoutTokens = (text: string): string => text.replace(/(token=|Bearer )[^\s"']+/g, "$1…");

/** One line: words that hold spaces are quoted, control characters escaped. */
function shown([name, value]: [string, Fact]): string {
  const text = typeof value === "string" ? withoutTokens(value.slice(0, FACT_SIGNS)) : String(value);
  return `${name}=${/^[\w.:/\\@+~-]*$/.test(text) && text !== "" ? text : JSON.stringify(text)}`;
}

export class Log {
  readonly path: string;
  readonly #dataDir: string;
  readonly #now: () => string;
  readonly #limit: number;
  #last = "";
  #repeats = 0;

  /** @param now ISO 8601. @param limit bytes of one file. */
  constructor(dataDir: string, now: () => string, limit: number = LIMIT_BYTES) {
    this.path = logPath(dataDir);
    this.#dataDir = dataDir;
    this.#now = now;
    this.#limit = limit;
  }

  /** @param what happened, in a word or two: “started”, “trainer ended”. */
  write(what: string, facts: Facts = {}): void {
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    this.#line([what, ...known.map(shown)].join(" "));
  }

  /** Something that nobody expected, with its stack and those of its causes. */
  failure(what: string, thrown: unknown, facts: Facts = {}): void {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    const lines = withoutTokens(stack).split("\n").slice(0, STACK_LINES);
    const known = Object.entries(facts).map(shown);
    this.#line([[what, ...known].join(" "), ...lines.map((line) => `    ${line.trim().slice(0, FACT_SIGNS)}`)].join("\n"));
    if (thrown instanceof Error && thrown.cause !== undefined) this.failure("  caused by", thrown.cause);
  }

  /** What comes again and again is written once and counted: it would push out everything else. */
  #line(text: string): void {
    if (text === this.#last) {
      this.#repeats += 1;
      return;
    }
    const again = this.#repeats > 0 ? `${this.#now()} ${process.pid} the line above came ${this.#repeats} more times\n` : "";
    this.#last = text;
    this.#repeats = 0;
    this.#append(`${again}${this.#now()} ${process.pid} ${text}\n`);
  }

  #append(text: string): void {
    try {
      // A folder that is gone was removed; it must not come back for a line.
      if (!existsSync(this.#dataDir)) return;
      if (existsSync(this.path) && statSync(this.path).size + text.length > this.#limit) this.#rotate();
      appendFileSync(this.path, text, { mode: 0o600 });
    } catch {
      // See the head of this file.
    }
  }

  #rotate(): void {
    const [newer, oldest] = OLDER.map((name) => join(this.#dataDir, name)) as [string, string];
    if (existsSync(newer)) renameSync(newer, oldest);
    renameSync(this.path, newer);
  }
}

/** @param most at least 1. @returns the last lines, oldest first; none where there is no log. */
export function lastLines(dataDir: string, most: number): string[] {
  const newer = tail(logPath(dataDir));
  const lines = newer.length >= most ? newer : [...tail(join(dataDir, OLDER[0])), ...newer];
  return lines.slice(-most);
}

function tail(path: string): string[] {
  if (!existsSync(path)) return [];
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size <= TAIL_BYTES) return readFileSync(file, "utf8").split("\n").slice(0, -1);
    const bytes = Buffer.alloc(TAIL_BYTES);
    readSync(file, bytes, 0, TAIL_BYTES, size - TAIL_BYTES);
    // The first line is cut.
    return bytes.toString("utf8").split("\n").slice(1, -1);
  } finally {
    closeSync(file);
  }
}
