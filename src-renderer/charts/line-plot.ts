/**
 * @file One uPlot instance in our style: bands, direct labels, flags, focus. The component around it owns the data.
 * Reads: series, theme colours. Writes: a canvas.
 */
import uPlot from "uplot";
import { extentOf, type LineFlag, type LineSeries, spreadLabels } from "./line-series.ts";

/** Labels at the line ends up to here; more would be a column of noise, the hover names them. */
const DIRECT_LABELS = 8;
const BAND_ALPHA = 0.14;
/** From here on lines are thin, solid and faint: the crowd is a texture, the focused line stands out. */
export const MANY_LINES = 24;
const LABEL_GAP = 14;
/** Names of flags stand above the plot, never over its lines, in at most so many rows. */
const FLAG_ROWS = 3;
/** Names take at least so many pixels, on a wide chart this share of it: they differ at their ends. */
const LABEL_WIDTH = 150;
const LABEL_SHARE = 0.22;
const LABELS_FROM_WIDTH = 440;

export interface PlotInput {
  readonly x: readonly number[];
  readonly series: readonly LineSeries[];
  readonly flags: readonly LineFlag[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly format: (value: number) => string;
  /** Fixed ends of the y axis; null: from the data. */
  readonly yRange: readonly [number | null, number | null];
  /** The x axis while there is nothing to draw. */
  readonly xRange: readonly [number, number];
  readonly syncKey: string | undefined;
}
export interface PlotColors {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly problem: string;
  readonly font: string;
  readonly surface: string;
}

/** Names at the line ends take room: only where it is there. One line needs none, the title names it. */
export function hasDirectLabels(series: number, width: number): boolean {
  return series >= 2 && series <= DIRECT_LABELS && width >= LABELS_FROM_WIDTH;
}

/** Colours of the theme that is on screen. */
export function plotColors(element: Element): PlotColors {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: read("--text"),
    muted: read("--text-muted"),
    line: read("--line"),
    problem: read("--state-failed"),
    font: read("--font"),
    surface: read("--surface"),
  };
}

export function plotData(input: PlotInput): uPlot.AlignedData {
  return [input.x as number[], ...input.series.map((s) => s.y as (number | null)[])];
}

function labelWidth(width: number): number {
  return Math.max(LABEL_WIDTH, LABEL_SHARE * width);
}

/** Room right of the plot for the labels at the line ends. */
function labelRoom(input: PlotInput, font: string, width: number): number {
  if (!hasDirectLabels(input.series.length, width)) return 16;
  const ctx = document.createElement("canvas").getContext("2d")!;
  ctx.font = `12px ${font}`;
  return Math.min(labelWidth(width), Math.max(...input.series.map((s) => ctx.measureText(s.label).width))) + 22;
}

/** The text, or as much of it as fits with an ellipsis. */
export function cutText(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

function yEnds(input: PlotInput): [number, number] {
  const [low, high] = extentOf(input.series) ?? [0, 1];
  const pad = (high - low || Math.abs(high) || 1) * 0.06;
  const [from, to] = [input.yRange[0] ?? low - pad, input.yRange[1] ?? high + pad];
  return from < to ? [from, to] : [from, from + 1];
}

function drawBands(u: uPlot, input: PlotInput): void {
  const { ctx } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  ctx.clip();
  for (const s of input.series) {
    if (!s.low || !s.high) continue;
    ctx.beginPath();
    const points = input.x.flatMap((x, i) =>
      s.low![i] == null || s.high![i] == null
        ? []
        : [{ x: u.valToPos(x, "x", true), low: u.valToPos(s.low![i]!, "y", true), high: u.valToPos(s.high![i]!, "y", true) }],
    );
    points.forEach((p, i) => (i ? ctx.lineTo(p.x, p.high) : ctx.moveTo(p.x, p.high)));
    for (const p of points.toReversed()) ctx.lineTo(p.x, p.low);
    ctx.fillStyle = s.color;
    // Many bands over each other must not hide the lines.
    ctx.globalAlpha = BAND_ALPHA * Math.min(1, 5 / input.series.length);
    ctx.fill();
  }
  ctx.restore();
}

function flagRows(input: PlotInput): number {
  return Math.min(FLAG_ROWS, new Set(input.flags.map((flag) => flag.label)).size);
}

function drawFlags(u: uPlot, input: PlotInput, colors: PlotColors): void {
  const { ctx } = u;
  const r = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * r}px ${colors.font}`;
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  /** Right end of the last label of each row of labels, the lowest first. */
  const ends = new Array<number>(flagRows(input)).fill(-Infinity);
  let lastLabel = "";
  for (const flag of input.flags.toSorted((a, b) => a.x - b.x)) {
    const x = Math.round(u.valToPos(flag.x, "x", true));
    if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = flag.kind === "problem" ? colors.problem : colors.muted;
    ctx.lineWidth = r;
    ctx.setLineDash(flag.kind === "problem" ? [] : [3 * r, 3 * r]);
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, u.bbox.top + u.bbox.height);
    ctx.stroke();
    // A cross marks where a value is missing: form, not colour alone.
    if (flag.kind === "problem") {
      const [y, d] = [u.bbox.top + u.bbox.height - 6 * r, 4 * r];
      ctx.beginPath();
      ctx.moveTo(x - d, y - d);
      ctx.lineTo(x + d, y + d);
      ctx.moveTo(x + d, y - d);
      ctx.lineTo(x - d, y + d);
      ctx.stroke();
    }
    const width = ctx.measureText(flag.label).width;
    const left = x + width + 6 * r > u.bbox.left + u.bbox.width ? x - width - 4 * r : x + 4 * r;
    const row = ends.findIndex((end) => left > end);
    // One label for a row of equal flags; the hover names each.
    if (row >= 0 && flag.label !== lastLabel) {
      ctx.fillText(flag.label, left, u.bbox.top - (1 + LABEL_GAP * row) * r);
      ends[row] = left + width;
      lastLabel = flag.label;
    }
  }
  ctx.restore();
}

function drawLabels(u: uPlot, input: PlotInput, colors: PlotColors): void {
  if (!hasDirectLabels(input.series.length, u.width)) return;
  const { ctx } = u;
  const r = devicePixelRatio;
  const ends = input.series.flatMap((s) => {
    const i = s.y.findLastIndex((v) => v !== null && Number.isFinite(v));
    return i < 0 ? [] : [{ s, y: u.valToPos(s.y[i]!, "y", true) }];
  });
  const places = spreadLabels(
    ends.map((e) => e.y),
    LABEL_GAP * r,
    u.bbox.top,
    u.bbox.top + u.bbox.height,
  );
  ctx.save();
  ctx.font = `${12 * r}px ${colors.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ends.forEach(({ s, y }, i) => {
    const left = u.bbox.left + u.bbox.width + 4 * r;
    ctx.strokeStyle = s.color;
    ctx.lineWidth = 1.5 * r;
    ctx.beginPath();
    ctx.moveTo(left - 3 * r, y);
    ctx.lineTo(left + 5 * r, places[i]!);
    ctx.stroke();
    ctx.fillStyle = colors.text;
    ctx.fillText(cutText(ctx, s.label, labelWidth(u.width) * r), left + 9 * r, places[i]!);
  });
  ctx.restore();
}

/** Makes the plot. `input` is read anew at each redraw, so live data needs only setData. The caller destroys it. */
export function createPlot(
  target: HTMLElement,
  size: { width: number; height: number },
  read: () => PlotInput,
  colors: PlotColors,
  onCursor: (u: uPlot) => void,
): uPlot {
  const input = read();
  const axis = (label: string): uPlot.Axis => ({
    label,
    labelSize: 16,
    labelGap: 0,
    labelFont: `12px ${colors.font}`,
    font: `12px ${colors.font}`,
    stroke: colors.muted,
    gap: 4,
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  });
  const many = input.series.length > MANY_LINES;
  return new uPlot(
    {
      ...size,
      legend: { show: false },
      padding: [() => Math.max(8, flagRows(read()) * LABEL_GAP + 2), labelRoom(input, colors.font, size.width), 0, 0],
      cursor: {
        points: { size: 7 },
        drag: { x: true, y: false },
        focus: { prox: 1e6 },
        ...(input.syncKey ? { sync: { key: input.syncKey, setSeries: false } } : {}),
      },
      focus: { alpha: many ? 0.18 : 0.35 },
      scales: {
        x: { time: false, range: (u, min, max) => (u.data[0].length === 0 ? [...read().xRange] : min === max ? [min - 1, max + 1] : [min, max]) },
        y: { range: () => yEnds(read()) },
      },
      axes: [
        { ...axis(input.xLabel), space: 56, size: 22, incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000] },
        { ...axis(input.yLabel), space: size.height < 200 ? 26 : 40, size: 44, values: (_, ticks) => ticks.map(input.format) },
      ],
      series: [
        {},
        ...input.series.map((s): uPlot.Series => ({
          label: s.label,
          stroke: s.color,
          width: many ? 1 : 1.75,
          dash: many ? [] : (s.dash as number[]),
          alpha: many ? 0.55 : 1,
          // A run of one epoch is a point; without it nothing would show.
          points: { show: input.x.length < 3, size: 5 },
          spanGaps: false,
        })),
      ],
      hooks: {
        drawAxes: [(u) => drawBands(u, read())],
        draw: [
          (u) => {
            drawFlags(u, read(), colors);
            drawLabels(u, read(), colors);
          },
        ],
        setCursor: [onCursor],
      },
    },
    plotData(input),
    target,
  );
}
