/** @file Light, dark, or as the system. Reads: localStorage, the system's preference. Writes: data-theme on :root, localStorage. */

export const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "focaldesk.theme";

class ThemeState {
  #choice = $state<Theme>("system");
  #systemDark = $state(false);

  constructor() {
    const stored = localStorage.getItem(KEY);
    if (stored === "light" || stored === "dark") this.#choice = stored;
    const system = matchMedia("(prefers-color-scheme: dark)");
    this.#systemDark = system.matches;
    system.addEventListener("change", (event) => {
      this.#systemDark = event.matches;
      this.#apply();
    });
    this.#apply();
  }

  get choice(): Theme {
    return this.#choice;
  }
  set choice(choice: Theme) {
    this.#choice = choice;
    localStorage.setItem(KEY, choice);
    this.#apply();
  }
  /** What is on screen; canvases read it to redraw in the other colours. */
  get shown(): "light" | "dark" {
    return this.#choice === "system" ? (this.#systemDark ? "dark" : "light") : this.#choice;
  }
  #apply(): void {
    document.documentElement.dataset["theme"] = this.shown;
  }
}
export const theme = new ThemeState();
