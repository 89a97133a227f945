/** @file Light, dark, or as the system: the choice is kept, and what is shown follows the system only while nothing is chosen. */
import { expect, it, vi } from "vitest";
import { fakeWindow } from "../../../fixtures/fake-window.ts";

it("the theme follows the system until somebody chooses, and again after", async () => {
  fakeWindow();
  let change = (_: { matches: boolean }): void => {};
  const root: { dataset: Record<string, string> } = { dataset: {} };
  vi.stubGlobal("document", { hidden: false, documentElement: root });
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: (_: string, listener: typeof change) => (change = listener) }));
  localStorage.setItem("focaldesk.theme", "nonsense");
  const { theme } = await import("../../../../src-renderer/state/theme.svelte.ts");
  expect([theme.choice, theme.shown, root.dataset["theme"]]).toEqual(["system", "light", "light"]);
  change({ matches: true });
  expect([theme.shown, root.dataset["theme"]]).toEqual(["dark", "dark"]);
  theme.choice = "light";
  expect([theme.shown, root.dataset["theme"], localStorage.getItem("focaldesk.theme")]).toEqual(["light", "light", "light"]);
  change({ matches: true });
  expect(theme.shown).toBe("light");
  theme.choice = "system";
  expect(theme.shown).toBe("dark");
});
