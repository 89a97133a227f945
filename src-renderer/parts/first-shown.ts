/** @file What a long list of choices holds before somebody turns to it. Reads: its arguments. */

/** The widest ones give the field its width. */
const WIDEST = 20;

/** @returns the chosen option and those with the longest labels, in their order. */
export function firstShown<O extends { readonly value: string; readonly label: string }>(options: readonly O[], value: string): O[] {
  const longest = new Set(options.toSorted((a, b) => b.label.length - a.label.length).slice(0, WIDEST));
  return options.filter((option) => option.value === value || longest.has(option));
}
