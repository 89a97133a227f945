/** @file Runs a program of the system and keeps what it prints. Reads: its output. */
import { spawn } from "node:child_process";

export interface ToolResult {
  /** Null: the program is not there or could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  /** The last lines, where programs say what went wrong. */
  readonly stderr: string;
}

const KEPT = 4000;

/** @param options.timeoutMs the program is killed after it; code is then -1. Never throws. */
export function runTool(program: string, args: readonly string[], options: { readonly cwd?: string; readonly timeoutMs?: number } = {}): Promise<ToolResult> {
  return new Promise((resolve) => {
    // npm is a script on Windows; nothing that a user typed is in the arguments.
    const shell = process.platform === "win32" && program === "npm";
    const child = spawn(program, args, { cwd: options.cwd, stdio: ["ignore", "pipe", "pipe"], timeout: options.timeoutMs, killSignal: "SIGKILL", shell });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-KEPT)));
    child.once("error", () => resolve({ code: null, stdout, stderr }));
    child.once("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** The line that names the cause: the last one that is not empty, or the last that begins with "ERROR". */
export function lastLine({ stdout, stderr }: ToolResult): string {
  const lines = (stderr.trim() || stdout.trim())
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "it printed nothing").slice(0, 300);
}
