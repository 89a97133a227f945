/** @file Numbers by 64-bit hash in typed arrays: eight or twelve bytes an entry, and no limit of the engine, whose own sets end at 2^24 entries. */

/** Tables by the first bits of the hash: each grows by itself, so that never more than a small part is held twice. */
const SHARD_BITS = 5;
const FIRST_SLOTS = 64;
/** Share of the slots that may be taken. */
const FULL = 0.75;

/** Open addressing; a pair of noughts is an empty slot. */
class Shard {
  /** uint32 [2 * slots]. */
  pairs = new Uint32Array(2 * FIRST_SLOTS);
  /** int32 [slots], or empty where nothing is to be looked up. */
  values: Int32Array;
  size = 0;

  constructor(withValues: boolean) {
    this.values = new Int32Array(withValues ? FIRST_SLOTS : 0);
  }

  place(x: number, y: number, value: number): number | null {
    const { pairs, values } = this;
    const mask = pairs.length / 2 - 1;
    for (let slot = (y ^ (x >>> 7)) & mask; ; slot = (slot + 1) & mask) {
      const a = pairs[2 * slot]!;
      const b = pairs[2 * slot + 1]!;
      if (a === x && b === y) return values.length > 0 ? values[slot]! : 0;
      if (a !== 0 || b !== 0) continue;
      pairs[2 * slot] = x;
      pairs[2 * slot + 1] = y;
      if (values.length > 0) values[slot] = value;
      if (++this.size > FULL * (mask + 1)) this.#rebuild(2 * (mask + 1), () => true);
      return null;
    }
  }

  /** Keeps the hashes that satisfy a test. */
  retain(test: (x: number) => boolean): void {
    this.#rebuild(this.pairs.length / 2, test);
  }

  #rebuild(slots: number, test: (x: number) => boolean): void {
    const { pairs, values } = this;
    this.pairs = new Uint32Array(2 * slots);
    if (values.length > 0) this.values = new Int32Array(slots);
    this.size = 0;
    for (let slot = 0; slot < pairs.length / 2; slot++) {
      const x = pairs[2 * slot]!;
      const y = pairs[2 * slot + 1]!;
      if ((x !== 0 || y !== 0) && test(x)) this.place(x, y, values[slot] ?? 0);
    }
  }
}

export class HashTable {
  readonly #shards: readonly Shard[];

  /** @param withValues else only whether a hash is there can be asked. */
  constructor(withValues: boolean) {
    this.#shards = Array.from({ length: 1 << SHARD_BITS }, () => new Shard(withValues));
  }

  get size(): number {
    return this.#shards.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * @param x, y the halves of the hash, as int32 or uint32; two noughts are taken for 0 and 1. @param value int32.
   * @returns null where the hash is new and now has `value`; else the value it has (0 without values).
   */
  place(x: number, y: number, value = 0): number | null {
    return this.#shards[x >>> (32 - SHARD_BITS)]!.place(x >>> 0, x === 0 && y === 0 ? 1 : y >>> 0, value);
  }

  /** Keeps the hashes whose first half satisfies a test. */
  retain(test: (x: number) => boolean): void {
    for (const shard of this.#shards) shard.retain(test);
  }
}
