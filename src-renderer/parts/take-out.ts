/**
 * @file Takes a chart or table out of the window: clipboard or download, as PNG or text.
 * Reads: canvases, text. Writes: the clipboard, a download. Works without network and under a strict CSP.
 */

export function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Revoked later: the browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made.")))));
}

export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

export async function copyPng(blob: Blob): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}

export interface PictureParts {
  readonly title: string;
  readonly font: string;
  readonly text: string;
  readonly surface: string;
  /** Category names with their marks, under the title. */
  readonly legend?: readonly { readonly label: string; readonly color: string }[];
}

/** A chart's canvas with its title and legend on the theme's surface, as it goes into a paper or a chat. */
export function compose(source: HTMLCanvasElement, parts: PictureParts): HTMLCanvasElement {
  const scale = source.clientWidth > 0 ? source.width / source.clientWidth : 2;
  const pad = 16 * scale;
  const line = 20 * scale;
  const canvas = document.createElement("canvas");
  canvas.width = source.width + 2 * pad;
  const ctx = canvas.getContext("2d")!;
  ctx.font = `${12 * scale}px ${parts.font}`;
  // Legend entries wrap; positions first, because setting the height clears the canvas.
  let [x, rows] = [pad, parts.legend?.length ? 1 : 0];
  const places = (parts.legend ?? []).map((entry) => {
    const width = ctx.measureText(entry.label).width + 28 * scale;
    if (x + width > canvas.width - pad && x > pad) [x, rows] = [pad, rows + 1];
    const place = { ...entry, x, row: rows };
    x += width;
    return place;
  });
  const top = pad + line + rows * line + 4 * scale;
  canvas.height = top + source.height + pad;
  ctx.fillStyle = parts.surface;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = "middle";
  ctx.fillStyle = parts.text;
  ctx.font = `600 ${13 * scale}px ${parts.font}`;
  ctx.fillText(parts.title, pad, pad + line / 2);
  ctx.font = `${12 * scale}px ${parts.font}`;
  for (const place of places) {
    const y = pad + line * (place.row + 0.5);
    ctx.fillStyle = place.color;
    ctx.fillRect(place.x, y - 1.5 * scale, 14 * scale, 3 * scale);
    ctx.fillStyle = parts.text;
    ctx.fillText(place.label, place.x + 18 * scale, y);
  }
  ctx.drawImage(source, pad, top);
  return canvas;
}
