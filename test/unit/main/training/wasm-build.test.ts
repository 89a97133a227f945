/**
 * @file The kernel in the source is what its C source compiles to.
 * Reads: src-main/training/wasm. Writes: a temporary folder of the build script.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KERNEL_VERSION } from "#main/training/engines/wasm/kernel-bytes.ts";
import { kernelBytes } from "#main/training/engines/wasm/load-kernel.ts";

const folder = new URL("../../../../src-main/training/engines/wasm/kernel/", import.meta.url);
const script = new URL("../../../../scripts/build-kernel.mjs", import.meta.url);

test("the bytes were made from the present source", () => {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(`${name}\n`).update(readFileSync(new URL(name, folder)));
  expect(hash.digest("hex").startsWith(KERNEL_VERSION)).toBe(true);
});

test("both builds are modules this runtime accepts, and they differ", () => {
  expect([WebAssembly.validate(kernelBytes("relaxed")), WebAssembly.validate(kernelBytes("plain"))]).toEqual([true, true]);
  expect(kernelBytes("relaxed").equals(kernelBytes("plain"))).toBe(false);
});

test("the same compiler gives the same bytes", (context) => {
  const { status, stderr } = spawnSync(process.execPath, [script.pathname, "--check"], { encoding: "utf8" });
  if (status === 3 && !process.env["CI"]) context.skip(stderr.trim());
  expect(status, stderr).toBe(0);
});
