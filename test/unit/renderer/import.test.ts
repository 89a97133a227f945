/** @file The form of an import: choices become options, findings have remedies that can be undone, lines and cells are shown as read. */
import { describe, expect, it } from "vitest";
import { profileFile } from "#main/data/profile/profile.ts";
import type { DataFinding } from "../../../src-shared/data/findings.ts";
import { ImportOptionsSchema, MISSING_WORDS, type Inspection, type NumberStyle } from "../../../src-shared/data/dataset.ts";
import { visibleName } from "../../../src-renderer/format/visible-name.ts";
import { cellReader } from "../../../src-renderer/views/import/state/cell-as-read.ts";
import { newDraft, optionsOf, withChange, type ImportDraft, type InspectedColumn } from "../../../src-renderer/views/import/state/draft.ts";
import { groupFindings } from "../../../src-renderer/views/data-findings/finding-groups.ts";
import { headerCount, readLineCount, withHeaderCount, withoutKeys, withShape } from "../../../src-renderer/views/import/state/given.ts";
import { markLines } from "../../../src-renderer/views/import/state/line-marks.ts";
import { foundWords } from "../../../src-renderer/views/import/state/missing-words.ts";
import { applyRemedy, isApplied, remediesOf, undoRemedy } from "../../../src-renderer/views/import/state/remedies.ts";
import type { Remedy } from "../../../src-renderer/words/subjects.ts";
import { Latest } from "../../../src-renderer/state/latest.ts";
import { readingFacts } from "../../../src-renderer/views/data/reading-facts.ts";
import { dataFile, importOptions } from "../../fixtures/data-files.ts";

const column = (name: string, change: Partial<InspectedColumn> = {}): InspectedColumn => ({
  name,
  kind: "numeric",
  missing: 0,
  distinct: 9,
  words: [],
  style: null,
  styles: [],
  example: null,
  ...change,
});
const EU = { decimal: "," } as const;
const US = { decimal: ".", thousands: "," } as const;
const inspection: Inspection = {
  fileName: "wine.csv",
  sizeBytes: 100,
  options: { delimiter: ";", header: true, encoding: "windows-1252" },
  columns: [
    column("row", { distinct: 60 }),
    column("acidity", { style: EU, example: { text: "5,35", value: 5.35 } }),
    column("income", { kind: "categorical", styles: [US, EU], example: { text: "9,271", value: 9271 } }),
    column("patient", { kind: "categorical" }),
    column("constructor"),
    column("class", { kind: "categorical", words: [{ word: "None", count: 36 }] }),
  ],
  rows: 60,
  lines: [],
  preview: [],
  findings: [],
  suggestedLabel: "class",
};
const draft = (change: Partial<ImportDraft> = {}): ImportDraft => ({ ...newDraft("wine.csv"), label: "class", ...change });

describe("the options of an import", () => {
  it("take the file as found: rules 2, the usual missing words, the style that fits", () => {
    const options = optionsOf(inspection, draft());
    expect(options).toEqual({
      delimiter: ";",
      header: true,
      encoding: "windows-1252",
      label: "class",
      missing: "median",
      ignore: [],
      categorical: [],
      rules: 2,
      missingWords: [...MISSING_WORDS],
      numbers: { acidity: { decimal: "," } },
    });
    expect(ImportOptionsSchema.parse(options)).toEqual(options);
  });

  it("carry what was chosen, for columns that are there and are features", () => {
    const options = optionsOf(
      inspection,
      draft({
        group: "patient",
        excluded: new Set(["row", "gone", "class"]),
        asText: new Set(["acidity", "constructor"]),
        numbers: new Map([["income", US]]),
        labelMissing: ["-"],
        merge: new Map([["1.0", "1"]]),
        missing: "drop-rows",
      }),
    );
    expect(options).toMatchObject({
      ignore: ["row"],
      // “acidity” is texts when its style is not used; only plain numbers have to be called categories.
      categorical: ["constructor"],
      numbers: { income: US },
      group: "patient",
      labelMissing: ["-"],
      merge: { "1.0": "1" },
      missing: "drop-rows",
    });
  });

  it("call the data set as the file without its ending", () => {
    expect(["a.b.csv", "tiny.dat", "no ending"].map((name) => newDraft(name).name)).toEqual(["a.b", "tiny", "no ending"]);
  });
});

describe("remedies", () => {
  const applied: [DataFinding, Remedy, Partial<ReturnType<typeof optionsOf>>][] = [
    [{ id: "row-index", column: "row", order: "sorted" }, { does: "exclude", columns: ["row"] }, { ignore: ["row"] }],
    [{ id: "part-column", column: "row" }, { does: "exclude", columns: ["row"], splits: true }, { ignore: ["row"] }],
    [{ id: "label-siblings", columns: ["row", "patient"] }, { does: "exclude", columns: ["row", "patient"] }, { ignore: ["row", "patient"] }],
    [{ id: "columns-equal", pairs: [{ first: "patient", second: "row" }] }, { does: "exclude", columns: ["row"] }, { ignore: ["row"] }],
    [{ id: "group-identifier", column: "patient", groups: 30, rows: 120, share: 1 }, { does: "group", column: "patient" }, { group: "patient" }],
    [{ id: "class-named-missing", classes: [{ name: "None", count: 36 }] }, { does: "no-label", word: "None" }, { labelMissing: ["None"] }],
    [
      { id: "odd-value", column: "patient", line: 3, cell: "not measured" },
      { does: "missing-word", word: "not measured" },
      { missingWords: [...MISSING_WORDS, "not measured"] },
    ],
    [{ id: "identifier", column: "row" }, { does: "exclude", columns: ["row"] }, { ignore: ["row"] }],
    [{ id: "texts-unique", column: "row", distinct: 9, rows: 9, inputs: 10 }, { does: "exclude", columns: ["row"] }, { ignore: ["row"] }],
    [{ id: "dates-as-texts", column: "row", example: "12:30", distinct: 9 }, { does: "exclude", columns: ["row"] }, { ignore: ["row"] }],
    [{ id: "codes-as-numbers", columns: [{ name: "row", text: "01067" }] }, { does: "categories", columns: ["row"] }, { categorical: ["row"] }],
    [
      { id: "integers-rounded", column: "row", text: "9007199254740993", value: "9007199254740992" },
      { does: "categories", columns: ["row"] },
      { categorical: ["row"] },
    ],
    [
      { id: "sentinel", value: "-999", columns: [{ name: "row", count: 5 }] },
      { does: "missing-word", word: "-999" },
      { missingWords: [...MISSING_WORDS, "-999"] },
    ],
    [
      { id: "numbers-ambiguous", column: "income", text: "9,271", values: [9271, 9.271] },
      { does: "numbers", column: "income", style: US, text: "9,271", value: 9271 },
      { numbers: { acidity: EU, income: US } },
    ],
  ];
  it.each(applied)("of $id: offered, in the options, taken back", (finding, remedy, options) => {
    expect(remediesOf(finding, inspection)).toContainEqual(remedy);
    const before = draft();
    const after = applyRemedy(before, remedy);
    expect(isApplied(before, remedy)).toBe(false);
    expect(isApplied(after, remedy)).toBe(true);
    expect(optionsOf(inspection, after)).toMatchObject(options);
    expect(optionsOf(inspection, undoRemedy(after, remedy))).toEqual(optionsOf(inspection, before));
  });

  it("both readings of an ambiguous column are offered", () => {
    const offers = remediesOf({ id: "numbers-ambiguous", column: "income", text: "9,271", values: [9271, 9.271] }, inspection);
    expect(offers.map((offer) => offer.does === "numbers" && offer.value)).toEqual([9271, 9.271]);
  });

  it("merge classes; one merged before goes along; undo leaves the others", () => {
    const first = applyRemedy(draft(), { does: "merge", from: ["1", "1.0"], into: "1" });
    expect([...first.merge]).toEqual([["1.0", "1"]]);
    const second = applyRemedy(first, { does: "merge", from: ["1", "2"], into: "few" });
    expect(Object.fromEntries(second.merge)).toEqual({ "1.0": "few", "1": "few", "2": "few" });
    const other: Remedy = { does: "merge", from: ["a", "A"], into: "a" };
    const both = applyRemedy(first, other);
    expect(Object.fromEntries(undoRemedy(both, other).merge)).toEqual({ "1.0": "1" });
  });

  it("a column is a group or excluded, not both", () => {
    const grouped = applyRemedy(draft({ excluded: new Set(["patient"]) }), { does: "group", column: "patient" });
    expect([grouped.group, [...grouped.excluded]]).toEqual(["patient", []]);
    expect(applyRemedy(grouped, { does: "exclude", columns: ["patient"] }).group).toBeNull();
  });
});

describe("how a file is read", () => {
  it("marks the lines: skipped, comments, names, data", () => {
    const lines = ["exported", "# unit: mm", "x;y", "mm;kg", "1;2", "", "x;y", "3;4"];
    const repeated: DataFinding = { id: "header-repeated", count: 1, lines: [7] };
    expect(markLines(lines, { delimiter: ";", header: true, headerLines: 2, skip: 1, comment: "#" }, [repeated])).toEqual([
      "skipped",
      "comment",
      "header",
      "header",
      "data",
      "blank",
      "skipped",
      "data",
    ]);
    const units: DataFinding = { id: "lines-skipped", why: "extra-header", count: 1, lines: [2] };
    expect(markLines(["x,y", "[mm],[kg]", "1,2"], { delimiter: ",", header: true, headerLines: 2 }, [units])).toEqual(["header", "skipped", "data"]);
    expect(markLines(["a,b", "1,2"], {})).toEqual(["data", "data"]);
    expect(markLines(["% note", "@relation t", "@attribute x real", "@data", "1"], { delimiter: ",", header: false, format: "arff" })).toEqual([
      "comment",
      "header",
      "header",
      "header",
      "data",
    ]);
  });

  it("keeps only what was said; null says that there is none", () => {
    expect(withHeaderCount({}, 2)).toEqual({ header: true, headerLines: 2 });
    expect(withHeaderCount({ headerLines: 2 }, 0)).toEqual({ header: false, headerLines: null });
    expect(withShape({ delimiter: ",", header: true, skip: 3 }, "arff")).toEqual({ format: "arff", skip: 3 });
    expect(withShape({ format: "arff" }, "\t")).toEqual({ format: null, delimiter: "\t" });
    expect(withoutKeys({ header: true, headerLines: 2, comment: null }, "header", "headerLines")).toEqual({ comment: null });
    expect(headerCount({ delimiter: ",", header: true })).toBe(1);
    expect(["", "0", "12", "-1", "1.5", "x", "10001"].map(readLineCount)).toEqual([0, 0, 12, null, null, null, null]);
  });

  it("takes back what was said of the classes when another column is the label", () => {
    const said = draft({ merge: new Map([["a", "b"]]), labelMissing: ["-"], excluded: new Set(["row"]) });
    expect(optionsOf(inspection, withChange(said, { label: "patient" }))).not.toHaveProperty("merge");
    expect(withChange(said, { label: "patient" })).toEqual({ ...said, label: "patient", merge: new Map(), labelMissing: [] });
    expect(withChange(said, { label: "class", name: "other" })).toEqual({ ...said, name: "other" });
  });

  it("counts missing words over features, never in the label", () => {
    const columns = [
      column("a", { words: [{ word: "NA", count: 3 }, { word: "", count: 1 }] }), // prettier-ignore
      column("b", { words: [{ word: "", count: 4 }] }),
      column("class", { words: [{ word: "None", count: 36 }] }),
    ];
    expect(foundWords({ ...inspection, columns }, "class")).toEqual([
      { word: "", count: 5, columns: ["a", "b"] },
      { word: "NA", count: 3, columns: ["a"] },
    ]);
  });

  it("shows cells as they will be read", () => {
    const [, acidity, income, , , label] = inspection.columns as [unknown, InspectedColumn, InspectedColumn, unknown, unknown, InspectedColumn];
    const merged = draft({ merge: new Map([["1.0", "1"]]), labelMissing: ["-"] });
    const read = (cell: string, of: InspectedColumn, choices = merged) => cellReader(of, choices)(cell);
    expect(read("5,35", acidity)).toEqual({ text: "5.35", changed: true });
    expect(read("na", acidity)).toEqual({ text: null, changed: true });
    expect(read("", acidity)).toEqual({ text: null, changed: false });
    expect(read("9,271", income)).toEqual({ text: "9,271", changed: false });
    expect(read("None", label)).toEqual({ text: "None", changed: false });
    expect(read("1.0", label)).toEqual({ text: "1", changed: true });
    expect(read("-", label)).toEqual({ text: null, changed: true });
    // Among texts “None” is a category, among numbers a gap.
    expect(read("None", income)).toEqual({ text: "None", changed: false });
    expect(read("None", acidity)).toEqual({ text: null, changed: true });
    expect(read("None", acidity, draft({ asText: new Set(["acidity"]) }))).toEqual({ text: "None", changed: false });
    expect(read("NA", income)).toEqual({ text: null, changed: true });
  });

  it.each<[NumberStyle, string, string]>([
    [{ decimal: ".", thousands: "," }, "(1,200)", "−1200"],
    [{ decimal: "," }, "1.5", "1.5"],
    [{ decimal: "," }, "–4,5", "−4.5"],
    [{ decimal: ".", thousands: "'" }, "1’200", "1200"],
    [{ decimal: ".", suffix: "months" }, "5 month", "5"],
    [{ decimal: ".", suffix: "%" }, "12", "12"],
    [{ decimal: ".", thousands: " ", prefix: "$" }, "$1\u202f234.5", "1234.5"],
    [{ decimal: ",", thousands: ".", suffix: "€" }, "\u22121.200,50 €", "−1200.5"],
  ])("previews, in style %o, “%s” as the import reads it", async (style, text, shown) => {
    const content = `n;y\n${Array.from({ length: 6 }, (_, i) => `${text};${"ab"[i % 2]}`).join("\n")}\n`;
    const profile = await profileFile(dataFile(content), "t.csv", importOptions("y", { rules: 2, delimiter: ";", numbers: { n: style } }));
    const imported = profile.columns[0]!;
    const preview = cellReader(column("n", { style }), draft())(text);
    expect(preview.text).toBe(shown);
    expect(preview.changed).toBe(imported.kind === "numeric");
    if (imported.kind === "numeric") expect(String(imported.min).replace("-", "−")).toBe(shown);
  });

  it("makes visible what looks the same", () => {
    expect(["ok", "ok ", "ok\u00a0", "o\u200bk", "e\u0301t", "é"].map(visibleName)).toEqual([
      "ok",
      "ok␣",
      "ok⟨U+00A0⟩",
      "o⟨U+200B⟩k",
      "e\u0301t ⟨decomposed⟩",
      "é",
    ]);
  });
});

it("findings stand by weight, each in its order", () => {
  const findings: DataFinding[] = [
    { id: "row-index", column: "row", order: "sorted" },
    { id: "encoding-read", encoding: "windows-1252", example: null },
    { id: "duplicate-rows", rows: 2, share: 0.1 },
    { id: "part-column", column: "part" },
  ];
  const { decide, know, read } = groupFindings(findings);
  expect([decide, know, read].map((group) => group.map(({ id }) => id))).toEqual([["row-index", "part-column"], ["duplicate-rows"], ["encoding-read"]]);
  // What training cannot do as the file stands is never under “Nothing to decide”.
  const unfit: DataFinding[] = [
    { id: "labels-in-cell", separator: ";", examples: ["cat;dog"], rows: 3 },
    { id: "classes-too-small", classes: [{ name: "rare", count: 2 }] },
    { id: "images-named", column: "file", example: "a.png" },
  ];
  expect(groupFindings(unfit).decide).toEqual(unfit);
});

it("a data set tells how it was read only where that is not usual", () => {
  const plain = ImportOptionsSchema.parse({ delimiter: ",", header: true, label: "class", rules: 2, missingWords: [...MISSING_WORDS] });
  expect(readingFacts(plain)).toEqual([]);
  // As earlier versions stored it.
  expect(readingFacts(ImportOptionsSchema.parse({ delimiter: ",", header: true, label: "class" }))).toEqual([]);
  const facts = readingFacts({
    ...plain,
    delimiter: ";",
    encoding: "windows-1252",
    skip: 2,
    missingWords: [...MISSING_WORDS.filter((word) => word !== "None"), "leer"],
    numbers: { acidity: EU },
    merge: { "1.0": "1" },
    group: "patient",
    ignore: ["row"],
  });
  expect(facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    "Encoding: Windows-1252 (Western)",
    "Delimiter: Semicolon",
    "Skipped lines: 2 above the table",
    "Also missing: “leer”",
    "Not missing: “None”",
    "Numbers: acidity (decimal comma)",
    "Merged classes: “1.0” → “1”",
    "Groups: patient",
    "Excluded columns: “row”",
  ]);
});

it("of questions asked meanwhile only the newest is asked", async () => {
  const asked: number[] = [];
  const latest = new Latest();
  let answer = (): void => {};
  const first = latest.run(async () => {
    asked.push(1);
    await new Promise<void>((resolve) => (answer = resolve));
  });
  for (const n of [2, 3]) void latest.run(async () => void asked.push(n));
  answer();
  await first;
  expect(asked).toEqual([1, 3]);
});
