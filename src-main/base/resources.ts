/**
 * @file Where the files lie that the app reads but did not make: migrations, examples, the built window, the trainer's code.
 * Reads: the folder this code was started from.
 *
 * Three layouts: the repository (TypeScript run by Node), the repository with `dist/` (bundles), and the packaged app, where code lies
 * in `app.asar` and migrations and examples beside it as plain files.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Resources {
  /** The folder that holds package.json; inside the packaged app the path of app.asar. */
  readonly root: string;
  readonly migrations: string;
  /** The built window; may be absent when `npm run build` never ran. */
  readonly renderer: string;
  readonly examples: string;
  /** A .ts file when this code itself runs from source, the bundle otherwise. */
  readonly trainerEntry: string;
  /** The same of the process that reads tables. */
  readonly tableEntry: string;
  /** The same of the thread that reads. */
  readonly readerEntry: string;
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package.json above ${start}: Focaldesk's files are incomplete. Install it again.`);
  }
}

/**
 * @param codeFile the running module; tests give another layout.
 * @param packagedDir the folder around app.asar, in the packaged app only.
 * @throws Error when the installation is incomplete.
 */
export function findResources(
  codeFile: string = import.meta.filename,
  packagedDir: string | undefined = (process as { resourcesPath?: string }).resourcesPath,
): Resources {
  const root = findRoot(dirname(codeFile));
  // Electron reads .asar files as folders, other programs (a user's sqlite3, an editor) do not: hence plain copies beside it.
  const plain = root.endsWith(".asar") && packagedDir !== undefined ? packagedDir : root;
  const entry = (source: string, bundle: string): string => (codeFile.endsWith(".ts") ? join(root, "src-main", source) : join(root, "dist", "main", bundle));
  return {
    root,
    migrations: join(plain, "migrations"),
    renderer: join(root, "dist", "renderer"),
    examples: join(plain, "examples"),
    trainerEntry: entry("training/child/entry.ts", "trainer.js"),
    readerEntry: entry("reads/entry.ts", "reader.js"),
    tableEntry: entry("table-readers/entry.ts", "table.js"),
  };
}
