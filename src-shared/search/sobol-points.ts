/**
 * @file Points of the Sobol sequence: of every power of two of them, each axis is met evenly, and so are all axes together.
 * Source: Sobol 1967; direction numbers of Joe and Kuo 2008 (new-joe-kuo-6.21201); order of Antonov and Saleev 1979 (Gray code).
 */

/** Degree s, polynomial a and first direction numbers m of each axis after the first. */
const DIRECTIONS: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
];
export const SOBOL_AXES = DIRECTIONS.length + 1;
const BITS = 32;

/** uint32 [BITS]: the digit of an axis that changes with each bit of the index. */
function directionsOf(axis: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (axis === 0) return v.map((_, bit) => 2 ** (BITS - 1 - bit));
  const [s, a, m] = DIRECTIONS[axis - 1]!;
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < s) {
      v[bit] = m[bit]! * 2 ** (BITS - 1 - bit);
      continue;
    }
    let value = v[bit - s]! ^ (v[bit - s]! >>> s);
    for (let k = 1; k < s; k++) if ((a >>> (s - 1 - k)) & 1) value ^= v[bit - k]!;
    v[bit] = value >>> 0;
  }
  return v;
}

/**
 * @param axes 1 to {@link SOBOL_AXES}. @param shifts uint32 [axes], added digit by digit (without carry): keeps the evenness, makes another set.
 * @returns without end, each point in [0, 1)^axes; without shifts the first is 0.
 */
export function* sobolPoints(axes: number, shifts?: readonly number[]): Generator<number[]> {
  const directions = Array.from({ length: axes }, (_, axis) => directionsOf(axis));
  const x = new Uint32Array(axes);
  for (let index = 0; ; index++) {
    yield Array.from(x, (digit, axis) => ((digit ^ (shifts?.[axis] ?? 0)) >>> 0) / 2 ** BITS);
    // The lowest bit of the index that is 0.
    const bit = 31 - Math.clz32(~index & (index + 1));
    for (let axis = 0; axis < axes; axis++) x[axis]! ^= directions[axis]![bit]!;
  }
}
