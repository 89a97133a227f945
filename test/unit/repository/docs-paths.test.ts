/** @file Every path, npm script and command that the documents name exists. Reads: README.md, CONTRIBUTING.md, docs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

const TOP_FOLDERS = ["src-main", "src-renderer", "src-shared", "migrations", "examples", "bench", "docs", "test", "scripts", "bin", ".ci"];
/** Endings that make a bare name a file of the root, e.g. `knip.json`. */
const ROOT_FILE = /^\.?[\w-]+(\.[\w-]+)*\.(json|ya?ml|config\.ts|md|mjs)$/;

/** Exists as it is, or, with a star, matches something in its folder. */
function isThere(path: string): boolean {
  const [folder, star] = /^(.*?)\/?([^/]*\*[^/]*)(?:\/.*)?$/.exec(path)?.slice(1) ?? [];
  if (folder === undefined || star === undefined) return existsSync(join(root, path));
  const pattern = new RegExp(
    `^${star
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  return existsSync(join(root, folder)) && readdirSync(join(root, folder)).some((name) => pattern.test(name));
}

/** @returns what a document names and what is not there, in order of appearance. @param from folder of the document, for its links. */
function missingIn(text: string, from: string, scripts: readonly string[]): string[] {
  const missing: string[] = [];
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    const path = target!.replace(/#.*$/, "");
    if (path !== "" && !/^[a-z]+:/.test(path) && !existsSync(join(root, from, path))) missing.push(`link ${target}`);
  }
  for (const [, script] of text.matchAll(/\bnpm run ([\w:-]+)/g)) if (!scripts.includes(script!)) missing.push(`npm run ${script}`);
  for (const [, script] of text.matchAll(/\bnpm (start|test)\b/g)) if (!scripts.includes(script!)) missing.push(`npm ${script}`);
  // Words of code spans, code blocks and tables: whatever starts with one of our folders is meant as a path.
  const words = text.match(/[\w.@*/{},-]+/g) ?? [];
  for (const word of words) {
    const path = word.replace(/[.,]+$/, "");
    const isOurs =
      TOP_FOLDERS.some((folder) => path.startsWith(`${folder}/`)) ||
      (ROOT_FILE.test(path) && new RegExp(`\`${path.replace(/[.]/g, "\\.")}\``).test(text) && !isOutput(path));
    if (isOurs && !path.split(/[{}]/).some((part) => part.includes(",")) && !isThere(path.replace(/\/$/, ""))) missing.push(path);
  }
  return [...new Set(missing)];
}

/** Files that a user makes or that another program keeps; they are named and are not in the repository. */
const isOutput = (name: string): boolean => /^(results|table|spec|out)\./i.test(name) || ["window.json", "owner.json"].includes(name);

const scripts = Object.keys((JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object }).scripts);
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name.replaceAll("\\", "/")}`);
const documents = ["README.md", "CONTRIBUTING.md", ...pages.filter((name) => name.endsWith(".md"))];

it.each(documents)("%s names nothing that is not there", (document) => {
  expect(missingIn(readFileSync(join(root, document), "utf8"), dirname(document), scripts)).toEqual([]);
});

it("notices what is not there, and only that", () => {
  const text = `
See \`src-main/app/app.ts\`, \`src-main/moved.ts\`, src-shared/gone/, the files \`migrations/*.sql\` and \`migrations/*.txt\`.
Run \`npm run build\`, then \`npm run fly\` and \`npm start\`. Settings: \`package.json\`, \`nothing.json\`; a user's \`results.json\`.
[a](docs/none.md) [b](package.json#x) [c](https://example.org/x.md)`;
  expect(missingIn(text, ".", scripts)).toEqual([
    "link docs/none.md",
    "npm run fly",
    "src-main/moved.ts",
    "src-shared/gone/",
    "migrations/*.txt",
    "nothing.json",
    "docs/none.md",
  ]);
});
