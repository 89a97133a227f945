/** @file Integers that come one by one, four bytes each: an array of the engine takes eight and ends at 2^27. */

export class IntList {
  #ints = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#ints.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#ints);
      this.#ints = larger;
    }
    this.#ints[this.length++] = value;
  }

  /** int32 [length]; a view that later pushes may leave behind. */
  array(): Int32Array {
    return this.#ints.subarray(0, this.length);
  }
}
