/**
 * @file `npm run rooms`: draws the rooms of the sources and what each may import into docs/architecture.md, from the rules.
 * Reads: .dependency-cruiser.mjs, docs/architecture.md. Writes: docs/architecture.md. `--check`: exit code 1 when the picture is another one.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAIN, SHARED, WINDOW } from "../.dependency-cruiser.mjs";
import { root } from "./node-24.mjs";

/** Longest way down from a room: 0 for those that know no neighbour. */
function levelOf(name, rooms, seen = []) {
  if (seen.includes(name)) throw new Error(`The rooms ${[...seen, name].join(" -> ")} are a circle.`);
  return Math.max(-1, ...rooms[name].map((other) => levelOf(other, rooms, [...seen, name]))) + 1;
}

function draw(source, rooms) {
  const names = Object.keys(rooms);
  const width = Math.max(...names.map((name) => name.length));
  const byLevel = names.map((name) => ({ name, level: levelOf(name, rooms) })).sort((a, b) => a.level - b.level);
  const lines = byLevel.map(({ name }) => `  ${rooms[name].length > 0 ? `${name.padEnd(width)}  <- ${rooms[name].join(", ")}` : name}`);
  return [`${source}/`, ...lines].join("\n");
}

const file = join(root, "docs", "architecture.md");
const text = readFileSync(file, "utf8");
const picture = [draw("src-shared", SHARED), draw("src-main", MAIN), draw("src-renderer", WINDOW)].join("\n\n");
const drawn = text.replace(/(<!-- rooms: npm run rooms -->\n\n```\n)[\s\S]*?(\n```)/, (_all, before, after) => before + picture + after);
if (!process.argv.includes("--check")) writeFileSync(file, drawn);
else if (drawn !== text) {
  process.stderr.write("The picture of the rooms in docs/architecture.md is not that of the rules: run npm run rooms.\n");
  process.exitCode = 1;
}
