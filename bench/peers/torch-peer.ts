/** @file PyTorch as a peer of bench/step.ts: a Python process that measures when asked. Reads: its lines. Writes: requests to it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface TorchPeer {
  readonly version: string;
  /** @returns milliseconds per step and run. */
  measure(way: "eager" | "vmapped", runs: number): Promise<number>;
  close(): void;
}

/** @returns the peer, or the reason why there is none. */
export async function startTorch(python = process.env.PYTHON ?? "python3"): Promise<TorchPeer | string> {
  const child = spawn(python, [new URL("torch_step.py", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
  const failed = once(child, "error").then(([error]) => String(error));
  const first = await Promise.race([lines.next(), failed]);
  if (typeof first === "string") return first;
  if (first.done) return complaint.trim().split("\n").at(-1) ?? "it said nothing";
  const { version } = JSON.parse(first.value) as { version: string };
  return {
    version,
    async measure(way, runs) {
      child.stdin.write(`${way} ${runs}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`PyTorch ended: ${complaint.trim().split("\n").at(-1)}`);
      return JSON.parse(answer.value) as number;
    },
    close: () => child.stdin.end(),
  };
}
