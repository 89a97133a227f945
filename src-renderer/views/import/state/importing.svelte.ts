/**
 * @file The import of one file: upload, look, choose, store.
 * Reads: a dropped file or a path. Writes: a data set, through backend.
 */
import type { CommandOutput, Source } from "#shared/wire/contract.ts";
import type { Dataset, Inspection, ReadOptions } from "#shared/data/dataset.ts";
import { asAppError, type AppError, type ErrorCode } from "#shared/errors/errors.ts";
import type { WindowState } from "../../../state/of-window.ts";
import { Latest } from "../../../state/latest.ts";
import { uploadFile } from "../../../state/upload.ts";
import { ImportCheck } from "./check.svelte.ts";
import { newDraft, optionsOf, withChange, type ImportDraft } from "./draft.ts";
import type { Given } from "./given.ts";
import { Reading } from "./reading.svelte.ts";
import { applyRemedy, isApplied, undoRemedy } from "./remedies.ts";
import type { Remedy } from "../../../words/subjects.ts";

type ImportStep = "none" | "uploading" | "inspecting" | "choosing" | "storing";

export type ShownLines = CommandOutput<"dataset.lines">;
/** So many of the first lines are seen without scrolling. */
const FIRST_LINES = 10;
/** No choice of how to read it would help. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["data/not-found", "data/too-large", "data/upload", "data/foreign-format"]);

/** The data set that an import led to, although it was there before. */
interface KnownDataset {
  readonly id: number;
  readonly fileName: string;
  /** As it was to be called; "": as before. */
  readonly name: string;
}

export class ImportState {
  readonly #window: Pick<WindowState, "backend" | "datasets">;
  #step = $state<ImportStep>("none");
  #fileName = $state("");
  #sizeBytes = $state(0);
  #sentBytes = $state(0);
  #error = $state.raw<AppError | null>(null);
  #inspection = $state.raw<Inspection | null>(null);
  #lines = $state.raw<readonly string[]>([]);
  #around = $state.raw<ShownLines | null>(null);
  #given = $state.raw<Given>({});
  #found = $state.raw<ReadOptions | null>(null);
  #draft = $state.raw<ImportDraft>(newDraft(""));
  #source = $state.raw<Source | null>(null);
  #known = $state.raw<KnownDataset | null>(null);
  readonly check: ImportCheck;
  /** Of the look at the file, or of its import. */
  readonly reading: Reading;
  #stopped = $state(false);
  #done = $state.raw<readonly Remedy[]>([]);
  #abort = new AbortController();
  #latest = new Latest();
  #turn = 0;

  /** null while there is nothing to import yet. */
  readonly options = $derived(this.#inspection && this.#draft.label !== "" ? optionsOf(this.#inspection, this.#draft) : null);
  /** What was done about findings and still holds, the first done first. */
  readonly done = $derived(this.#done.filter((remedy) => isApplied(this.#draft, remedy)));

  constructor(window: Pick<WindowState, "backend" | "datasets">) {
    this.#window = window;
    this.check = new ImportCheck(window.backend);
    this.reading = new Reading(window.backend);
  }
  get step(): ImportStep {
    return this.#step;
  }
  get fileName(): string {
    return this.#fileName;
  }
  get sizeBytes(): number {
    return this.#sizeBytes;
  }
  get sentBytes(): number {
    return this.#sentBytes;
  }
  get error(): AppError | null {
    return this.#error;
  }
  /** As the file is read now; null while it cannot be. */
  get inspection(): Inspection | null {
    return this.#inspection;
  }
  get lines(): readonly string[] {
    return this.#lines;
  }
  /** The lines around the one that cannot be read, where it is none of the first. */
  get around(): ShownLines | null {
    return this.#around;
  }
  get given(): Given {
    return this.#given;
  }
  /** What was found before anybody said anything. */
  get found(): ReadOptions | null {
    return this.#found;
  }
  get draft(): ImportDraft {
    return this.#draft;
  }
  get source(): Source | null {
    return this.#source;
  }
  get known(): KnownDataset | null {
    return this.#known;
  }
  /** The user ended the import; the form is as it was. */
  get stopped(): boolean {
    return this.#stopped;
  }

  async file(file: File): Promise<void> {
    this.#begin(file.name, file.size);
    this.#step = "uploading";
    const { signal } = this.#abort;
    try {
      const uploadId = await uploadFile(this.#window.backend, file, (bytes) => (this.#sentBytes = bytes), signal);
      if (signal.aborted) return;
      this.#source = { uploadId };
      await this.inspect();
    } catch (thrown) {
      if (!signal.aborted) this.#fail(thrown);
    }
  }
  async path(path: string): Promise<void> {
    this.#begin(path.replace(/^.*[\\/]/, ""), 0);
    this.#source = { path };
    await this.inspect();
  }
  /** Reads the file again as the user says. */
  async read(given: Given): Promise<void> {
    this.#given = given;
    await this.inspect();
  }
  change(change: Partial<ImportDraft>): void {
    this.#stopped = false;
    const words = this.#draft.missingWords;
    this.#draft = withChange(this.#draft, change);
    // What a column is follows from the words that are no values in it.
    if (this.#draft.missingWords !== words) void this.inspect();
  }
  apply(remedy: Remedy): void {
    this.#done = [...this.#done, remedy];
    this.change(applyRemedy(this.#draft, remedy));
  }
  undo(remedy: Remedy): void {
    this.#done = this.#done.filter((other) => other !== remedy);
    this.change(undoRemedy(this.#draft, remedy));
  }
  /** @returns the data set, or null after a refusal, which `error` holds. One that was there before is `known` until the next import. */
  async store(): Promise<Dataset | null> {
    const { source, options } = this;
    if (!source || !options) return null;
    const turn = this.#turn;
    this.#step = "storing";
    this.#error = null;
    this.#stopped = false;
    const name = this.#draft.name.trim();
    try {
      const before = new Set((this.#window.datasets.items ?? []).map(({ id }) => id));
      const dataset = await this.reading.run((reading) =>
        this.#window.backend.call("dataset.import", { source, ...(name === "" ? {} : { name }), options, reading }),
      );
      await this.#window.datasets.refresh();
      // Another file was begun meanwhile.
      if (turn !== this.#turn) return null;
      this.#close();
      if (before.has(dataset.id)) this.#known = { id: dataset.id, fileName: this.#fileName, name };
      return dataset;
    } catch (thrown) {
      const error = asAppError(thrown);
      if (turn !== this.#turn) return null;
      this.#stopped = error.code === "data/cancelled";
      this.#error = this.#stopped ? null : error;
      this.#step = "choosing";
      return null;
    }
  }
  /** The user has seen that the data set was there before. */
  forgetKnown(): void {
    this.#known = null;
  }
  /** Ends an import that is under way, and leaves the form open. */
  stop(): void {
    this.reading.cancel();
  }
  cancel(): void {
    const { source } = this;
    this.#close();
    if (source && "uploadId" in source) this.#window.backend.call("upload.discard", source).catch(() => {});
  }
  #close(): void {
    this.#abort.abort();
    this.reading.cancel();
    this.#stopped = false;
    this.#turn++;
    this.#step = "none";
    this.#error = null;
    this.#inspection = null;
    this.#source = null;
    this.check.clear();
  }
  async inspect(): Promise<void> {
    const { source } = this;
    if (!source) return;
    const turn = ++this.#turn;
    this.reading.cancel();
    this.#step = "inspecting";
    await this.#latest.run(() => this.#inspect(turn, source));
  }
  async #inspect(turn: number, source: Source): Promise<void> {
    if (turn !== this.#turn) return;
    try {
      const inspection = await this.reading.run((reading) =>
        this.#window.backend.call("dataset.inspect", { source, options: this.#given, missingWords: [...this.#draft.missingWords], reading }),
      );
      if (turn !== this.#turn) return;
      this.#inspection = inspection;
      this.#lines = inspection.lines;
      this.#around = null;
      this.#sizeBytes = inspection.sizeBytes;
      if (Object.keys(this.#given).length === 0) this.#found = inspection.options;
      const known = inspection.columns.some((column) => column.name === this.#draft.label);
      if (!known) this.change({ label: inspection.suggestedLabel ?? "" });
      this.#error = null;
      this.#step = "choosing";
    } catch (thrown) {
      const error = asAppError(thrown);
      if (turn !== this.#turn) return;
      // A file that is not there is as far away as before; one that cannot be read stays open with what can be seen of it.
      const lines = HOPELESS.has(error.code) ? [] : ((await this.#linesOf(source))?.lines ?? []);
      const wrong = Number(error.data["line"] ?? 0);
      const around = lines.length > 0 && wrong > FIRST_LINES ? await this.#linesOf(source, wrong) : null;
      if (turn !== this.#turn) return;
      this.#lines = lines;
      this.#around = around;
      this.#inspection = null;
      this.#fail(error);
      if (lines.length > 0) this.#step = "choosing";
    }
  }
  async #linesOf(source: Source, around?: number): Promise<ShownLines | null> {
    const { encoding } = this.#given;
    try {
      return await this.#window.backend.call("dataset.lines", { source, ...(encoding ? { encoding } : {}), ...(around ? { around } : {}) });
    } catch {
      // What is wrong with the file is being told already.
      return null;
    }
  }
  #begin(fileName: string, sizeBytes: number): void {
    this.cancel();
    this.#known = null;
    this.#abort = new AbortController();
    this.#latest = new Latest();
    this.#fileName = fileName;
    this.#sizeBytes = sizeBytes;
    this.#sentBytes = 0;
    this.#lines = [];
    this.#around = null;
    this.#given = {};
    this.#found = null;
    this.#draft = newDraft(fileName);
    this.#done = [];
  }
  #fail(thrown: unknown): void {
    this.#error = asAppError(thrown);
    this.#step = "none";
  }
}
