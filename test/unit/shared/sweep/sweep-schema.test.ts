import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sweepJsonSchema } from "#shared/sweep/json-schema.ts";

describe("the published schema of a sweep file", () => {
  it("is the one the program uses (npm run schema writes it)", () => {
    expect(readFileSync("docs/sweep.schema.json", "utf8")).toBe(sweepJsonSchema());
  });

  it("requires name, data set and losses, and knows every field of the example", () => {
    const schema = JSON.parse(sweepJsonSchema()) as { required: string[]; properties: Record<string, unknown>; additionalProperties: boolean };
    expect(schema.required.sort()).toEqual(["dataset", "losses", "name"]);
    expect(schema.additionalProperties).toBe(false);
    const example = JSON.parse(readFileSync("examples/page-blocks.sweep.json", "utf8")) as object;
    expect(Object.keys(example).filter((key) => !(key in schema.properties))).toEqual([]);
  });
});
