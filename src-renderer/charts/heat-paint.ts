/**
 * @file Paints a heat map on a canvas: cells, their numbers, holes, the best cell, axes and colour bar.
 * Reads: values, a ramp, theme colours. Writes: a canvas.
 */
import { type Ramp, rampPlace, textOn } from "./colors.ts";
import { barLabels } from "./heat-scale.ts";
import { cutText, type PlotColors } from "./line-plot.ts";

export interface HeatCell {
  readonly key: number;
  /** null: no value yet, or undefined. */
  readonly value: number | null;
  /** What stands in a cell without a value; absent: a dash. */
  readonly missing?: string;
  /** What hover and screen readers say of the cell. */
  readonly detail: string;
}
export interface HeatInput {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Column names, left to right. */
  readonly xs: readonly string[];
  /** Row names, top to bottom. */
  readonly ys: readonly string[];
  /** [ys][xs]; null: the sweep does not hold this combination. */
  readonly cells: readonly (readonly (HeatCell | null)[])[];
  /** What hover and screen readers say of a hole; absent: that the sweep does not hold it. */
  readonly hole?: string;
  readonly domain: readonly [number, number];
  readonly ramp: Ramp;
  readonly format: (value: number) => string;
  /** Without the colour bar, for maps that share one shown elsewhere. */
  readonly bare?: boolean;
  /** Cells drawn with a ring. */
  readonly marked: ReadonlySet<number>;
}
export interface HeatLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

const BAR = { gap: 14, width: 10, labels: 46 };
const ROW_NAMES = 90;

/** Where the cells lie, in CSS pixels. */
export function heatLayout(input: HeatInput, width: number, height: number): HeatLayout {
  // 6.6 px per character at 12 px: close enough for digits, and needs no canvas before the first paint.
  const left = 24 + Math.min(ROW_NAMES, Math.max(...input.ys.map((y) => y.length)) * 6.6);
  const right = input.bare ? 4 : BAR.gap + BAR.width + BAR.labels;
  const [w, h] = [Math.max(0, width - left - right), Math.max(0, height - 6 - 40)];
  return { left, top: 6, width: w, height: h, cellWidth: w / input.xs.length, cellHeight: h / input.ys.length };
}

function paintHole(ctx: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, color: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let d = -h; d < w; d += 6) {
    ctx.moveTo(x + d, y + h);
    ctx.lineTo(x + d + h, y);
  }
  ctx.stroke();
  ctx.restore();
}

function paintBar(ctx: CanvasRenderingContext2D, input: HeatInput, layout: HeatLayout, colors: PlotColors): void {
  const x = layout.left + layout.width + BAR.gap;
  const steps = Math.max(2, Math.round(layout.height));
  for (let i = 0; i < steps; i++) {
    ctx.fillStyle = input.ramp(1 - i / (steps - 1));
    ctx.fillRect(x, layout.top + (i * layout.height) / steps, BAR.width, layout.height / steps + 1);
  }
  ctx.fillStyle = colors.muted;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { value, y } of barLabels(input.domain, layout.height)) ctx.fillText(input.format(value), x + BAR.width + 5, layout.top + y);
}

/** Draws at device resolution; the canvas gets its size here. */
export function paintHeat(canvas: HTMLCanvasElement, input: HeatInput, width: number, height: number, colors: PlotColors): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ctx = canvas.getContext("2d")!;
  ctx.scale(ratio, ratio);
  const layout = heatLayout(input, width, height);
  const { left, top, cellWidth: cw, cellHeight: ch } = layout;
  const size = cw < 44 || ch < 20 ? 11 : 12;
  ctx.font = `700 ${size}px ${colors.font}`;
  const digitsFit =
    ch >= 15 && Math.max(0, ...input.cells.flat().map((c) => (c?.value == null ? 0 : ctx.measureText(input.format(c.value)).width))) + 4 <= cw - 2;
  input.cells.forEach((row, j) =>
    row.forEach((cell, i) => {
      const [x, y, w, h] = [left + i * cw + 1, top + j * ch + 1, cw - 2, ch - 2];
      if (cell === null) return paintHole(ctx, x, y, w, h, colors.line);
      if (cell.value === null) {
        ctx.strokeStyle = colors.line;
        ctx.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
        ctx.fillStyle = colors.muted;
      } else {
        const fill = input.ramp(rampPlace(cell.value, input.domain));
        ctx.fillStyle = fill;
        ctx.fillRect(x, y, w, h);
        ctx.fillStyle = textOn(fill);
      }
      ctx.font = `${input.marked.has(cell.key) ? 700 : 400} ${size}px ${colors.font}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      if (digitsFit || cell.missing !== undefined)
        ctx.fillText(cell.value === null ? (cell.missing ?? "–") : input.format(cell.value), x + w / 2, y + h / 2 + 0.5);
      if (input.marked.has(cell.key) && cell.value !== null) {
        ctx.strokeStyle = textOn(input.ramp(rampPlace(cell.value, input.domain)));
        ctx.lineWidth = 2;
        ctx.strokeRect(x + 1.5, y + 1.5, w - 3, h - 3);
        ctx.lineWidth = 1;
      }
    }),
  );
  ctx.fillStyle = colors.muted;
  ctx.font = `12px ${colors.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const every = Math.ceil((Math.max(...input.xs.map((x) => ctx.measureText(x).width)) + 6) / cw);
  input.xs.forEach((x, i) => i % every === 0 && ctx.fillText(x, left + (i + 0.5) * cw, top + layout.height + 4));
  ctx.fillText(input.xLabel, left + layout.width / 2, top + layout.height + 22);
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  input.ys.forEach((y, j) => ctx.fillText(cutText(ctx, y, ROW_NAMES), left - 6, top + (j + 0.5) * ch));
  ctx.save();
  ctx.translate(8, top + layout.height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textAlign = "center";
  ctx.fillText(input.yLabel, 0, 0);
  ctx.restore();
  if (!input.bare) paintBar(ctx, input, layout, colors);
}
