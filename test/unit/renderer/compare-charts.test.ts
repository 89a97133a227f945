/** @file Arithmetic of the charts: numbers as text, colours, label places, tables. */
import { describe, expect, it } from "vitest";
import { channels, contrast, COLORS, DIVERGING, luminance, markOf, marksApart, rampPlace, RAMPS, textOn } from "../../../src-renderer/charts/colors.ts";
import { configRanks } from "../../../src-renderer/charts/config-marks.ts";
import { cellText, rowShares } from "../../../src-renderer/charts/confusion-cells.ts";
import { moveCell } from "../../../src-renderer/charts/grid-cursor.ts";
import { barLabels } from "../../../src-renderer/charts/heat-scale.ts";
import { extentOf, lineTable, nearestSeries, spreadLabels } from "../../../src-renderer/charts/line-series.ts";
import {
  formatBytes,
  formatCount,
  formatDelta,
  formatDuration,
  formatPercent,
  formatRatio,
  formatShort,
  formatValue,
} from "../../../src-renderer/format/numbers.ts";
import { slug, toCsv } from "../../../src-renderer/charts/chart-table.ts";

describe("numbers as text", () => {
  it("use a true minus, thin spaces and a dash for what is undefined", () => {
    expect([formatValue(0.8125), formatValue(-0.5, 2), formatValue(null), formatValue(-0.0001)]).toEqual(["0.813", "−0.50", "–", "0.000"]);
    expect([formatDelta(0.0312), formatDelta(-0.0044), formatDelta(0.0001), formatDelta(null)]).toEqual(["+0.031", "−0.004", "±0.000", "–"]);
    expect([formatCount(1234567), formatCount(999)]).toEqual(["1\u2009234\u2009567", "999"]);
    expect([formatShort(0.001), formatShort(0.0000012), formatShort(Infinity), formatShort(12345)]).toEqual(["0.001", "1.2e−6", "∞", "12\u2009345"]);
  });
  it("tell spans in the two largest units", () => {
    expect([formatDuration(800), formatDuration(59_400), formatDuration(185_000), formatDuration(7_620_000), formatDuration(null)]).toEqual([
      "0.8\u2009s",
      "59\u2009s",
      "3\u2009min 05\u2009s",
      "2\u2009h 07\u2009min",
      "–",
    ]);
    expect([formatRatio(8.444), formatRatio(175.46), formatRatio(2160), formatRatio(1)]).toEqual(["8.4", "175", "2\u2009160", "1"]);
    expect([formatPercent(1 / 3), formatPercent(2 / 12_960), formatPercent(0)]).toEqual(["33.3", "0.02", "0.0"]);
    expect([formatDuration(0.2), formatDuration(34.4), formatDuration(0)]).toEqual(["<1\u2009ms", "34\u2009ms", "0.0\u2009s"]);
    expect([formatBytes(0), formatBytes(1500), formatBytes(123_456_789_012)]).toEqual(["0\u2009B", "1.5\u2009kB", "123\u2009GB"]);
  });
});

/** CIE L*a*b* of a colour as a colour-vision deficiency shows it. Source: Machado, Oliveira and Fernandes 2009, severity 1.0. */
function seenAs(color: string, matrix: readonly (readonly number[])[]): [number, number, number] {
  const linear = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const [r, g, b] = matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, m, i) => sum + m * linear[i]!, 0),
      ),
    ),
  ) as [number, number, number];
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const VISION = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe("colours", () => {
  it("know luminance and contrast of WCAG", () => {
    expect(luminance("#ffffff")).toBeCloseTo(1, 6);
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    // #767676 on white is the textbook 4.54.
    expect(contrast("#767676", "#fff")).toBeCloseTo(4.54, 2);
    expect(channels("rgb(1, 2, 3)")).toEqual([1, 2, 3]);
  });
  it("leave text readable on every cell of every scale", () => {
    for (const ramp of [...Object.values(RAMPS), DIVERGING.light, DIVERGING.dark])
      for (let t = 0; t <= 1; t += 0.01) expect(contrast(ramp(t), textOn(ramp(t)))).toBeGreaterThanOrEqual(4.5);
  });
  it.each([
    ["light", "#ffffff"],
    ["dark", "#16181d"],
  ] as const)("keep the categories of %s visible and apart for every kind of colour vision", (shade, surface) => {
    const colors = Array.from({ length: 8 }, (_, i) => markOf(i, shade).color);
    for (const color of colors) expect(contrast(color, surface)).toBeGreaterThanOrEqual(2.9);
    for (const matrix of Object.values(VISION)) {
      const seen = colors.map((c) => seenAs(c, matrix));
      // CIE76 distance 10: clearly another colour side by side.
      for (let i = 0; i < 8; i++)
        for (let j = 0; j < i; j++) expect(Math.hypot(...seen[i]!.map((v, k) => v - seen[j]![k]!)), `${colors[i]} ${colors[j]}`).toBeGreaterThan(10);
    }
  });
  it("give 32 distinct marks, the same for the same place", () => {
    const marks = new Set(Array.from({ length: 32 }, (_, i) => JSON.stringify(markOf(i, "light"))));
    expect(marks.size).toBe(32);
    expect(markOf(33, "dark")).toEqual(markOf(1, "dark"));
    expect(configRanks([30, 10, 20, 10])).toEqual(
      new Map([
        [10, 0],
        [20, 1],
        [30, 2],
      ]),
    );
  });
});

describe("marks of lines that are drawn over each other", () => {
  const colorsOf = (places: readonly number[]): string[] => places.map((place) => markOf(place, "light").color);
  const marksOf = (places: readonly number[]): string[] => places.map((place) => JSON.stringify(markOf(place, "dark")));

  it("have no colour twice while there are colours, whatever was chosen", () => {
    // All of one colour: every eighth configuration of a sweep.
    for (const wanted of [
      [0, 8, 16],
      [3, 11, 19, 27, 35, 43, 51, 59],
      [7, 15, 0, 8],
      [40, 2, 10, 33, 1, 9, 17],
    ])
      expect(new Set(colorsOf(marksApart(wanted))).size, wanted.join()).toBe(wanted.length);
  });
  it("stay as they are where nothing is doubled, and the earlier one keeps its own", () => {
    expect(marksApart([4, 9, 30])).toEqual([4, 9, 30]);
    expect(marksApart([8, 0])).toEqual([8, 1]);
    // A new one changes none of those before.
    expect(marksApart([8, 0, 16, 5]).slice(0, 3)).toEqual(marksApart([8, 0, 16]));
  });
  it("differ by dashes when there are more lines than colours, each colour as often as the others", () => {
    const twelve = marksApart([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88]);
    expect(new Set(marksOf(twelve)).size).toBe(12);
    expect(new Set(colorsOf(twelve.slice(0, COLORS))).size).toBe(COLORS);
    const crowd = marksApart(Array.from({ length: 32 }, (_, i) => 8 * i));
    expect(new Set(marksOf(crowd)).size).toBe(32);
    expect(marksApart(Array.from({ length: 40 }, (_, i) => i))).toHaveLength(40);
  });
});

describe("line charts", () => {
  const line = (key: string, y: (number | null)[], more = {}) => ({ key, label: key, color: "#000000", dash: [], y, ...more });
  it("move labels apart inside the plot and keep their order", () => {
    expect(spreadLabels([50, 52, 10], 14, 0, 100)).toEqual([50, 64, 10]);
    expect(spreadLabels([98, 99], 14, 0, 100)).toEqual([86, 100]);
  });
  it("find extent and nearest series, gaps left out", () => {
    const series = [line("a", [1, null, 3]), line("b", [2, 5, null], { low: [0, 4, null], high: [2, 9, null] })];
    expect(extentOf(series)).toEqual([0, 9]);
    expect(extentOf([])).toBeNull();
    expect(nearestSeries(series, 0, 1.4)).toBe(0);
    expect(nearestSeries(series, 1, 0)).toBe(1);
    expect(nearestSeries([line("a", [null])], 0, 0)).toBe(-1);
  });
  it("give all numbers as a table and RFC 4180 text", () => {
    const table = lineTable("Epoch", [1, 2], [line("γ 2, seed 1", [0.5, null])]);
    expect(toCsv(table)).toBe('Epoch,"γ 2, seed 1"\n1,0.5\n2,\n');
    expect(toCsv({ columns: ['a"b'], rows: [["x\ny"]] })).toBe('"a""b"\n"x\ny"\n');
    expect(slug("Δ Macro F1, validation · γ × α")).toBe("δ-macro-f1-validation-gamma-alpha");
  });
});

describe("matrices and maps", () => {
  it("share rows, not the whole, and say nothing of a class without rows", () => {
    expect(rowShares([3, 1, 0, 0], 2)).toEqual([0.75, 0.25, null, null]);
    expect([cellText(1200, 0.5, "counts"), cellText(1, 0.256, "share"), cellText(0, null, "share")]).toEqual(["1\u2009200", "0.26", "–"]);
  });
  it("place values on the scale and clamp what lies outside", () => {
    expect([rampPlace(0.5, [0, 1]), rampPlace(-1, [0, 1]), rampPlace(7, [2, 2])]).toEqual([0.5, 0, 0.5]);
  });
  it("name the scale without one number over another, however low the map is", () => {
    // 12 px text: centres 14 px apart touch nowhere.
    for (let height = 16; height <= 500; height++) {
      const places = barLabels([0.2, 0.8], height).map((l) => l.y);
      for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!, `height ${height}`).toBeGreaterThanOrEqual(14);
    }
    expect(barLabels([0.2, 0.8], 32).map((l) => l.value)).toEqual([0.8, 0.2]);
    expect(barLabels([0.2, 0.8], 200)).toEqual([
      { value: 0.8, y: 6 },
      { value: 0.5, y: 100 },
      { value: 0.2, y: 194 },
    ]);
    expect(barLabels([0.5, 0.5], 40)).toEqual([{ value: 0.5, y: 20 }]);
  });
  it("walk cells by keys and stop at the border", () => {
    expect(moveCell({ row: 0, column: 1 }, "ArrowUp", 3, 3)).toEqual({ row: 0, column: 1 });
    expect(moveCell({ row: 1, column: 1 }, "ArrowRight", 3, 3)).toEqual({ row: 1, column: 2 });
    expect(moveCell({ row: 1, column: 1 }, "End", 3, 5)).toEqual({ row: 1, column: 4 });
    expect(moveCell({ row: 1, column: 1 }, "x", 3, 3)).toBeNull();
  });
});
