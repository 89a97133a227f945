/** @file Runs probe.ts in a process of its own. Reads: its output. */
import { type ProbeResult, ProbeResultSchema } from "#shared/wire/engines.ts";
import { runTool, type ToolResult } from "./run-tool.ts";

/** A first start on a GPU may compile kernels for minutes. */
const TIMEOUT_MS = 600_000;

/** Why CUDA was passed over is only in TensorFlow's log. */
function gpuNote({ stderr }: ToolResult): string | null {
  const line = stderr.split("\n").findLast((text) => /cuda|cudnn|gpu/i.test(text) && /error|fail|cannot|could not|missing|skipping/i.test(text));
  return line ? line.trim().slice(0, 300) : null;
}

/** @param node a Node 24 binary. @param entry probe.ts or its bundle. @returns also when the process died: the reason says how. */
export async function probeInProcess(node: string, entry: string, binding: string): Promise<ProbeResult> {
  const result = await runTool(node, ["--disable-warning=ExperimentalWarning", entry, binding], { timeoutMs: TIMEOUT_MS });
  const line = result.stdout.trim().split("\n").at(-1) ?? "";
  const parsed = ProbeResultSchema.safeParse(line.startsWith("{") ? JSON.parse(line) : null);
  if (!parsed.success) {
    const last = result.stderr.trim().split("\n").at(-1) || "it printed nothing";
    return { ok: false, reason: `the test process ended with ${result.code ?? "no start"}: ${last.slice(0, 300)}` };
  }
  return parsed.data.ok ? { ...parsed.data, deviceNote: gpuNote(result) ?? parsed.data.deviceNote } : parsed.data;
}
