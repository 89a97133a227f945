/** @file A confusion matrix as a picture. Reads: counts. Writes: a canvas. */
import type { Confusion } from "#shared/metrics/from-counts.ts";
import { textOn } from "./colors.ts";
import { cellFill, cellText, type ConfusionMode, rowShares } from "./confusion-cells.ts";

/** Draws the matrix with its names for a picture. @param cell edge in CSS pixels. */
export function paintConfusion(
  counts: Confusion,
  names: readonly string[],
  mode: ConfusionMode,
  labels: { truth: string; predicted: string },
  colors: { text: string; muted: string; surface: string; accent: string; font: string },
): HTMLCanvasElement {
  const [n, ratio, cellW, cellH] = [names.length, 2, 84, 30];
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d")!;
  ctx.font = `12px ${colors.font}`;
  const left = Math.max(...names.map((name) => ctx.measureText(name).width), ctx.measureText(labels.truth).width) + 14;
  canvas.width = (left + n * cellW) * ratio;
  canvas.height = (44 + n * cellH) * ratio;
  ctx.scale(ratio, ratio);
  ctx.font = `12px ${colors.font}`;
  ctx.textBaseline = "middle";
  const shares = rowShares(counts, n);
  ctx.fillStyle = colors.muted;
  ctx.fillText(labels.truth, 0, 32);
  ctx.fillText(labels.predicted, left, 10);
  names.forEach((name, i) => {
    ctx.fillStyle = colors.text;
    ctx.textAlign = "right";
    ctx.fillText(name, left - 8, 44 + (i + 0.5) * cellH);
    ctx.textAlign = "center";
    ctx.fillText(name, left + (i + 0.5) * cellW, 32, cellW - 6);
    for (let j = 0; j < n; j++) {
      const share = shares[i * n + j] ?? null;
      const fill = cellFill(share, colors.surface, colors.accent);
      ctx.fillStyle = fill;
      ctx.fillRect(left + j * cellW + 1, 44 + i * cellH + 1, cellW - 2, cellH - 2);
      ctx.fillStyle = textOn(fill);
      ctx.fillText(cellText(counts[i * n + j]!, share, mode), left + (j + 0.5) * cellW, 44 + (i + 0.5) * cellH);
    }
  });
  return canvas;
}
