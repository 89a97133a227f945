/**
 * @file What stands below a table is skipped only where it can be no row: a row that is lost is worse than a line of totals that is kept.
 * Reads, writes: temporary files. Expected values are counted by hand from the texts.
 */
import { describe, expect, it } from "vitest";
import { dataFile, refusalOf } from "../../../fixtures/data-files.ts";
import { importAs, lookAt } from "../../../fixtures/look-at.ts";
import type { AppError } from "#shared/errors/errors.ts";

const FIRST = ["Alice", "Bob", "Carol", "Dave"];
/** 12 rows “Alice,3,a”. */
const named = (names: readonly string[] = FIRST): string =>
  Array.from({ length: 12 }, (_, i) => `${names[i % names.length]},${i},${i % 3 ? "a" : "b"}\n`).join("");
const HEAD = "name,x,class\n";

describe("a last row is a row", () => {
  it.each([
    ["called like one above", HEAD + named(["Total", "Part"]) + "Total,,b\n"],
    ["called like one above, in other letters", HEAD + named(["total", "part"]) + "Total,,\n"],
    ["whose class is filled", HEAD + named() + "Total,,b\n"],
    ["of a class that comes once", HEAD + named() + "Total,,c\n"],
    ["whose class is a number", `name,x,class\n${named().replaceAll(",a", ",1").replaceAll(",b", ",0")}Sum,,1\n`],
    ["called “Total 3”", HEAD + named(["Alpha 1", "Beta 2"]) + "Total 3,,\n"],
    ["called “Sum 6”", HEAD + named() + "Sum 6,,\n"],
    ["called “count 3”", HEAD + named() + "count 3,,\n"],
    ["with its name alone", HEAD + named() + "Eve,,\n"],
    ["with a known name alone, behind a gap", `${HEAD}${named()}\nAlice,,\n`],
    ["of missing values, behind a gap", `x1,x2,class\n${named(["1", "2"])}\nNA,NA,b\n`],
    ["of the label in front, without features", `class,x,y\n${named(["a", "b"]).replaceAll(/,[ab]\n/g, ",1\n")}b,,\n`],
  ])("%s", async (_, text) => {
    const { options, rows } = await lookAt(text);
    expect([options.skipEnd, rows.length]).toEqual([undefined, 13]);
  });

  it("is in the profile", async () => {
    const { rows, classes } = await importAs(dataFile(HEAD + named(["Total", "Part"]) + "Total,,b\n"), "class");
    expect([rows, classes]).toEqual([
      13,
      [
        { name: "a", count: 8 },
        { name: "b", count: 5 },
      ],
    ]);
  });
});

describe("a last row that was cut off is refused", () => {
  it.each([
    ["behind a number", `${HEAD}${named()}Alice,3`, 14, "Alice,3"],
    ["with a line end", `${HEAD}${named()}Eve,3\n`, 14, "Eve,3"],
    ["inside a number", `${HEAD}${named()}Eve,-`, 14, "Eve,-"],
    ["before a missing value", `${HEAD}${named()}Eve,NA\n`, 14, "Eve,NA"],
    ["inside its name", `${HEAD}${named()}Ev`, 14, "Ev"],
    ["inside a name that is known", `${HEAD}${named()}\nAlice`, 15, "Alice"],
    ["behind a gap", `${HEAD}${named()}\nEve,3\n`, 15, "Eve,3"],
    ["in a table of texts", `a,b,class\n${"red,big,x\nblue,small,y\n".repeat(6)}green,b`, 14, "green,b"],
    ["above a note", `${HEAD}${named()}Eve,3\n\nSource: the lab\n`, 14, "Eve,3"],
    ["in its name, above a note", `${HEAD}${named()}Eve\nSource: the lab\n`, 14, "Eve"],
    ["between blanks", `name x class\n${named().replaceAll(",", " ")}Eve 3`, 14, "Eve 3"],
  ])("%s", async (_, text, line, shown) => {
    const refusal = lookAt(text);
    expect(await refusalOf(refusal)).toMatch(new RegExp(`^data/ragged: Line ${line} of t.csv has \\d instead of 3 fields: “${shown}”`));
    const { action } = (await refusal.catch((thrown: unknown) => thrown)) as AppError;
    expect(action).toContain("--skip-end");
  });
});

describe("what is no row is skipped and said", () => {
  it.each([
    ["totals below names", `${HEAD}${named()}Total,66,\n`, [14]],
    ["totals with a colon and a number", `${HEAD}${named()}Total: 66,,\n`, [14]],
    ["totals without their last fields", `${HEAD}${named()}Total,66\n`, [14]],
    ["totals and means", `${HEAD}${named()}Total,66,\nMean,5.5,\n`, [14, 15]],
    ["totals behind a name’s column", `id,name,x\n${named(["1", "2"]).replaceAll(/,([ab])\n/g, ",5\n")},Total,60\n`, [14]],
    ["a source", `${HEAD}${named()}Source: WHO, 2024\n`, [14]],
    ["a sentence", `${HEAD}${named()}Measured in Berlin in spring\n`, [14]],
    ["a sentence with a comma, behind a gap", `${HEAD}${named()}\nMeasured in the lab of WHO, 2024\n`, [15]],
    ["words behind a gap", `${HEAD}${named()}\nlab notes\nBerlin\n`, [15, 16]],
    ["a remark with a sign", `${HEAD}${named()}* estimated\n`, [14]],
    ["an end mark", `${HEAD}${named()}END\n`, [14]],
    ["a word below numbers", `x1,x2,class\n${named(["1", "2"])}done\n`, [14]],
    ["notes that were saved with the width of the table", `${HEAD}${named()},,\nSource: WHO,,\n`, [14, 15]],
  ])("%s", async (_, text, lines) => {
    const { rows, findings } = await lookAt(text);
    expect([rows.length, findings]).toEqual([12, [{ id: "lines-skipped", why: "below", count: lines.length, lines }]]);
  });
});
