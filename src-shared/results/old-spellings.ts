/**
 * @file Spellings of a metric that earlier versions wrote and that still lie in databases and scripts: "recall/2" for what is "recall:2" now.
 * Read here and nowhere else; nothing is written in them.
 */

/** "recall/2" to "recall:2"; every other text as it is. */
export const metricIdOf = (text: string): string => text.replace(/^([A-Za-z0-9]+)\/(\d+)$/, "$1:$2");

/** Reasons of stored measures by metric, each under its id. */
export function reasonsById<R>(reasons: Readonly<Record<string, R>>): Readonly<Record<string, R>> {
  return Object.keys(reasons).some((key) => key.includes("/"))
    ? Object.fromEntries(Object.entries(reasons).map(([key, reason]) => [metricIdOf(key), reason]))
    : reasons;
}
