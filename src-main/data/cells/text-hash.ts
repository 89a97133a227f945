/** @file A 64-bit hash of a text, as two halves. Reads: texts. Writes: the arrays it is given. */

/** Writes the halves to `a[at]` and `b[at]`. */
export function hashText(text: string, a: Int32Array, b: Int32Array, at: number): void {
  let x = 0x811c9dc5;
  let y = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    x = Math.imul(x ^ code, 0x01000193);
    y = Math.imul(y ^ code, 0x5bd1e995);
    y ^= y >>> 15;
  }
  a[at] = x ^ (x >>> 15);
  b[at] = y;
}
