/**
 * @file `focaldesk serve` on a data folder, with what it costs: memory, time of calls, and how long a small call waits beside a long one.
 * Reads: the folder, /proc on Linux.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

const root = join(import.meta.dirname, "..", "..");
const TOKEN = "bench-load";

export interface Answered {
  readonly ms: number;
  readonly bytes: number;
  /** Longest answer to a small call that was asked over and over meanwhile. */
  readonly smallMs: number;
  readonly smallCalls: number;
}

export class Server {
  readonly #child: ChildProcess;
  readonly port: number;
  /** From the start of the process to its line that says where it is. */
  readonly startMs: number;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
  }

  static start(dataDir: string): Promise<Server> {
    return new Promise((resolve, reject) => {
      const begin = performance.now();
      const child = spawn(process.execPath, [join(root, "dist", "main", "cli.js"), "serve", "--port", "0", "--data-dir", dataDir, "--json"], {
        env: { ...process.env, FOCALDESK_TOKEN: TOKEN },
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.once("exit", (code) => reject(new Error(`focaldesk serve ended with exit code ${String(code)}`)));
      child.stdout!.setEncoding("utf8").once("data", (text: string) => {
        resolve(new Server(child, (JSON.parse(text) as { port: number }).port, performance.now() - begin));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/#token=${TOKEN}`;
  }

  /** @throws Error for an answer that is a refusal. */
  async call<T>(name: string, input: object = {}): Promise<T> {
    const answer = (await (await this.#post(name, input)).json()) as { ok: boolean; value: T; error?: { message: string } };
    if (!answer.ok) throw new Error(`${name}: ${answer.error?.message}`);
    return answer.value;
  }

  /** A long call, received and not looked at, beside a small one that is asked again and again from a thread of its own. @param pauseMs goes on asking for so long. */
  async measure(name: string, input: object, pauseMs = 0): Promise<Answered> {
    const asker = await startAsker(this.port);
    const begin = performance.now();
    const response = await this.#post(name, input);
    if (response.status !== 200) throw new Error(`${name}: ${await response.text()}`);
    const { byteLength } = await response.arrayBuffer();
    const ms = performance.now() - begin;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const { longest, count } = await asker.stop();
    return { ms, bytes: byteLength, smallMs: longest, smallCalls: count };
  }

  #post(name: string, input: object): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}/api/call`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ name, input }),
    });
  }

  /** Most memory of the process since the last {@link forgetPeak}, in MB; null where the system does not tell. */
  get peakMb(): number | null {
    return peakOf(this.#child.pid!);
  }
  forgetPeak(): void {
    try {
      writeFileSync(`/proc/${this.#child.pid}/clear_refs`, "5");
    } catch {
      // Then the peak is that of the whole life.
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.removeAllListeners("exit");
      this.#child.once("exit", () => resolve());
      this.#child.kill("SIGTERM");
    });
  }
}

export function peakOf(pid: number): number | null {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return null;
  }
}

/** Asks for app.info without a pause until it is stopped. A thread: what this process does with megabytes must not count. */
function startAsker(port: number): Promise<{ stop(): Promise<{ longest: number; count: number }> }> {
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    let going = true, longest = 0, count = 0;
    parentPort.once("message", () => { going = false; });
    const ask = async () => {
      const begin = performance.now();
      await (await fetch(workerData.url, { method: "POST", headers: { authorization: "Bearer " + workerData.token }, body: '{"name":"app.info","input":{}}' })).text();
      return performance.now() - begin;
    };
    (async () => {
      // The first connection is no answer yet.
      await ask();
      parentPort.postMessage("ready");
      while (going) { longest = Math.max(longest, await ask()); count++; await new Promise((r) => setTimeout(r, 2)); }
      parentPort.postMessage({ longest, count });
      parentPort.close();
    })();`;
  const worker = new Worker(code, { eval: true, workerData: { url: `http://127.0.0.1:${port}/api/call`, token: TOKEN } });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => {
      resolve({
        stop: () =>
          new Promise((done) => {
            worker.once("message", done);
            worker.postMessage("stop");
          }),
      });
    });
  });
}
