/** The keyboard focus is never lost to nothing when a key changes what is on screen: the pressed choice keeps it, a new view takes it. */
import { expect, test, trainedSweep } from "./app.ts";

test("Best of each family keeps the focus, both ways", async ({ page, server }) => {
  const id = await trainedSweep(server);
  await page.goto(`${server.url.split("#")[0]}#/compare/${id}`);
  for (const name of ["Best of each family", "All configurations"]) {
    const choice = page.getByRole("button", { name, exact: true });
    await choice.focus();
    await page.keyboard.press("Enter");
    await expect(choice).toHaveAttribute("aria-pressed", "true");
    await expect(choice).toBeFocused();
  }
});

test("a new view takes the focus that its link or the palette had; the rail keeps its own", async ({ page, server }) => {
  const sweepId = await trainedSweep(server);
  const heading = (name: string) => page.getByRole("heading", { name, level: 1 });
  await page.goto(`${server.url.split("#")[0]}#/sweeps`);
  await page.getByRole("link", { name: "New sweep" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name of the sweep")).toBeVisible();
  await expect(heading("New sweep")).toBeFocused();
  // From the heading, Tab goes on into the view.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Start again from the sample" })).toBeFocused();

  for (const [typed, title] of [
    ["compare", "Compare"],
    ["settings", "Settings"],
    ["queue", "Queue"],
  ] as const) {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Go to or do" })).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(heading(title)).toBeFocused();
  }

  const rail = page.getByRole("navigation").getByRole("link", { name: "Compare" });
  await rail.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("4 of 4 runs complete")).toBeVisible();
  await expect(rail).toBeFocused();

  // Another sweep of the same view: the choice that was used has the focus again.
  const { sweepId: other } = await server.call<{ sweepId: number }>("sweep.create", {
    datasetId: 1,
    spec: { ...(await server.call<{ spec: object }>("sweep.get", { id: sweepId })).spec, name: "second" },
    start: false,
  });
  const choice = page.getByRole("combobox", { name: "Sweep", exact: true });
  await expect(choice.getByRole("option")).toHaveCount(2);
  await choice.focus();
  await page.keyboard.type("second");
  await expect(page).toHaveURL(new RegExp(`#/compare/${other}$`));
  await expect(choice).toBeFocused();
});
