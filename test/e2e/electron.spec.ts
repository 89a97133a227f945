/**
 * @file The built app in real Electron: what the page can reach, where it can go, and that it quits.
 * Reads: dist. Writes: a temporary data folder. Skipped, with the reason, where Electron's binary or a display is missing.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, expect, type Page, test } from "@playwright/test";

const root = join(import.meta.dirname, "../..");

/** @returns Electron's executable, or why it cannot run here. Importing `electron` would start a download. */
function findElectron(): { path: string } | { reason: string } {
  const folder = join(root, "node_modules/electron");
  const pathFile = join(folder, "path.txt");
  const dist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
  const path = join(dist, existsSync(pathFile) ? readFileSync(pathFile, "utf8").trim() : "electron");
  if (!existsSync(path)) return { reason: "Electron's binary is not installed; “npm start -- --electron” fetches it" };
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) return { reason: "there is no display; run under xvfb-run" };
  return { path };
}

const electron = findElectron();
test.skip("reason" in electron, "reason" in electron ? electron.reason : "");

let folder: string;
let app: ElectronApplication;
let page: Page;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "focaldesk-electron-"));
  // Chromium's own sandbox does not run as root; what is tested here is the window's isolation, which does not depend on it.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  app = await _electron.launch({
    executablePath: (electron as { path: string }).path,
    args: [...asRoot, `--user-data-dir=${join(folder, "profile")}`, `--data-dir=${join(folder, "data")}`, root],
  });
  page = await app.firstWindow();
  await page.waitForURL(/^focaldesk:\/\/app\//);
});

test.afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the window opens on its own page, and its heading and rail are there", async () => {
  await expect(page.getByRole("navigation")).toBeVisible();
  expect(await page.title()).toBe("Focaldesk");
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("the page reaches call and subscribe, and nothing of Node", async () => {
  const reach = await page.evaluate(() => {
    const all = globalThis as unknown as Record<string, unknown>;
    return { bridge: Object.keys(all["focaldesk"] as object).sort(), node: ["require", "process", "module", "Buffer", "global"].filter((name) => name in all) };
  });
  expect(reach).toEqual({ bridge: ["call", "subscribe"], node: [] });
  const info = await page.evaluate(() =>
    (globalThis as unknown as { focaldesk: { call(name: string, input: object): Promise<unknown> } }).focaldesk.call("app.info", {}),
  );
  expect(info).toMatchObject({ ok: true, value: { host: "electron", canPickFiles: true, dataDir: join(folder, "data") } });
  const wrong = await page.evaluate(() =>
    (globalThis as unknown as { focaldesk: { call(name: string, input: object): Promise<unknown> } }).focaldesk.call("dataset.get", { id: 99 }),
  );
  expect(wrong).toMatchObject({ ok: false, error: { severity: "error" } });
});

test("the page cannot be led elsewhere, open a window, or run inline script", async () => {
  await page.evaluate(`location.assign("https://example.org/")`);
  expect(await page.evaluate(`window.open("file:///etc/passwd") === null`)).toBe(true);
  const ran = await page.evaluate(`{
    const script = document.createElement("script");
    script.textContent = "globalThis.wasRun = true";
    document.head.append(script);
    "wasRun" in globalThis;
  }`);
  expect(ran).toBe(false);
  expect(page.url()).toMatch(/^focaldesk:\/\/app\//);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("the sample trains in a utility process, and the app quits in order", async () => {
  type Call = (name: string, input: object) => Promise<{ ok: boolean; value: never }>;
  const call = <T>(name: string, input: object): Promise<T> =>
    page.evaluate(
      async ([name, input]) => {
        const answer = await (globalThis as unknown as { focaldesk: { call: Call } }).focaldesk.call(name, input);
        if (!answer.ok) throw new Error(JSON.stringify(answer));
        return answer.value;
      },
      [name, input] as const,
    );
  const dataset = await call<{ id: number }>("dataset.importSample", {});
  const spec = await call<{ training: object; losses: unknown }>("sweep.sample", { datasetId: dataset.id });
  const small = { ...spec, training: { ...spec.training, epochs: 1 }, losses: [{ family: "focal-softmax", gamma: [2], strength: [0] }], controls: false };
  const { sweepId } = await call<{ sweepId: number }>("sweep.create", { datasetId: dataset.id, spec: small });
  await expect.poll(async () => (await call<{ state: string }[]>("run.list", { sweepId })).map((run) => run.state), { timeout: 240_000 }).toEqual(["complete"]);

  const ended = new Promise<number | null>((resolve) => app.process().once("exit", resolve));
  await app.evaluate(({ app }) => app.quit()).catch(() => {});
  expect(await ended).toBe(0);
});
