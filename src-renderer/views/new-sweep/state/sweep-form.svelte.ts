/**
 * @file The new sweep of one data set: draft, what it reads as, what it will cost.
 * Reads: backend (sample, preview), localStorage. Writes: localStorage, new sweeps through backend.
 */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Dataset } from "#shared/data/dataset.ts";
import { asAppError, type AppError } from "#shared/errors/errors.ts";
import type { OpenedSweep } from "#shared/sweep/opened-sweep.ts";
import { statedOptions, type SweepSpec } from "#shared/sweep/spec.ts";
import type { WindowState } from "../../../state/of-window.ts";
import { newLoss, type LossDraft } from "./loss-draft.ts";
import { draftOf, freeName, restoreDraft, type SweepDraft } from "./sweep-draft.ts";
import { readDraft, type Reading } from "./sweep-reading.ts";

export type SweepPreview = CommandOutput<"sweep.preview">;

/** Two readings of one file have two drafts. The fingerprint tells data folders apart, which number their data sets alike. */
const keyOf = (dataset: Dataset): string => `focaldesk.draft.${dataset.id}.${dataset.sha256}`;
/** Earlier versions had one draft for a file. @returns null: there is none. */
function takeStored(dataset: Dataset): string | null {
  const earlier = `focaldesk.draft.${dataset.sha256}`;
  const stored = localStorage.getItem(keyOf(dataset)) ?? localStorage.getItem(earlier);
  localStorage.removeItem(earlier);
  return stored;
}
/** Long enough that typing "0.25" asks once. */
const PREVIEW_DELAY_MS = 200;

export class SweepForm {
  readonly #window: Pick<WindowState, "backend" | "sweeps">;
  readonly dataset: Dataset;
  draft = $state<SweepDraft | null>(null);
  readonly #read: () => Reading | null;
  #preview = $state.raw<SweepPreview | null>(null);
  #stale = $state(false);
  #problem = $state.raw<AppError | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** Counts what was put into the form, so that a sample asked for earlier cannot replace a file opened meanwhile. */
  #filled = 0;

  constructor(window: Pick<WindowState, "backend" | "sweeps">, dataset: Dataset) {
    this.#window = window;
    this.dataset = dataset;
    const classes = dataset.profile.classes.map((c) => c.name);
    const named = { name: dataset.name, sha256: dataset.sha256, ...statedOptions(dataset.options) };
    // A root of its own: the form outlives the view that made it, and a derived value dies with its owner.
    let read = (): Reading | null => null;
    $effect.root(() => {
      const reading = $derived(this.draft ? readDraft(this.draft, named, classes) : null);
      read = () => reading;
    });
    this.#read = read;
    const stored = takeStored(dataset);
    this.draft = stored === null ? null : restoreDraft(stored);
    if (this.draft === null) void this.reset();
  }
  get preview(): SweepPreview | null {
    return this.#preview;
  }
  /** The preview on screen is of an earlier draft. */
  get stale(): boolean {
    return this.#stale;
  }
  /** Why there is no sample, preview or new sweep. */
  get problem(): AppError | null {
    return this.#problem;
  }

  get reading(): Reading | null {
    return this.#read();
  }
  /** What may be created: the sweep as read, unless the file it came from names another data set and nobody has said that this one will do. */
  get ready(): SweepSpec | null {
    return this.draft?.namedElsewhere === "" ? (this.reading?.spec ?? null) : null;
  }
  /** Fills the form with the sample of the data set. @returns what was there before, for undo; null also where something else was opened meanwhile. */
  async reset(): Promise<SweepDraft | null> {
    const before = this.draft ? $state.snapshot(this.draft) : null;
    const turn = ++this.#filled;
    try {
      const spec = await this.#window.backend.call("sweep.sample", { datasetId: this.dataset.id });
      if (turn !== this.#filled) return null;
      this.open({ spec, replacedAlphas: [] });
    } catch (thrown) {
      if (turn !== this.#filled) return null;
      this.#problem = asAppError(thrown);
    }
    return before;
  }
  /**
   * @param namedElsewhere the data set that the file names, where it is not this one.
   * @param namedAmong ids of those it can be.
   */
  open({ spec, replacedAlphas }: OpenedSweep, namedElsewhere = "", namedAmong: number[] = []): void {
    this.#filled++;
    const draft = draftOf(spec);
    for (const { index, alpha } of replacedAlphas) draft.losses[index]!.replacedAlpha = alpha;
    this.draft = {
      ...draft,
      namedElsewhere,
      namedAmong,
      name: freeName(
        draft.name,
        (this.#window.sweeps.items ?? []).map((s) => s.name),
      ),
    };
    this.#problem = null;
  }
  /** Somebody has said which data set is meant: this one, or `other`, whose form the draft goes to. */
  useData(other: SweepForm = this): void {
    if (!this.draft) return;
    other.#filled++;
    other.#problem = null;
    other.draft = { ...$state.snapshot(this.draft), namedElsewhere: "", namedAmong: [] };
    if (other === this) return;
    // Its view goes before the sample comes, so nobody else would put away what is stored.
    localStorage.removeItem(keyOf(this.dataset));
    void this.reset();
  }
  closeProblem(): void {
    this.#problem = null;
  }
  addLoss(family: LossDraft["family"]): void {
    if (this.draft) this.draft.losses.push(newLoss(family, this.draft.losses));
  }
  removeLoss(key: number): SweepDraft | null {
    if (!this.draft) return null;
    const before = $state.snapshot(this.draft);
    this.draft.losses = this.draft.losses.filter((loss) => loss.key !== key);
    return before;
  }

  /** Called after each change: keeps the draft over navigation and reload, and asks what it would cost. */
  changed(): void {
    if (!this.draft) return;
    localStorage.setItem(keyOf(this.dataset), JSON.stringify(this.draft));
    clearTimeout(this.#timer);
    // An answer under way is of the draft before this change.
    this.#asked++;
    const spec = this.reading?.spec;
    this.#stale = true;
    if (spec) this.#timer = setTimeout(() => void this.#ask(spec), PREVIEW_DELAY_MS);
  }
  async #ask(spec: SweepSpec): Promise<void> {
    const turn = ++this.#asked;
    try {
      const preview = await this.#window.backend.call("sweep.preview", { datasetId: this.dataset.id, spec });
      if (turn !== this.#asked) return;
      this.#preview = preview;
      this.#problem = null;
      this.#stale = false;
    } catch (thrown) {
      if (turn === this.#asked) this.#problem = asAppError(thrown);
    }
  }

  /** @returns the new sweep's id, or null after a refusal, which `problem` holds. */
  async create(start: boolean): Promise<number | null> {
    const spec = this.ready;
    if (!spec || !this.draft) return null;
    try {
      const { sweepId } = await this.#window.backend.call("sweep.create", { datasetId: this.dataset.id, spec, start });
      await this.#window.sweeps.refresh();
      this.draft.name = freeName(
        this.draft.name,
        (this.#window.sweeps.items ?? []).map((s) => s.name),
      );
      return sweepId;
    } catch (thrown) {
      this.#problem = asAppError(thrown);
      return null;
    }
  }
}

/** One form for each data set while the window lives. */
export class SweepForms {
  readonly #window: Pick<WindowState, "backend" | "sweeps">;
  readonly #forms = new Map<string, SweepForm>();

  constructor(window: Pick<WindowState, "backend" | "sweeps">) {
    this.#window = window;
  }
  of(dataset: Dataset): SweepForm {
    const key = keyOf(dataset);
    const form = this.#forms.get(key) ?? new SweepForm(this.#window, dataset);
    this.#forms.set(key, form);
    return form;
  }
}
