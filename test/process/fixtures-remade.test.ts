/**
 * @file The kept fixtures are what their scripts make: each is made again and compared number by number.
 * Reads: test/fixtures, Python. Writes: a temporary folder. Runs with CI=true, and then
 * fails where no Python can be had that has the packages.
 */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, test } from "vitest";
import { pythonWith } from "../fixtures/fixture-python.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

interface Fixture {
  readonly script: string;
  readonly args?: readonly string[];
  /** Where the script's folder has the file; scripts that print are read from their output. */
  readonly made: string;
  readonly requirements: readonly string[];
  /** Of the file; absent: all. */
  readonly keys?: readonly string[];
  /** Relative. */
  readonly tolerance?: number;
}

const FIXTURE_LIST: Fixture[] = [
  { script: "losses/make_mpmath.py", made: "mpmath.json", requirements: ["mpmath==1.3.0"] },
  // PyTorch in any version: they were made with 2.13.0, and 1.13.1 gives the same to 5e-14.
  {
    script: "losses/make_libraries.py",
    args: ["torch"],
    made: "libraries.json",
    keys: ["torchvision", "torchvisionFar", "crossEntropy", "fromCounts"],
    requirements: ["torch", "torchvision"],
  },
  {
    script: "losses/make_libraries.py",
    args: ["keras"],
    made: "libraries.json",
    keys: ["kerasBinary", "kerasCategorical", "kerasClipped", "kerasDocstrings"],
    requirements: ["keras==3.15.1", "jax"],
    // Keras takes means in float32, whatever it is given: two roundings.
    tolerance: 2.4e-7,
  },
  { script: "training/make_torch_fixture.py", made: "torch-trajectories.json", requirements: ["torch", "numpy"], tolerance: 1e-9 },
  {
    script: "training/make_torch_losses.py",
    made: "torch-losses.json",
    requirements: ["torch", "torchvision", "numpy"],
    // Parameters have eight digits after the point.
    tolerance: 2e-5,
  },
  { script: "make-metric-fixtures.py", made: "metrics/scores.json", requirements: ["mpmath==1.3.0", "numpy==2.4.6", "scikit-learn==1.9.1"] },
  { script: "search/make_sobol.py", made: "sobol.json", requirements: ["numpy==2.4.6", "scipy==1.17.1"] },
  {
    script: "calibration/make_calibration_fixture.py",
    made: "calibration.json",
    requirements: ["mpmath==1.3.0", "numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.1"],
  },
  {
    script: "statistics/make_statistics_fixture.py",
    made: "statistics.json",
    requirements: ["mpmath==1.3.0", "numpy==2.4.6", "scipy==1.17.1", "statsmodels==0.15.0"],
  },
];

/** Numbers and texts of numbers within `tolerance` of their size (numbers: of 1e-3 at least); all else equal. @returns the paths that differ. */
function differences(made: unknown, kept: unknown, tolerance: number, path = ""): string[] {
  if (typeof made === "object" && typeof kept === "object" && made !== null && kept !== null) {
    const keys = new Set([...Object.keys(made), ...Object.keys(kept)]);
    return [...keys]
      .filter((key) => key !== "madeWith" && key !== "versions")
      .flatMap((key) => differences((made as Record<string, unknown>)[key], (kept as Record<string, unknown>)[key], tolerance, `${path}/${key}`));
  }
  if (made === kept) return [];
  const floor = typeof kept === "number" ? 1e-3 : 0;
  const near = Math.abs(Number(made) - Number(kept)) <= tolerance * Math.max(Math.abs(Number(kept)), floor);
  return typeof made === typeof kept && typeof kept !== "boolean" && near ? [] : [`${path}: ${String(made)}, kept ${String(kept)}`];
}

/** The entries of these keys, as they stand in the file. */
const part = (all: object, keys: readonly string[] = Object.keys(all)): object => Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));

it.for(FIXTURE_LIST.map((one) => ({ ...one, command: [one.script, ...(one.args ?? [])].join(" ") })))(
  "$command makes $made as it is kept",
  { timeout: 900_000 },
  async (fixture, { skip }) => {
    const { script, args = [], made, keys, requirements, tolerance = 1e-12 } = fixture;
    skip(!process.env["CI"], "fixtures are made again with CI=true");
    const found = await pythonWith(requirements);
    if ("reason" in found) expect.fail(found.reason);
    // A copy writes beside itself, away from what is kept.
    const folder = temporaryFolder();
    copyFileSync(join(FIXTURES, script), join(folder, basename(script)));
    const { stdout } = await promisify(execFile)(found.python, [basename(script), ...args], { cwd: folder, maxBuffer: 2 ** 26 });
    const file = join(folder, made);
    const again: unknown = JSON.parse(existsSync(file) ? readFileSync(file, "utf8") : stdout);
    const kept = part(JSON.parse(readFileSync(join(FIXTURES, dirname(script), made), "utf8")) as object, keys);
    expect(Object.keys(kept).length).toBeGreaterThan(0);
    expect(differences(again, kept, tolerance)).toEqual([]);
  },
);

test("a digit that was changed, a number that is gone and another text are noticed", () => {
  const kept = { madeWith: "1", cases: [{ id: "a", value: "1.25e-200", loss: 0.5, none: null }] };
  const one = (change: object): unknown => ({ madeWith: "2", cases: [{ ...kept.cases[0], ...change }] });
  expect(differences(one({}), kept, 1e-12)).toEqual([]);
  expect(differences(one({ value: "1.2500000000001e-200", loss: 0.5 + 1e-13 }), kept, 1e-12)).toEqual([]);
  expect(differences(one({ value: "1.25000000001e-200" }), kept, 1e-12)).toEqual(["/cases/0/value: 1.25000000001e-200, kept 1.25e-200"]);
  expect(differences(one({ loss: 0.5 + 1e-11, id: "b" }), kept, 1e-12)).toHaveLength(2);
  expect(differences(one({ loss: undefined }), kept, 1e-12)).toEqual(["/cases/0/loss: undefined, kept 0.5"]);
  expect(differences(one({ none: 0 }), kept, 1e-12)).toEqual(["/cases/0/none: 0, kept null"]);
});
