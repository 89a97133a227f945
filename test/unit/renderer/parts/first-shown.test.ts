import { expect, it } from "vitest";
import { firstShown } from "../../../../src-renderer/parts/first-shown.ts";

it("a long list of choices holds the chosen one and the widest, in their order", () => {
  const options = Array.from({ length: 300 }, (_, i) => ({ value: String(i), label: "x".repeat(i % 30) }));
  const shown = firstShown(options, "60");
  expect(shown.map((o) => o.value)).toContain("60");
  // Ten of 29 characters, ten of 28.
  expect(shown.filter((o) => o.label.length >= 28)).toHaveLength(20);
  expect(shown).toHaveLength(21);
  expect(shown.map((o) => Number(o.value))).toEqual(shown.map((o) => Number(o.value)).toSorted((a, b) => a - b));
});
