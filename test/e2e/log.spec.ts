/** Settings show where the log is and its last lines. */
import { expect } from "@playwright/test";
import { test } from "./app.ts";

test("Settings tell where the log is and show its last lines", async ({ page, server }) => {
  await page.goto(`${server.url.split("#")[0]!}#/settings`);
  const log = page.getByRole("region", { name: "Log" });
  await expect(log.getByText(`${server.dataDir}/focaldesk.log`)).toBeVisible();
  await log.getByRole("button", { name: "Show the last lines" }).click();
  await expect(log.getByLabel("Log", { exact: true })).toContainText(/ started focaldesk=\S+ host=server /);
  await log.getByRole("button", { name: "Hide" }).click();
  await expect(log.getByRole("button", { name: "Show the last lines" })).toBeVisible();
});
