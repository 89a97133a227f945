/**
 * @file End-to-end tests: the built window in Chromium against a real server, and in Electron where its binary is there.
 * Reads: test/e2e. Writes: test-results (traces of failures).
 *
 * No `webServer`: every test's fixture starts its own server on its own data folder. No video: it needs a download of ffmpeg.
 */
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const debian = "/usr/bin/chromium";
const executablePath = process.env["FOCALDESK_CHROMIUM"] ?? (existsSync(debian) ? debian : undefined);
// Without a Chromium that we know of, the user's own Chrome.
const browser = executablePath === undefined ? { channel: "chrome" } : { launchOptions: { executablePath } };

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  workers: 1,
  // Generous: on a machine with other work a page of axe takes a minute, and what never comes is found all the same.
  timeout: 480_000,
  expect: { timeout: 60_000 },
  forbidOnly: process.env["CI"] !== undefined,
  use: { video: "off", trace: "retain-on-failure", viewport: { width: 1280, height: 800 }, ...browser },
  projects: [
    { name: "browser", testIgnore: "**/electron.spec.ts" },
    { name: "electron", testMatch: "**/electron.spec.ts" },
  ],
});
