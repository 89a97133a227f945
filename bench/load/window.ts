/**
 * @file Opens the built window in Chromium and times what a user waits for.
 * Reads: FOCALDESK_CHROMIUM, a running server.
 */
import { existsSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";

export interface WindowTimes {
  /** From the address to the list of sweeps. */
  readonly usable: number;
  /** From the click to the first rows of the table. */
  readonly compare: number;
  readonly map: number;
  readonly statistics: number;
}

/** Runs in the page, so that the way of the question to it does not count: until something is there and has been painted. @returns milliseconds. */
async function untilPainted(page: Page, act: string, isThere: string): Promise<number> {
  return page.evaluate(`new Promise((done) => {
    const begin = performance.now();
    const look = () => (${isThere}) ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin))) : requestAnimationFrame(look);
    ${act};
    look();
  })`);
}

const SOME = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})`;
const tab = (name: string): string => `[...document.querySelectorAll("button")].find((b) => b.textContent.trim() === ${JSON.stringify(name)}).click()`;

/** @throws Error where no Chromium is. */
export async function openWindow(url: string): Promise<WindowTimes> {
  const debian = "/usr/bin/chromium";
  const executablePath = process.env.FOCALDESK_CHROMIUM ?? (existsSync(debian) ? debian : undefined);
  const browser = await chromium.launch(executablePath === undefined ? { channel: "chrome" } : { executablePath });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const begin = performance.now();
    await page.goto(url);
    await page.evaluate(`location.hash = "#/sweeps"`);
    await page.getByText("Ten thousand runs").first().waitFor();
    const usable = performance.now() - begin;
    const compare = await untilPainted(
      page,
      `location.hash = "#/compare/1"`,
      SOME("[role=treegrid] [role=row] [role=gridcell], [role=grid] [role=row] [role=gridcell]"),
    );
    const map = await untilPainted(page, tab("γ × α map"), SOME("canvas"));
    const statistics = await untilPainted(page, tab("Statistics"), SOME("[role=treegrid] [role=gridcell], [role=grid] [role=gridcell], table td"));
    return { usable, compare, map, statistics };
  } finally {
    await browser.close();
  }
}
