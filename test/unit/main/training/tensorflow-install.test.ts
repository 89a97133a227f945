/**
 * @file The TensorFlow installer without a network: what it finds, what it refuses and how, what a broken install is worth; and the bytes it writes.
 * Writes: temporary folders; listens on a free local port.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { engineHome, readInstalled, writeInstalled } from "#main/engine-install/engine-home.ts";
import { archiveAddress, fetchArchive } from "#main/engine-install/fetch-archive.ts";
import { pythonWithPip, requireSpace } from "#main/engine-install/fetch-wheel.ts";
import { findLibrary, libraryIn } from "#main/engine-install/find-library.ts";
import { bindingSources, findCompiler, linkArguments, linkBinding } from "#main/engine-install/link-binding.ts";
import { probeInProcess } from "#main/engine-install/probe-process.ts";
import { runTool } from "#main/engine-install/run-tool.ts";
import { loadTensorflowEngine } from "#main/training/engines/tensorflow/load-engine.ts";
import { Message } from "#main/training/engines/tensorflow/protobuf.ts";
import { probeEntry } from "../../../fixtures/training/tensorflow.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "focaldesk-install-"));
const write = (file: string, text = ""): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
/** A folder that looks like an unpacked library of this name. */
function fakeLibrary(names: readonly string[], lib = "."): string {
  const at = folder();
  for (const name of names) write(join(at, lib, name), "12345");
  write(join(at, "include", "tensorflow", "c", "c_api.h"));
  return at;
}
const WHEEL = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

afterEach(() => void vi.unstubAllEnvs());

describe("protocol-buffer writer", () => {
  // Source of the bytes: protobuf.dev, "Encoding".
  test("writes the examples of the format's own description", () => {
    expect([...new Message().int(1, 150).encode()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new Message().string(2, "testing").encode()]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...new Message().message(3, new Message().int(1, 150)).encode()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...new Message().packed(6, [3, 270, 86942]).encode()]).toEqual([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
    expect([...new Message().int(1, -2).encode()]).toEqual([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
    expect([...new Message().float(4, 1).encode()]).toEqual([0x25, 0x00, 0x00, 0x80, 0x3f]);
    expect([...new Message().entry(5, "k", "v").encode()]).toEqual([0x2a, 0x06, 0x0a, 0x01, 0x6b, 0x12, 0x01, 0x76]);
  });
});

describe("where the engine lives", () => {
  test("a cache folder of the system, or the one that is named", () => {
    expect(engineHome({}, "linux", "/home/ada")).toBe("/home/ada/.cache/focaldesk/engines/tensorflow");
    expect(engineHome({ XDG_CACHE_HOME: "/fast" }, "linux", "/home/ada")).toBe("/fast/focaldesk/engines/tensorflow");
    expect(engineHome({ XDG_CACHE_HOME: "relative" }, "linux", "/home/ada")).toBe("/home/ada/.cache/focaldesk/engines/tensorflow");
    expect(engineHome({}, "darwin", "/Users/ada")).toBe("/Users/ada/Library/Caches/Focaldesk/engines/tensorflow");
    expect(engineHome({ LOCALAPPDATA: "D:\\Local" }, "win32", "C:\\Users\\ada")).toBe("D:\\Local\\Focaldesk\\engines\\tensorflow");
    expect(engineHome({ FOCALDESK_ENGINES: "/big/disk" }, "linux", "/home/ada")).toBe("/big/disk/tensorflow");
  });

  test("an install counts only with its record and all the files it names", async () => {
    const home = folder();
    expect(await readInstalled(home)).toBeNull();
    const [binding, library] = [join(home, "lib", "tfjs_binding.node"), join(home, "libtensorflow_cc.so.2")];
    write(binding);
    write(library);
    const record = { binding, libraries: [library], source: "a test", version: "2.21.0", sizeBytes: 1 };
    await writeInstalled(home, record);
    expect(await readInstalled(home)).toEqual(record);
    rmSync(library);
    expect(await readInstalled(home)).toBeNull();
    writeFileSync(join(home, "installed.json"), '{"binding": ');
    expect(await readInstalled(home)).toBeNull();
  });

  test("an engine that is not installed, and one whose binding does not load, are refused with the reason", async () => {
    const home = folder();
    vi.stubEnv("FOCALDESK_ENGINES", home);
    await expect(loadTensorflowEngine()).rejects.toMatchObject({ code: "engine/missing", action: expect.stringContaining("npm run engine:tensorflow") });
    const binding = join(home, "tensorflow", "tfjs_binding.node");
    write(binding, "no library");
    await writeInstalled(join(home, "tensorflow"), { binding, libraries: [binding], source: "a test", version: "2.21.0", sizeBytes: 1 });
    await expect(loadTensorflowEngine()).rejects.toMatchObject({ code: "engine/broken" });
    expect(await probeInProcess(process.execPath, probeEntry, binding)).toMatchObject({ ok: false, reason: expect.stringContaining("tfjs_binding.node") });
  });

  test("a test process that dies is a reason, not a crash", async () => {
    const script = join(folder(), "dies.mjs");
    write(script, 'console.error("Illegal instruction"); process.kill(process.pid, "SIGKILL");');
    expect(await probeInProcess(process.execPath, script, "x")).toEqual({ ok: false, reason: "the test process ended with -1: Illegal instruction" });
  });
});

describe("finding a library", () => {
  test("takes wheel and archive forms, and only with headers", () => {
    const wheel = fakeLibrary(WHEEL);
    expect(libraryIn(wheel, "test", "linux")).toEqual({
      files: WHEEL.map((name) => join(wheel, name)),
      folder: wheel,
      include: join(wheel, "include"),
      source: "test",
      sizeBytes: 10,
    });
    const archive = fakeLibrary(["libtensorflow.so.2", "libtensorflow_framework.so.2"], "lib");
    expect(libraryIn(archive, "test", "linux")?.folder).toBe(join(archive, "lib"));
    expect(libraryIn(fakeLibrary(["libtensorflow.2.dylib", "libtensorflow_framework.2.dylib"], "lib"), "test", "darwin")?.files).toHaveLength(2);
    expect(libraryIn(fakeLibrary(["libtensorflow_framework.so.2"]), "test", "linux")).toBeNull();
    rmSync(join(wheel, "include"), { recursive: true });
    expect(libraryIn(wheel, "test", "linux")).toBeNull();
  });

  test.runIf(process.platform === "linux")("looks only at the folder the user names, and at ours before others", async () => {
    const [named, own] = [fakeLibrary(WHEEL), fakeLibrary(WHEEL)];
    expect((await findLibrary(named, [own]))?.folder).toBe(named);
    expect((await findLibrary(undefined, [join(own, "none"), own]))?.folder).toBe(own);
    expect(await findLibrary(folder(), [own])).toBeNull();
  });
});

describe("refusals", () => {
  test("no compiler, no pip and no space name what was tried and what to do", async () => {
    await expect(findCompiler(["no-such-compiler"])).rejects.toMatchObject({
      code: "engine/no-compiler",
      data: { tried: "no-such-compiler" },
      action: expect.stringContaining("apt-get install g++"),
    });
    await expect(pythonWithPip(["no-such-python"])).rejects.toMatchObject({ code: "engine/no-pip", action: expect.stringContaining("python3-pip") });
    await expect(requireSpace(folder(), 2 ** 60)).rejects.toMatchObject({ code: "engine/space", message: expect.stringContaining("GiB") });
    await requireSpace(folder(), 1);
  });

  test("a library without the C interface does not link: the sentence names it, and no binding is left", async () => {
    vi.stubEnv("CXX", undefined);
    const home = folder();
    // The headers of Node are looked for here before the network is asked.
    mkdirSync(join(home, "node-api-headers", "package", "include"), { recursive: true });
    write(join(home, "node-api-headers", "package", "include", "node_api.h"));
    const library = libraryIn(fakeLibrary(WHEEL), "test", "linux")!;
    const refusal = { code: (await runTool("g++", ["--version"])).code === 0 ? "engine/link" : "engine/no-compiler" };
    await expect(linkBinding(home, library, () => {})).rejects.toMatchObject(refusal);
    expect(existsSync(join(home, "lib", "napi-v8", "tfjs_binding.node"))).toBe(false);
  });

  test("linking finds the library at run time by its absolute folder", () => {
    const library = { files: ["/l/libtensorflow_cc.so.2", "/l/libtensorflow_framework.so.2"], folder: "/l", include: "/i", source: "test", sizeBytes: 0 };
    expect(linkArguments(library, "/s", "/h", "/o", "linux").slice(-4)).toEqual([
      "-L/l",
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      "-Wl,-rpath,/l",
    ]);
    expect(linkArguments(library, "/s", "/h", "/o", "darwin")).toContain("dynamic_lookup");
  });
});

test("the binding is compiled from the package, in a packaged app from the files beside its archive", () => {
  const resources = folder();
  expect(existsSync(join(bindingSources(resources), "tfjs_binding.cc"))).toBe(true);
  write(join(resources, "tfjs-binding", "tfjs_binding.cc"));
  expect(bindingSources(resources)).toBe(join(resources, "tfjs-binding"));
});

describe("the official archive", () => {
  test("has an address per system; Apple's is for the processor; others are refused", () => {
    expect(archiveAddress("cuda", "linux", "x64")).toMatch(/libtensorflow-gpu-linux-x86_64\.tar\.gz$/);
    expect(archiveAddress("cuda", "darwin", "arm64")).toMatch(/libtensorflow-cpu-darwin-arm64\.tar\.gz$/);
    expect(archiveAddress("cpu", "win32", "x64")).toMatch(/libtensorflow-cpu-windows-x86_64-2\.9\.1\.zip$/);
    expect(() => archiveAddress("cpu", "freebsd", "x64")).toThrow(expect.objectContaining({ code: "engine/download" }));
  });

  test("is unpacked whole or not at all", async () => {
    const source = fakeLibrary(["libtensorflow.so.2", "libtensorflow_framework.so.2"], "lib");
    symlinkSync("libtensorflow.so.2", join(source, "lib", "libtensorflow.so"));
    const packed = join(folder(), "library.tar.gz");
    expect((await runTool("tar", ["-czf", packed, "-C", source, "."])).code).toBe(0);
    const server = createServer((request, response) => {
      if (request.url === "/library.tar.gz") response.end(readFileSync(packed));
      else if (request.url === "/half.tar.gz") response.end(readFileSync(packed).subarray(0, 40));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = (name: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
    try {
      const home = folder();
      for (const name of ["missing.tar.gz", "half.tar.gz"]) {
        await expect(fetchArchive(home, "cpu", () => {}, address(name))).rejects.toMatchObject({ code: "engine/download" });
        expect(existsSync(join(home, "archive-cpu"))).toBe(false);
      }
      const unpacked = await fetchArchive(home, "cpu", () => {}, address("library.tar.gz"));
      expect(libraryIn(unpacked, "test", "linux")?.files.map((file) => readFileSync(file, "utf8"))).toEqual(["12345", "12345"]);
    } finally {
      server.close();
    }
    await expect(fetchArchive(folder(), "cpu", () => {}, "http://127.0.0.1:1/gone.tar.gz")).rejects.toMatchObject({ code: "engine/download" });
  });
});
