/** @file The desktop's own open and save dialogs. Reads: the user's choice. */
import { type BrowserWindow, dialog, type FileFilter } from "electron";
import { FORMAT_NAMES, formatFacts, formatOfEnding } from "#shared/export/formats.ts";
import type { ParsedInput } from "#shared/wire/contract.ts";

type Purpose = ParsedInput<"host.chooseFile">["purpose"];

const ALL: FileFilter = { name: "All files", extensions: ["*"] };
const TABLES: FileFilter[] = [{ name: "Tables", extensions: ["csv", "tsv", "txt", "data"] }, ALL];
const SWEEPS: FileFilter[] = [{ name: "Sweeps", extensions: ["json"] }, ALL];

/** The kind of the suggested file first, so that the dialog adds its ending; then the others. */
function exportFilters(suggestedName: string | undefined): FileFilter[] {
  const suggested = formatOfEnding(suggestedName?.split(".").at(-1) ?? "");
  const names = suggested ? [suggested, ...FORMAT_NAMES.filter((name) => name !== suggested)] : FORMAT_NAMES;
  return [...names.map(formatFacts).map(({ label, endings }) => ({ name: label, extensions: [endings[0]] })), ALL];
}

/** @returns an absolute path, or null when the user closed the dialog. */
export async function chooseFile(window: BrowserWindow, purpose: Purpose, suggestedName?: string): Promise<string | null> {
  switch (purpose) {
    case "open-data":
    case "open-sweep": {
      const filters = purpose === "open-data" ? TABLES : SWEEPS;
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ["openFile"], filters });
      return canceled ? null : (filePaths[0] ?? null);
    }
    case "save-table":
    case "save-sweep": {
      const filters = purpose === "save-table" ? exportFilters(suggestedName) : SWEEPS;
      // The app writes to a temporary file and renames it; the dialog asks before an existing file is named.
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        filters,
        properties: ["showOverwriteConfirmation"],
        ...(suggestedName ? { defaultPath: suggestedName } : {}),
      });
      return canceled || filePath === "" ? null : filePath;
    }
  }
}
