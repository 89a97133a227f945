/**
 * @file The import of one file: upload, look, choose, store.
 * Reads: a dropped file or a path. Writes: a data set, through backend.
 */
import type { Source } from "#shared/contract.ts";
import type { Dataset, ImportOptions, Inspection, ReadOptions } from "#shared/dataset.ts";
import { asAppError, type AppError } from "#shared/errors.ts";
import { backend } from "../backend.ts";
import { datasets } from "./datasets.svelte.ts";
import { uploadFile } from "./upload.ts";

export type ImportStep = "none" | "uploading" | "inspecting" | "choosing" | "storing";

class ImportState {
  step = $state<ImportStep>("none");
  fileName = $state("");
  sizeBytes = $state(0);
  sentBytes = $state(0);
  error = $state.raw<AppError | null>(null);
  inspection = $state.raw<Inspection | null>(null);
  name = $state("");
  label = $state("");
  missing = $state<ImportOptions["missing"]>("median");
  ignore = $state<Record<string, boolean>>({});
  categorical = $state<Record<string, boolean>>({});
  #source: Source | null = null;
  #abort = new AbortController();

  async file(file: File): Promise<void> {
    this.#begin(file.name, file.size);
    this.step = "uploading";
    const { signal } = this.#abort;
    try {
      const uploadId = await uploadFile(backend, file, (bytes) => (this.sentBytes = bytes), signal);
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
  /** Another delimiter may read a file that was refused at first sight. */
  get canChooseDelimiter(): boolean {
    return this.#source !== null && this.inspection === null && (this.error?.code === "data/ragged" || this.error?.code === "data/quote");
  }
  /** Looks at the file, with the detected or the given way to read it. */
  async inspect(options?: Partial<ReadOptions>): Promise<void> {
    if (!this.#source) return;
    const { signal } = this.#abort;
    this.step = "inspecting";
    this.error = null;
    try {
      const inspection = await backend.call("dataset.inspect", { source: this.#source, ...(options ? { options } : {}) });
      if (signal.aborted) return;
      this.inspection = inspection;
      this.sizeBytes = inspection.sizeBytes;
      const known = inspection.columns.some((column) => column.name === this.label);
      if (!known) this.label = inspection.suggestedLabel ?? "";
      this.step = "choosing";
    } catch (thrown) {
      if (signal.aborted) return;
      this.#fail(thrown);
      // A wrong delimiter must not throw the form away.
      if (this.inspection) this.step = "choosing";
    }
  }
  /** @returns the data set, or null after a refusal, which `error` holds. */
  async store(): Promise<Dataset | null> {
    if (!this.#source || !this.inspection) return null;
    this.step = "storing";
    this.error = null;
    const chosen = (marks: Record<string, boolean>): string[] =>
      this.inspection!.columns.map((c) => c.name).filter((name) => marks[name] && name !== this.label);
    try {
      const dataset = await backend.call("dataset.import", {
        source: this.#source,
        ...(this.name.trim() === "" ? {} : { name: this.name }),
        options: { ...this.inspection.options, label: this.label, missing: this.missing, ignore: chosen(this.ignore), categorical: chosen(this.categorical) },
      });
      await datasets.refresh();
      this.cancel();
      return dataset;
    } catch (thrown) {
      this.error = asAppError(thrown);
      this.step = "choosing";
      return null;
    }
  }
  cancel(): void {
    this.#abort.abort();
    this.step = "none";
    this.error = null;
    this.inspection = null;
    this.#source = null;
  }
  #begin(fileName: string, sizeBytes: number): void {
    this.cancel();
    this.#abort = new AbortController();
    this.fileName = fileName;
    this.name = fileName.replace(/\.(csv|tsv|txt|tab)$/i, "");
    this.sizeBytes = sizeBytes;
    this.sentBytes = 0;
    this.label = "";
    this.missing = "median";
    this.ignore = {};
    this.categorical = {};
  }
  #fail(thrown: unknown): void {
    this.error = asAppError(thrown);
    this.step = "none";
  }
}
export const importing = new ImportState();
