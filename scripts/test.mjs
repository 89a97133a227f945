/**
 * @file `npm test`: installs and builds what is missing, then runs every check and every test and counts them.
 * Reads: the repository. Writes: node_modules, dist, test-results. Plain JavaScript: it must run on the system's Node, from 20 on.
 *
 * With CI=true what tests need of the system is installed where that can be done, and nothing is skipped for the lack of it.
 *
 * The last line is `N passed, N failed, N skipped`: each check counts one, each test counts one. Exit code 1 on any failure.
 * `--static` runs the checks that execute nothing (types, lint, format, unused code).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installCiTools } from "./ci-tools.mjs";
import { findChromium } from "./find-chromium.mjs";
import { findNode24, projectEnv, root } from "./node-24.mjs";
import { passThrough } from "./pass-through.mjs";
import { install, tool } from "./prepare.mjs";

const onlyStatic = process.argv.includes("--static");
const count = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const skips = [];
const reports = mkdtempSync(join(tmpdir(), "focaldesk-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

async function run(name, command, env = {}) {
  process.stdout.write(`\n== ${name}\n`);
  const code = await passThrough(command, { cwd: root, env: projectEnv(env) });
  if (code === 130 || code === 143) {
    process.stderr.write("Stopped.\n");
    process.exit(code);
  }
  return code;
}

/** A check passes or fails as a whole. */
async function check(name, command) {
  const code = await run(name, command);
  if (code === 0) count.passed += 1;
  else {
    count.failed += 1;
    failures.push(`${name} (exit code ${code})`);
  }
  return code === 0;
}

/** A runner that writes a report is counted by its tests; one that dies before it reports counts as one failure. */
async function tests(name, command, env, file, read) {
  const code = await run(name, command, env);
  const none = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
  const result = existsSync(file) ? read(JSON.parse(readFileSync(file, "utf8"))) : none;
  for (const key of Object.keys(count)) count[key] += result[key];
  failures.push(...result.failures.map((test) => `${name}: ${test}`));
  skips.push(...result.skips.map((test) => `${name}: ${test}`));
  if ((code !== 0 && result.failed === 0) || result.passed + result.failed === 0) {
    count.failed += 1;
    failures.push(`${name} (exit code ${code}, ${result.passed} tests passed)`);
  }
}

function readVitest(report) {
  const all = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name.slice(root.length + 1) })));
  // A file that fails to load has no tests, only a message.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"));
  const of = (...states) => all.filter((test) => states.includes(test.status));
  return {
    passed: of("passed").length,
    failed: of("failed").length + broken.length,
    skipped: of("skipped", "pending", "todo", "disabled").length,
    failures: [...of("failed").map((test) => `${test.file} > ${test.fullName}`), ...broken.map((file) => `${file.name.slice(root.length + 1)} did not load`)],
    skips: of("skipped", "pending", "todo", "disabled").map((test) => `${test.file} > ${test.fullName}`),
  };
}

function readPlaywright(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const all = report.suites.flatMap(specs).flatMap((spec) => spec.tests.map((test) => ({ ...test, title: `${spec.file} > ${spec.title}` })));
  const of = (state) => all.filter((test) => test.status === state);
  const reason = (test) => test.annotations.find((note) => note.type === "skip")?.description ?? "no reason given";
  return {
    passed: of("expected").length + of("flaky").length,
    failed: of("unexpected").length + report.errors.length,
    skipped: of("skipped").length,
    failures: [...of("unexpected").map((test) => test.title), ...report.errors.map((error) => error.message)],
    skips: of("skipped").map((test) => `${test.title} (${reason(test)})`),
  };
}

await install();
await check("types of the main side and the tests", [...tool("typescript", "tsc"), "-p", "."]);
await check("types of the window", [...tool("svelte-check"), "--workspace", "src-renderer", "--tsconfig", "./tsconfig.json", "--fail-on-warnings"]);
await check("lint", tool("oxlint"));
await check("imports", [
  ...tool("dependency-cruiser", "depcruise"),
  "--config",
  ".dependency-cruiser.mjs",
  "--output-type",
  "err",
  "src-main",
  "src-shared",
  "src-renderer",
]);
await check("picture of the rooms", [findNode24(), join(root, "scripts", "draw-rooms.mjs"), "--check"]);
await check("format", [...tool("prettier"), "--check", "."]);
await check("unused files, exports and packages", tool("knip"));

if (!onlyStatic) {
  if (process.env.CI) installCiTools();
  const unitReport = join(reports, "vitest.json");
  const built = await check("build", [findNode24(), join(root, "scripts", "build.mjs")]);
  await tests("vitest", [...tool("vitest"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`], {}, unitReport, readVitest);
  const chromium = findChromium();
  if (!built) skips.push("end to end: nothing was built");
  else if (chromium.path) {
    const e2eReport = join(reports, "playwright.json");
    const env = { FOCALDESK_CHROMIUM: chromium.path, PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport };
    await tests("end to end", [...tool("@playwright/test", "playwright"), "test", "--reporter=list,json"], env, e2eReport, readPlaywright);
  } else if (process.env.CI) {
    count.failed += 1;
    failures.push(`end to end: ${chromium.reason}`);
  } else {
    count.skipped += 1;
    skips.push(`end to end: ${chromium.reason}`);
  }
}

process.stdout.write("\n");
for (const skip of skips) process.stdout.write(`skipped  ${skip}\n`);
for (const failure of failures) process.stdout.write(`FAILED   ${failure}\n`);
process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
process.exitCode = count.failed === 0 ? 0 : 1;
