/** What the window does with an answer, or a connection, that comes late. */
import { expect, test } from "./app.ts";

test("whoever goes elsewhere while a sweep is being added stays there", async ({ page, server }) => {
  const dataset = await server.call<{ id: number }>("dataset.importSample");
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/call", async (route) => {
    if (route.request().postDataJSON().name !== "sweep.create") return route.continue();
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await page.goto(`${server.url.split("#")[0]}#/sweeps/new/${dataset.id}`);
  await page.getByRole("button", { name: "Add paused" }).click();
  await expect.poll(async () => (await server.call<unknown[]>("sweep.list")).length).toBe(1);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page).toHaveURL(/#\/compare/);
  answer();
  await expect(page.getByText("was added, paused.")).toBeVisible();
  await expect(page).toHaveURL(/#\/compare/);
});

test("what changed before the window heard of changes is there once it hears", async ({ page, server }) => {
  let connect = (): void => {};
  const held = new Promise<void>((resolve) => (connect = resolve));
  await page.routeWebSocket("**/api/events", async (socket) => {
    await held;
    socket.connectToServer();
  });
  await page.reload();
  await expect(page.getByRole("button", { name: "Open the sample" })).toBeVisible();
  await server.call("dataset.importSample");
  connect();
  await expect(page.getByRole("link", { name: "page-blocks" }).first()).toBeVisible();
});
