/**
 * @file Numbers as people write them: which style a column has, what it makes of a cell, and what is left as text. Values worked out by hand.
 * Writes: temporary files.
 */
import { describe, expect, it } from "vitest";
import { numberOf } from "#shared/data/reading/plain-number.ts";
import { TextBudget } from "#main/data/cells/text-budget.ts";
import { ColumnTally } from "#main/data/cells/column-tally.ts";
import { missingRules } from "#shared/data/reading/missing-words.ts";
import { NumberGuess } from "#main/data/cells/number-guess.ts";
import { numberReader } from "#shared/data/reading/number-style.ts";
import { settleNumbers } from "#main/data/cells/settle-numbers.ts";
import { inspectFile } from "#main/data/inspect/inspect.ts";
import type { NumberStyle } from "#shared/data/dataset.ts";
import { dataFile } from "../../../fixtures/data-files.ts";

function guessed(cells: readonly string[]): NumberGuess {
  const guess = new NumberGuess();
  cells.forEach((cell, i) => {
    const value = numberOf(cell);
    if (Number.isNaN(value)) guess.see(cell, i);
    else guess.seePlain(cell, value);
  });
  return guess;
}
const settled = (...columns: string[][]) => settleNumbers(columns.map(guessed));

describe("the style of a column", () => {
  it.each<[string, string[], NumberStyle, number[]]>([
    ["decimal comma", ["5,35", "6,2", "7"], { decimal: "," }, [5.35, 6.2, 7]],
    ["decimal comma after a leading 0", ["1,234", "0,345"], { decimal: "," }, [1.234, 0.345]],
    ["German thousands", ["1.234,56", "-78,9"], { decimal: ",", thousands: "." }, [1234.56, -78.9]],
    ["thousands twice", ["1,928,067", "9,271"], { decimal: ".", thousands: "," }, [1928067, 9271]],
    ["Indian groups", ["12,34,567", "1,23,456.5"], { decimal: ".", thousands: "," }, [1234567, 123456.5]],
    ["French blanks", ["1\u202f234,5", "12\u00a0345"], { decimal: ",", thousands: " " }, [1234.5, 12345]],
    ["Swiss apostrophes", ["1’234.50", "12'000"], { decimal: ".", thousands: "'" }, [1234.5, 12000]],
    ["percent", ["12.38%", "9 %"], { decimal: ".", suffix: "%" }, [12.38, 9]],
    ["dollars below zero", ["-$5.00", "$-3.10", "($1,200.00)", "0"], { decimal: ".", thousands: ",", prefix: "$" }, [-5, -3.1, -1200, 0]],
    ["euros behind", ["1.234,50 €", "3,00 €"], { decimal: ",", thousands: ".", suffix: "€" }, [1234.5, 3]],
    ["codes of currencies", ["USD 5", "USD 6.5"], { decimal: ".", prefix: "USD" }, [5, 6.5]],
    ["months", ["1 month", "36 months"], { decimal: ".", suffix: "months" }, [1, 36]],
    ["units with digits", ["90 kg/m2", "85.5 kg/m2"], { decimal: ".", suffix: "kg/m2" }, [90, 85.5]],
    ["degrees", ["36,6 °C", "37 °C"], { decimal: ",", suffix: "°C" }, [36.6, 37]],
    ["a Unicode minus", ["−5", "3"], { decimal: "." }, [-5, 3]],
    ["full-width digits", ["１２", "－３．５"], { decimal: "." }, [12, -3.5]],
    ["Arabic digits", ["٣٫٥", "١"], { decimal: "." }, [3.5, 1]],
    ["a minus behind", ["1.5-", "3"], { decimal: "." }, [-1.5, 3]],
    ["an invisible blank", ["5\u200b", "6"], { decimal: "." }, [5, 6]],
  ])("is %s", (_, cells, style, values) => {
    expect(settled(cells)[0]).toMatchObject({ as: "style", style });
    expect(cells.map(numberReader(style))).toEqual(values);
  });

  it.each<[string, string[]]>([
    ["plain numbers", ["1.234", "-2e3", "7"]],
    ["plain numbers that could be German thousands", ["1.234", "2.345"]],
  ])("is none for %s", (_, cells) => {
    expect(settled(cells)).toEqual([{ as: "plain" }]);
  });

  it.each<[string, string[]]>([
    ["dates", ["2020-01-05", "2020-02-06"]],
    ["times", ["12:30", "13:40"]],
    ["ranges", ["5-7", "18-24"]],
    ["names with a number", ["P15", "P16"]],
    ["ordinals", ["1st", "2nd"]],
    ["lists", ["1,2,3", "4,5"]],
    ["addresses", ["10.0.0.1", "10.0.0.2"]],
    ["grades", ["1a", "2b", "3c"]],
    ["references", ["(1)", "(2)"]],
    ["two decimal marks", ["1,5", "2.5"]],
    ["limits of detection", ["<5", "7"]],
  ])("is none for %s: texts", (_, cells) => {
    expect(settled(cells)).toEqual([{ as: "texts" }]);
  });

  it("with two meanings is settled by the other columns, or not at all", () => {
    const either = { as: "either", styles: [{ decimal: "," }, { decimal: ".", thousands: "," }], text: "1,234", values: [1.234, 1234] };
    const doubtful = ["1,234", "2,345"];
    expect(settled(doubtful)).toEqual([either]);
    expect(settled(doubtful, ["1", "2"])[0]).toEqual(either);
    expect(settled(doubtful, ["0.5", "0.25"])[0]).toMatchObject({ as: "style", value: 1234 });
    expect(settled(doubtful, ["9,5", "9,25"])[0]).toMatchObject({ as: "style", value: 1.234 });
    // Columns that contradict each other settle nothing.
    expect(settled(doubtful, ["9,5", "9,25"], ["0.5", "0.25"])[0]).toEqual(either);
    expect(settled(["1.234", "2.345"], ["9,5", "9,25"])[0]).toMatchObject({ as: "style", style: { decimal: ",", thousands: "." }, value: 1234 });
  });

  it("is none where units differ, which are named", () => {
    expect(settled(["$5", "€6"])).toMatchObject([{ as: "units", units: ["$", "€"] }]);
    expect(settled(["5 kg", "6"])).toMatchObject([{ as: "units", units: ["kg", ""] }]);
    expect(settled(["1.5K", "2M"])).toMatchObject([{ as: "units", units: ["K", "M"] }]);
  });
});

describe("a cell of a styled column", () => {
  const german = numberReader({ decimal: ",", thousands: "." });

  it("that is written otherwise is no number", () => {
    expect(["1,234,5", "1.23,4", "12.34", "1 234", "", "x", "5 €"].map(german)).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, NaN]);
    expect(["5", "5 lb", "kg", "5 kgs"].map(numberReader({ decimal: ".", suffix: "kg" }))).toEqual([NaN, NaN, NaN, 5]);
    // A metre is no millisecond.
    expect(numberReader({ decimal: ".", suffix: "m" })("6 ms")).toBeNaN();
  });
});

describe("a quoted word", () => {
  const tally = (cells: readonly [string, boolean][]) => {
    const all = new ColumnTally({ asCategories: false, missing: missingRules({ rules: 2 }), keepWhileNumeric: 99, keepTexts: 99, budget: new TextBudget() });
    cells.forEach(([cell, quoted], i) => all.add(cell, i + 2, quoted));
    return {
      numeric: all.numeric,
      missing: all.missing,
      texts: all.sortedTexts(),
      words: all.missingWords.words().map(({ word, count }) => `${word} ${count}`),
    };
  };

  it("is a text among texts, also where the first text comes later", () => {
    const country: [string, boolean][] = [["NA", true], ["DE", false], ["NA", true], ["NA", false]]; // prettier-ignore
    expect(tally(country)).toEqual({ numeric: false, missing: 1, texts: ["DE", "NA"], words: ["NA 1"] });
  });

  it("is missing among numbers, because some programs quote every cell", () => {
    expect(tally([["1", true], ["NA", true], ["2", true], ["None", false]])).toMatchObject({ numeric: true, missing: 2, words: ["NA 1", "None 1"] }); // prettier-ignore
  });
});

it("inspecting a file proposes styles and says what counts as missing", async () => {
  const content = 'price;share;size;name;y\n"1.234,50 €";5,5;1.000;None;a\n"3,00 €";?;2.500;x;b\nn/a;6,25;850;;a\n"0,99 €";7;1.000;None;NA\n';
  const { columns, suggestedLabel } = await inspectFile(dataFile(content), "t.csv");
  expect(
    columns.map(({ name, kind, missing, words, style, styles }) => ({ name, kind, missing, words: words.map((w) => `${w.word} ${w.count}`), style, styles })),
  ).toEqual([
    { name: "price", kind: "numeric", missing: 1, words: ["n/a 1"], style: { decimal: ",", thousands: ".", suffix: "€" }, styles: [] },
    { name: "share", kind: "numeric", missing: 1, words: ["? 1"], style: { decimal: "," }, styles: [] },
    { name: "size", kind: "numeric", missing: 0, words: [], style: { decimal: ",", thousands: "." }, styles: [] },
    { name: "name", kind: "categorical", missing: 1, words: [" 1"], style: null, styles: [] },
    { name: "y", kind: "categorical", missing: 1, words: ["NA 1"], style: null, styles: [] },
  ]);
  expect(columns[0]!.example).toEqual({ text: "1.234,50 €", value: 1234.5 });
  expect(suggestedLabel).toBe("y");
});
