/** @file Which theme is on screen, as charts need it: canvases redraw in the other colours. Reads: data-theme on :root. */
import type { Shade } from "./colors.ts";

class ShadeState {
  shown = $state<Shade>("light");
  constructor() {
    const read = (): void => {
      this.shown = document.documentElement.dataset["theme"] === "dark" ? "dark" : "light";
    };
    read();
    new MutationObserver(read).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }
}
export const shade = new ShadeState();
