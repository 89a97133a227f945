/** @file Numbers as the store keeps them: SQLite stores NaN as NULL, so a number that is not finite is stored as its kind. */

export type NumberKind = "finite" | "nan" | "+inf" | "-inf";

export function splitKind(value: number): { value: number | null; kind: NumberKind } {
  if (Number.isFinite(value)) return { value, kind: "finite" };
  return { value: null, kind: Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf" };
}
