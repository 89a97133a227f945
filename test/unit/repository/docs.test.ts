/**
 * @file The pages of the losses: their examples are sweeps that parse, and every loss and option has its place.
 * Reads: docs/losses.md, docs/losses.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lossCells } from "#shared/sweep/cells.ts";
import { LossOptionsSchema, REDUCTIONS, SAMPLINGS } from "#shared/loss/options.ts";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/losses");
const pages = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") }));
const index = readFileSync(`${FOLDER}.md`, "utf8");
const examples = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/```json\n([^`]*)```/g)].map(([, json]) => ({ file, losses: JSON.parse(json!) as unknown[] })),
);

const parsed = (losses: unknown[]): ReturnType<typeof parseSweepSpec> => parseSweepSpec({ name: "example", dataset: { name: "any" }, losses });

describe("examples", () => {
  it.each(examples)("of $file are blocks of a sweep", ({ losses }) => {
    const spec = parsed(losses);
    expect(spec.losses).toHaveLength(losses.length);
    for (const [i, loss] of spec.losses.entries()) expect(lossCells(loss, i).length).toBeGreaterThan(0);
  });
  it("stand on every page, and show every family", () => {
    expect(new Set(examples.map((example) => example.file))).toEqual(new Set(pages.map((page) => page.file)));
    const shown = examples.flatMap(({ losses }) => parsed(losses).losses.map((loss) => loss.family));
    expect(new Set(shown)).toEqual(new Set(LOSS_FAMILIES));
  });
});

it("the index links every page and names every family and reduction", () => {
  for (const { file } of pages) expect(index).toContain(`(losses/${file})`);
  for (const name of [...LOSS_FAMILIES, ...REDUCTIONS]) expect(index).toContain(`\`${name}\``);
});

it("every option of a loss is in a table or an example", () => {
  const text = [index, ...pages.map((page) => page.text)].join("\n");
  for (const option of Object.keys(LossOptionsSchema.shape)) expect(text).toMatch(new RegExp(`[\`".]${option}[\`":]`));
  for (const sampling of SAMPLINGS) expect(text).toContain(`\`"${sampling}"\``);
});

it.each(pages)("$file says where the loss comes from and what others mean by the name", ({ text }) => {
  expect(text).toMatch(/Source|et al\./);
  expect(text).toMatch(/The same name elsewhere|Others:/);
  expect(text).toMatch(/range/i);
});
