/** Without a mouse: from the empty window to a paused queue, the palette, a run and the exported file. */
import type { Page } from "@playwright/test";
import { expect, test, trainedSweep } from "./app.ts";

/** Runs in the page; text, because these tests are typed without a DOM. */
const FOCUSED_NAME = `(() => {
  const element = document.activeElement;
  const label = element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
  return label.trim();
})()`;

/** Presses Tab until the control with this name has the focus; fails after a whole round of the page. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(FOCUSED_NAME);
    seen.push(focused);
    if (typeof name === "string" ? focused === name : name.test(focused)) return;
  }
  throw new Error(`no way by Tab to ${name}; the focus went to: ${[...new Set(seen)].join(" | ")}`);
}

test("sample, form, start, pause and resume by keyboard alone", async ({ page, server }) => {
  await tabTo(page, "Open the sample");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "New sweep" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Start 45 runs" })).toBeVisible();
  // A chip is removed with Backspace, another typed.
  await tabTo(page, "γ, focusing");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("3,");
  await expect(page.getByRole("button", { name: "Start 36 runs" })).toBeVisible();
  // Long enough to be still at work when the queue is paused.
  await tabTo(page, "Epochs");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("5000");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  await tabTo(page, "Pause queue");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Resume queue" })).toBeVisible();
  await expect.poll(async () => (await server.call<{ running: number }>("queue.status")).running).toBe(0);
  const [sweep] = await server.call<{ counts: Record<string, number>; runCount: number }[]>("sweep.list");
  expect(sweep).toMatchObject({ runCount: 36, counts: { waiting: 36, failed: 0 } });
});

test("palette, compare and export by keyboard alone", async ({ page, server }) => {
  await trainedSweep(server);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("compare");
  await page.keyboard.press("Enter");
  await expect(page.getByText("4 of 4 runs complete")).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: "Export results" })).toBeVisible();
  const downloading = page.waitForEvent("download");
  await tabTo(page, "Download");
  await page.keyboard.press("Enter");
  expect((await downloading).suggestedFilename()).toBe("short-runs.csv");
});
