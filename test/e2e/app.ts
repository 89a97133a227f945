/**
 * @file The fixture of the end-to-end tests: a real server of the built app on a data folder of its own, and a page that is open on it.
 * Reads: dist. Writes: a temporary folder, removed afterwards; the server's words are attached to a test that fails.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, type Page, test as base } from "@playwright/test";

interface Server {
  readonly url: string;
  readonly dataDir: string;
  /** Ends the server as a power cut would; `start` brings it back on the same folder and port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  call<T = unknown>(name: string, input?: unknown): Promise<T>;
}

interface Fixtures {
  readonly folder: string;
  readonly server: Server;
  /** After this epoch and every later one each run waits until it is paused or cancelled; undefined: runs train to their end. */
  readonly holdAfterEpoch: number | undefined;
}

/** With what a browser takes in no WebSocket protocol. */
const TOKEN = "end/to=end, 1+1 %41";

export const test = base.extend<Fixtures>({
  holdAfterEpoch: [undefined, { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "focaldesk-e2e-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  server: async ({ folder, holdAfterEpoch }, use, info) => {
    // One trainer: runs that are held would never make room for others.
    const held =
      holdAfterEpoch === undefined ? { node: [], options: [] } : { node: ["--import", "./test/fixtures/inject-fault.mjs"], options: ["--trainers", "1"] };
    const dataDir = join(folder, "data");
    let words = "";
    let port = 0;
    let child: ChildProcess;
    const start = (): Promise<void> =>
      new Promise((resolve, reject) => {
        child = spawn(process.execPath, [...held.node, "dist/main/cli.js", "serve", "--port", String(port), "--data-dir", dataDir, "--json", ...held.options], {
          env: {
            ...process.env,
            FOCALDESK_TOKEN: TOKEN,
            FOCALDESK_ENGINES: join(folder, "engines"),
            // A test that makes this file holds what reads tables.
            FOCALDESK_FAULT_HOLD: join(folder, "hold-reading"),
            FAULT: JSON.stringify({ kind: "hold-each", afterEpoch: holdAfterEpoch }),
          },
          stdio: ["ignore", "pipe", "pipe"],
        });
        child.stderr!.setEncoding("utf8").on("data", (text: string) => (words += text));
        child.stdout!.setEncoding("utf8").once("data", (text: string) => {
          port = (JSON.parse(text) as { port: number }).port;
          resolve();
        });
        child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${words}`)));
      });
    const ended = (signal: NodeJS.Signals): Promise<void> =>
      new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.once("exit", () => resolve());
        child.kill(signal);
      });
    await start();
    await use({
      url: `http://127.0.0.1:${port}/#token=${encodeURIComponent(TOKEN)}`,
      dataDir,
      start,
      kill: () => ended("SIGKILL"),
      async call<T>(name: string, input: unknown = {}) {
        const response = await fetch(`http://127.0.0.1:${port}/api/call`, {
          method: "POST",
          headers: { authorization: `Bearer ${TOKEN}` },
          body: JSON.stringify({ name, input }),
        });
        const answer = (await response.json()) as { ok: boolean; value: T; error?: { message: string } };
        if (!answer.ok) throw new Error(answer.error?.message);
        return answer.value;
      },
    });
    await ended("SIGTERM");
    if (info.status !== info.expectedStatus) await info.attach("server", { body: words, contentType: "text/plain" });
  },
  page: async ({ page, server }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(server.url);
    await use(page);
    if (problems.length > 0) throw new Error(`the page threw: ${problems.join("; ")}`);
  },
});

export { expect };

/** A sweep on the sample that trains in seconds: 2 gammas x 2 strengths, both controls among them. */
export function shortSweep(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "short",
    dataset: { name: "page-blocks" },
    model: { hidden: [8] },
    training: { epochs: 3, batchSize: 256 },
    losses: [{ family: "focal-softmax", gamma: [0, 2], strength: [0, 1] }],
    seeds: [1],
    ...change,
  };
}

/** Uploads a table as the window does, and imports it. @returns the id of the data set. */
export async function importTable(call: Server["call"], path: string, name: string, options: Record<string, unknown>): Promise<number> {
  const bytes = readFileSync(path);
  const { uploadId } = await call<{ uploadId: string }>("upload.begin", { fileName: basename(path), sizeBytes: bytes.length });
  await call("upload.append", { uploadId, base64: bytes.toString("base64") });
  return (await call<{ id: number }>("dataset.import", { source: { uploadId }, name, options })).id;
}

/** Imports the sample, trains a sweep on it and waits until it is done, all through the server. */
export async function trainedSweep(server: Server, change: Record<string, unknown> = {}): Promise<number> {
  const dataset = await server.call<{ id: number }>("dataset.importSample");
  const { sweepId } = await server.call<{ sweepId: number }>("sweep.create", { datasetId: dataset.id, spec: shortSweep(change) });
  await base.expect
    .poll(async () => (await server.call<{ id: number; counts: Record<string, number> }[]>("sweep.list")).find((s) => s.id === sweepId)!.counts, {
      timeout: 240_000,
    })
    .toMatchObject({ waiting: 0, running: 0 });
  return sweepId;
}

/** Runs in the page; text, because these tests are typed without a DOM. */
const FOCUSED_NAME = `(() => {
  const element = document.activeElement;
  const label = element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
  return label.trim();
})()`;

/** Presses Tab until the control with this name has the focus; fails after a whole round of the page. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(FOCUSED_NAME);
    seen.push(focused);
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
  }
  throw new Error(`no way by Tab to ${name}; the focus went to: ${[...new Set(seen)].join(" | ")}`);
}

/** Closes what lies over the page and waits until it is gone: what is under it cannot be told from it before. */
export async function closePopup(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.locator('.popup, [role="dialog"], [role="menu"], [role="listbox"]')).toHaveCount(0);
}
