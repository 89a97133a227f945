/** @file The reads that take long where a sweep is large; what each does is in src-main/reads/. */
import type { CommandName } from "#shared/wire/contract.ts";

const LONG_READ_NAMES = [
  "run.list",
  "compare.get",
  "compare.columns",
  "compare.measures",
  "compare.items",
  "export.render",
  "export.write",
] as const satisfies readonly CommandName[];
export type LongReadName = (typeof LONG_READ_NAMES)[number];

export function isLongRead(name: CommandName): name is LongReadName {
  return (LONG_READ_NAMES as readonly CommandName[]).includes(name);
}
