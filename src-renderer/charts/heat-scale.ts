/** @file Where the numbers beside a colour bar stand. */

/** Numbers beside the bar need so many pixels each. */
const BAR_LABEL = 15;

/**
 * Ends and middle of the scale beside the bar, as many as have room.
 * @param height of the bar in pixels. @returns centres of the texts, from the top of the bar; on a single low row they reach beyond it.
 */
export function barLabels([low, high]: readonly [number, number], height: number): { value: number; y: number }[] {
  if (low >= high) return [{ value: low, y: height / 2 }];
  const room = height / BAR_LABEL;
  const inset = room < 2 ? (height - BAR_LABEL) / 2 : 6;
  const values = room >= 3 ? [high, (low + high) / 2, low] : [high, low];
  return values.map((value, i) => ({ value, y: inset + ((height - 2 * inset) * i) / (values.length - 1) }));
}
