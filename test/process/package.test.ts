/**
 * @file The packaged app holds what runs and nothing else, its fuses are set, and what it holds does train.
 * Reads: the repository. Writes: a temporary folder. Electron's distribution is a stand-in: Electron itself does not start here.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ArchivedFile, readArchive, writeElectronDist } from "../fixtures/electron-dist.ts";

const root = join(import.meta.dirname, "../..");

function packageApp(env: NodeJS.ProcessEnv, ...args: string[]): { status: number | null; output: string } {
  const { ELECTRON_OVERRIDE_DIST_PATH: _none, ...own } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/package.mjs"), ...args], { env: { ...own, ...env }, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

describe.skipIf(process.platform !== "linux")("the packaged app", () => {
  let folder: string;
  let app: string;
  let archive: Map<string, ArchivedFile>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "focaldesk-package-"));
    writeElectronDist(join(folder, "dist"));
    const { status, output } = packageApp({ FOCALDESK_ELECTRON_DIST: join(folder, "dist") }, `-c.directories.output=${join(folder, "out")}`);
    expect(status, output).toBe(0);
    app = join(folder, "out", "linux-unpacked");
    archive = readArchive(join(app, "resources", "app.asar"));
    // Building and packing everything, on a machine that has other work.
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has the entries, the window, the native modules beside the archive, and the migrations as plain files", () => {
    const paths = [...archive.keys()];
    expect(paths).toEqual(
      expect.arrayContaining([
        "package.json",
        "LICENSE",
        "dist/main/main.js",
        "dist/main/preload.cjs",
        "dist/main/trainer.js",
        "dist/main/reader.js",
        "dist/main/table.js",
        "dist/renderer/index.html",
      ]),
    );
    expect(paths.filter((path) => /^dist\/renderer\/assets\/.*\.(js|css|woff2)$/.test(path)).length).toBeGreaterThan(2);
    const manifest = JSON.parse(archive.get("package.json")!.read().toString()) as { main: string; type: string };
    expect(archive.has(manifest.main)).toBe(true);
    // A bundle without `type: module` would be read as CommonJS.
    expect(manifest.type).toBe("module");

    const unpacked = paths.filter((path) => archive.get(path)!.unpacked);
    expect(unpacked).toContain(`node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`);
    expect(unpacked).toContain("node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
    expect(paths.filter((path) => /\.(node|wasm|so)$/.test(path) && !archive.get(path)!.unpacked)).toEqual([]);
    for (const path of unpacked) expect(existsSync(join(app, "resources", "app.asar.unpacked", path)), path).toBe(true);

    const own = readdirSync(join(root, "migrations")).filter((name) => name.endsWith(".sql"));
    expect(own.length).toBeGreaterThan(0);
    expect(readdirSync(join(app, "resources", "migrations")).sort()).toEqual(own.sort());
    for (const name of own) expect(readFileSync(join(app, "resources", "migrations", name))).toEqual(readFileSync(join(root, "migrations", name)));
    expect(existsSync(join(app, "resources", "examples", "page-blocks.sweep.json"))).toBe(true);
    expect(existsSync(join(app, "resources", "examples", "data", "page-blocks.csv"))).toBe(true);
  });

  it("holds no sources, tests, maps, command line, or packages that nothing loads", () => {
    const paths = [...archive.keys()];
    expect(
      paths.filter((path) => /\.(ts|mts|map|svelte|test\.\w+)$|^(src-|test\/|bench\/|docs\/|scripts\/|bin\/)|^dist\/main\/cli\.js$|\/\.built$/.test(path)),
    ).toEqual([]);
    const packages = [...new Set(paths.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))].sort();
    expect(packages).toEqual([
      "@mapbox/node-pre-gyp",
      "@tensorflow/tfjs",
      "@tensorflow/tfjs-backend-cpu",
      "@tensorflow/tfjs-backend-wasm",
      "@tensorflow/tfjs-backend-webgl",
      "@tensorflow/tfjs-converter",
      "@tensorflow/tfjs-core",
      "@tensorflow/tfjs-data",
      "@tensorflow/tfjs-layers",
      "@tensorflow/tfjs-node-gpu",
      "abbrev",
      "ansi-regex",
      "aproba",
      "are-we-there-yet",
      "better-sqlite3",
      "color-support",
      "console-control-strings",
      "delegates",
      "detect-libc",
      "emoji-regex",
      "gauge",
      "google-protobuf",
      "has-unicode",
      "inherits",
      "is-fullwidth-code-point",
      "long",
      "node-fetch",
      "nopt",
      "npmlog",
      "object-assign",
      "progress",
      "readable-stream",
      "seedrandom",
      "semver",
      "set-blocking",
      "signal-exit",
      "string-width",
      "strip-ansi",
      "tr46",
      "util-deprecate",
      "webidl-conversions",
      "whatwg-url",
      "wide-align",
    ]);
  });

  it("has every fuse in the safe position", async () => {
    // The stand-in came with every fuse on; the fuse of the V8 snapshot is none of safety and stays.
    const wire = await getCurrentFuseWire(join(app, "focaldesk"));
    const isOn = (fuse: FuseV1Options): boolean => Number(wire[fuse]) === "1".charCodeAt(0);
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      filePrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      archiveIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyFromArchive: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      filePrivileges: false,
      cookieEncryption: true,
      archiveIntegrity: true,
      onlyFromArchive: true,
    });
  });

  it("can load TensorFlow's package and link its binding: only the binding itself is missing", () => {
    const unpacked = unpack();
    const binding = join(folder, "no-such-binding.node");
    // As src-main/training/engines/tensorflow/native.ts does. A module that is not packaged would be named before the binding is.
    const script = `
      const util = require("node:util"); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray;
      const { createRequire } = require("node:module");
      require("@tensorflow/tfjs-core");
      const own = createRequire(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
      own("@mapbox/node-pre-gyp/lib/pre-binding.js").find = () => ${JSON.stringify(binding)};
      own("./dist/index.js");`;
    const loaded = spawnSync(process.execPath, ["-e", script], { cwd: unpacked, encoding: "utf8" });
    expect(loaded.stderr).toContain(`The Node.js native addon module (tfjs_binding.node) can not be found at path: ${binding}`);
    const sources = readdirSync(join(app, "resources", "tfjs-binding"));
    expect(sources).toEqual(expect.arrayContaining(["tfjs_backend.cc", "tfjs_binding.cc", "tfjs_backend.h"]));
  });

  function unpack(): string {
    const unpacked = join(folder, "unpacked");
    for (const [path, file] of archive) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), file.read());
    }
    return unpacked;
  }

  it("trains with nothing but what it holds", () => {
    const unpacked = unpack();
    for (const name of ["migrations", "examples"]) cpSync(join(app, "resources", name), join(unpacked, name), { recursive: true });
    // Only the command line is borrowed, to drive the packaged trainer without Electron.
    copyFileSync(join(root, "dist/main/cli.js"), join(unpacked, "dist/main/cli.js"));
    const spec = JSON.parse(readFileSync(join(unpacked, "examples", "page-blocks.sweep.json"), "utf8")) as Record<string, unknown>;
    const small = {
      ...spec,
      training: { ...(spec["training"] as object), epochs: 1, batchSize: 512 },
      model: { hidden: [8] },
      losses: [{ family: "focal-softmax", gamma: [2], strength: [0] }],
      controls: false,
    };
    writeFileSync(join(unpacked, "examples", "small.sweep.json"), JSON.stringify(small));
    const out = join(folder, "results.csv");
    const run = spawnSync(
      process.execPath,
      [join(unpacked, "dist/main/cli.js"), "run", join(unpacked, "examples", "small.sweep.json"), "--out", out, "--data-dir", join(folder, "data")],
      {
        encoding: "utf8",
      },
    );
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(readFileSync(out, "utf8").trim().split("\n")).toHaveLength(2);
  });
});

it("says in one sentence what packaging needs when there is no Electron", () => {
  const { status, output } = packageApp({ FOCALDESK_ELECTRON_DIST: "/nowhere/electron" });
  expect(status).toBe(1);
  expect(output).toMatch(/^FOCALDESK_ELECTRON_DIST names \/nowhere\/electron, which is not there\. .*\n$/);
});
