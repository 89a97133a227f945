/**
 * @file The measured findings of the examples, run by the product itself and held against stated rules: npm run findings -- g1 g2 g3 g4
 * Reads: argv (names of examples; none: all), examples. Writes: tables and verdicts to stdout, progress to stderr, a temporary folder.
 * Exit code 1 when a rule does not hold.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExampleName, EXAMPLES, runExample } from "./findings/run-example.ts";
import { judge } from "./findings/shapes.ts";

const isName = (text: string): text is ExampleName => text in EXAMPLES;
const asked = process.argv.slice(2);
const unknown = asked.find((text) => !isName(text));
if (unknown !== undefined) {
  process.stderr.write(`There is no finding “${unknown}”. There are: ${Object.keys(EXAMPLES).join(", ")}.\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "focaldesk-findings-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

for (const name of asked.length > 0 ? asked.filter(isName) : (Object.keys(EXAMPLES) as ExampleName[])) {
  const { figures, classNames, runs, seconds } = await runExample(name, join(folder, name), undefined, "inherit");
  const { title, table, verdicts } = judge(name, figures, classNames);
  const lines = verdicts.map(({ rule, holds, found }) => `${holds ? "holds" : "FAILS"}  ${rule}\n       ${found}`);
  process.stdout.write(`\n${title} (${runs} runs, ${seconds.toFixed(0)} s; test part, last epoch, mean±sd over seeds)\n\n${table}\n\n${lines.join("\n")}\n`);
  if (verdicts.some((verdict) => !verdict.holds)) process.exitCode = 1;
}
