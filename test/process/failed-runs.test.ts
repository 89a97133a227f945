/** A sweep half of which diverges: the command line says of every table which runs failed, where and why, and ends with 3. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const SWEEP = "test/fixtures/cases/C27/diverge.sweep.json";

function focaldesk(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["src-main/cli.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
/** A learning rate of 1e30 has no finite loss after the first step; in which epoch that is, and whether NaN or infinite, is the arithmetic's choice. */
const WHY = /the loss became (NaN|-?[Ii]nfinity) in epoch [12] \(learning rate 1e\+30\)/;

describe("a sweep of 4 runs that diverge and 4 that do not", () => {
  it("is told as 4 complete and 4 failed, with epoch and rate, by run, list and export", async () => {
    const folder = temporaryFolder();
    const at = ["--data-dir", join(folder, "data")];
    const out = join(folder, "runs.csv");
    const ran = await focaldesk("run", SWEEP, "--out", out, ...at, "--trainers", "1");
    expect([ran.code, ran.out]).toEqual([3, expect.stringContaining("4 of 8 runs complete")]);
    expect(ran.err).toMatch(new RegExp(`^4 runs failed: .*${WHY.source}.* Run the same command with --retry to train them again\\.$`, "m"));
    const rows = parse(readFileSync(out), { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map((row) => `${row["state"]} ${row["learning_rate"]}`).sort()).toEqual([
      ...new Array(4).fill("complete 0.01"),
      ...new Array(4).fill("failed 1e+30"),
    ]);
    for (const row of rows.filter(({ state }) => state === "failed")) expect(row["error"]!.replace("The", "the")).toMatch(WHY);

    const listed = await focaldesk("list", "diverge", ...at);
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(/lr 1e\+30.* 0\/2 \(2 failed\)/);
    expect(listed.out).toMatch(new RegExp(`lr 1e\\+30: 2 runs failed: ${WHY.source}`));
    expect(listed.out).not.toMatch(/not trained yet|no run/);
    const all = await focaldesk("list", ...at, "--json");
    expect((JSON.parse(all.out) as { sweeps: { counts: object }[] }).sweeps[0]!.counts).toMatchObject({ complete: 4, failed: 4, waiting: 0 });

    const texts = await Promise.all(
      ["a.csv", "a.json", "a.md", "a.tex"].map(async (name) => {
        const path = join(folder, name);
        const ended = await focaldesk("export", "diverge", "--rows", "configs", "--out", path, ...at);
        expect([name, ended.code, ended.err]).toEqual([name, 3, expect.stringContaining("4 runs failed: ")]);
        expect(ended.err).toContain("Use “focaldesk run SPEC.json --retry” to train them again.");
        return readFileSync(path, "utf8");
      }),
    );
    const { reasons } = JSON.parse(texts[1]!) as { reasons: Record<string, string>[] };
    expect(reasons.filter((of) => of["test_macro_f1_mean"]?.startsWith("2 runs failed: "))).toHaveLength(2);
    for (const text of texts.slice(2)) expect(text.match(/2 runs failed: /g)).toHaveLength(2);
  });
});
