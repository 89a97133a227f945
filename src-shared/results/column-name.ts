/** @file The name of a metric as the head of an exported table spells it, and as the command line takes it. */
import type { Measure } from "./run-value.ts";

/** "macroF1" to "macro_f1". */
export const snakeName = (id: string): string => id.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** "test_macro_f1", "test_recall[name]", "test_ece@temperature". */
export function columnName({ split, metric, variant }: Measure, classNames: readonly string[]): string {
  const [name, index] = metric.split(":");
  return `${split}_${snakeName(name!)}${index === undefined ? "" : `[${classNames[Number(index)]}]`}${variant === undefined ? "" : `@${variant}`}`;
}
