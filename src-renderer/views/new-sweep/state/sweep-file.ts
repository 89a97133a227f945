/** @file A sweep as a JSON file: through the desktop's dialogs, or picked and downloaded in a browser. Reads: files. Writes: files. */
import { openSweep, type OpenedSweep } from "#shared/sweep/opened-sweep.ts";
import type { SweepSpec } from "#shared/sweep/spec.ts";
import { readSweepText } from "#shared/sweep/file-text.ts";
import { slug } from "../../../charts/chart-table.ts";
import { download } from "../../../parts/take-out.ts";
import type { WindowState } from "../../../state/of-window.ts";

/** The desktop's dialogs, where there are any. */
type Host = Pick<WindowState, "backend" | "appInfo">;

/** @throws AppError `sweep/not-json`, `sweep/invalid` naming the place. */
export async function readSweepFile(file: File): Promise<OpenedSweep> {
  return openSweep(readSweepText(new Uint8Array(await file.arrayBuffer()), file.name));
}

/** @param pick opens the browser's own file picker where there is no desktop dialog. @returns null when nothing was chosen, or the browser will tell later. */
export async function chooseSweepFile({ backend, appInfo }: Host, pick: () => void): Promise<OpenedSweep | null> {
  if (!appInfo.value?.canPickFiles) {
    pick();
    return null;
  }
  const { path } = await backend.call("host.chooseFile", { purpose: "open-sweep" });
  return path === null ? null : backend.call("sweep.readFile", { path });
}

/** @returns where it was written, or null when the dialog was closed. */
export async function saveSweepFile({ backend, appInfo }: Host, spec: SweepSpec): Promise<string | null> {
  const name = `${slug(spec.name)}.sweep.json`;
  if (!appInfo.value?.canPickFiles) {
    download(name, new Blob([`${JSON.stringify(spec, null, 2)}\n`], { type: "application/json" }));
    return name;
  }
  const { path } = await backend.call("host.chooseFile", { purpose: "save-sweep", suggestedName: name });
  return path === null ? null : (await backend.call("sweep.writeFile", { path, spec })).path;
}
