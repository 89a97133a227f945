/** @file Which imported data set an opened sweep file names: one, none, or a question that lists those it can be. */
import { expect, it } from "vitest";
import { differences } from "#shared/sweep/data-candidates.ts";
import { type Dataset, type ImportOptions, ImportOptionsSchema } from "#shared/data/dataset.ts";
import { parseSweepSpec, type SweepSpec } from "#shared/sweep/spec.ts";
import { namedDataset } from "../../../src-renderer/views/new-sweep/state/named-dataset.ts";

const SHA = { one: "1".repeat(64), two: "2".repeat(64) };

function imported(id: number, name: string, fileName: string, sha256: string, options: Partial<ImportOptions> = {}): Dataset {
  const read = ImportOptionsSchema.parse({ delimiter: ",", header: true, label: "kind", rules: 2, ...options });
  const columns = ["x", "part"].filter((column) => !read.ignore.includes(column)).map((column) => ({ name: column }));
  return { id, name, fileName, sha256, options: read, profile: { columns } } as unknown as Dataset;
}
function sweep(dataset: Record<string, unknown>, change: Record<string, unknown> = {}): SweepSpec {
  return parseSweepSpec({ name: "s", dataset, losses: [{ family: "cross-entropy" }], seeds: [1], ...change });
}
const ids = (known: Dataset[], spec: SweepSpec): [number | null, number[]] => {
  const { dataset, among } = namedDataset(known, spec);
  return [dataset?.id ?? null, among.map(({ id }) => id)];
};

const flows = imported(1, "flows", "flows.csv", SHA.one);
const later = imported(2, "flows", "flows-2026.csv", SHA.two);

it("one of the name, the file or the fingerprint is it; none is none", () => {
  expect(ids([flows], sweep({ name: "flows" }))).toEqual([1, []]);
  expect(ids([flows, later], sweep({ file: "tables/flows.csv" }))).toEqual([1, []]);
  expect(ids([flows, later], sweep({ sha256: SHA.two }))).toEqual([2, []]);
  expect(ids([flows], sweep({ name: "other" }))).toEqual([null, []]);
  expect(ids([flows], sweep({ name: "flows", label: "x" }))).toEqual([null, []]);
});

it("two of one name are a question, in either order; what tells them apart decides", () => {
  for (const known of [
    [flows, later],
    [later, flows],
  ]) {
    // prettier-ignore
    const [dataset, among] = ids(known, sweep({ name: "flows" }));
    expect([dataset, among.toSorted()]).toEqual([null, [1, 2]]);
    expect(ids(known, sweep({ name: "flows", file: "flows-2026.csv" }))).toEqual([2, []]);
    expect(ids(known, sweep({ name: "flows", sha256: SHA.one }))).toEqual([1, []]);
  }
});

it("two readings of one file: stated options decide, and without any it is a question", () => {
  const known = [flows, imported(3, "without part", "flows.csv", SHA.one, { ignore: ["part"] })];
  expect(ids(known, sweep({ file: "flows.csv" }))).toEqual([null, [1, 3]]);
  expect(ids(known, sweep({ sha256: SHA.one, label: "kind" }))).toEqual([null, [1, 3]]);
  expect(ids(known, sweep({ sha256: SHA.one, name: "without part" }))).toEqual([3, []]);
  expect(ids(known, sweep({ sha256: SHA.one, ignore: ["part"] }))).toEqual([3, []]);
  expect(ids(known, sweep({ file: "flows.csv", missing: "median", ignore: [] }))).toEqual([1, []]);
  // A column that splits is no feature of the one that is meant.
  expect(ids(known, sweep({ file: "flows.csv" }, { split: { column: "part" } }))).toEqual([3, []]);
  expect(differences(known).map((each) => each.map(({ key, value }) => [key, value]))).toEqual([[["ignore", []]], [["ignore", ["part"]]]]);
});

it("where the name is of one data set and the file of another, neither is taken", () => {
  const renamed = imported(4, "old flows", "flows.csv", SHA.one);
  expect(ids([later, renamed], sweep({ name: "flows", file: "flows.csv" }))).toEqual([null, [2, 4]]);
});
