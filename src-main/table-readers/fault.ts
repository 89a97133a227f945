/**
 * @file Faults that tests ask for by the environment; the product never sets one.
 * Reads: FOCALDESK_FAULT_HOLD, the path of a file. Writes: this process's id into it.
 */
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const LOOK_MS = 10;

/** Where a file is named: says there who reads, tells that half is read, and goes on when the file is gone. */
export async function holdIfAsked(tell: (bytes: number, total: number) => void, path = process.env["FOCALDESK_FAULT_HOLD"]): Promise<void> {
  if (path === undefined || !existsSync(path)) return;
  writeFileSync(path, String(process.pid));
  tell(1, 2);
  while (existsSync(path)) await setTimeout(LOOK_MS);
}
