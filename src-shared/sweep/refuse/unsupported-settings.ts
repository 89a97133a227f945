/**
 * @file What other code has and Focaldesk has not, in a sweep file: an alpha per class under sigmoid, soft targets. Refused with what to write instead.
 * Reads: unknown JSON.
 */
import { AppError } from "../../errors/errors.ts";

const SOFT = /^soft[_-]?(targets?|labels?)$|^targets?$/i;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object that is no range, or a list inside a list: numbers by class. A list of numbers is an axis. */
function isPerClass(alpha: unknown): boolean {
  if (Array.isArray(alpha)) return alpha.some((item) => Array.isArray(item) || isPerClass(item));
  return isObject(alpha) && !("from" in alpha || "to" in alpha || "step" in alpha);
}

/** @throws AppError `sweep/class-alpha`, `sweep/soft-targets`. */
export function refuseUnsupported(input: unknown): void {
  if (!isObject(input)) return;
  const losses = Array.isArray(input["losses"]) ? (input["losses"] as unknown[]) : [];
  for (const [index, loss] of losses.entries()) {
    if (!isObject(loss) || loss["family"] !== "focal-sigmoid" || !isPerClass(loss["alpha"])) continue;
    throw new AppError("sweep/class-alpha", { where: `“losses.${index}.alpha”`, alpha: JSON.stringify(loss["alpha"]).replaceAll(",", ", ") });
  }
  const places: readonly (readonly [string, unknown])[] = [
    ["", input],
    ["dataset.", input["dataset"]],
    ["training.", input["training"]],
    ...losses.map((loss, index) => [`losses.${index}.`, loss] as const),
  ];
  for (const [where, place] of places) {
    const key = isObject(place) && Object.keys(place).find((name) => SOFT.test(name));
    if (key) throw new AppError("sweep/soft-targets", { where: `“${where}${key}”` });
  }
}
