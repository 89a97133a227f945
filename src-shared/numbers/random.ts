/**
 * @file The one source of randomness: splits, initial weights and shuffles are equal on every engine and machine.
 * Reads: a seed and a stream name.
 *
 * tfjs treats seed 0 as unseeded and cannot seed `fit`'s shuffle, so nothing here comes from tfjs.
 * Every use has its own stream, so adding a draw to one never moves another.
 */

export interface Random {
  /** Uniform in [0, 1) with 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  gaussian(): number;
}

/** FNV-1a over the UTF-16 code units, 32 bits. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** SplitMix32: spreads a seed over the state of the main generator. Source: Steele et al. 2014, 32-bit constants of Mulvey. */
function splitMix32(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x9e3779b9) >>> 0;
    let t = a ^ (a >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
}

/**
 * A generator for (seed, stream, index).
 * @param seed integer >= 0, up to 2^53-1; 0 is a seed like any other.
 * @param stream what the numbers are for, e.g. "split", "init", "shuffle".
 * @param index e.g. the epoch of a shuffle; lets a resumed run rejoin without replaying earlier draws.
 * Source: xoshiro128** 1.1, Blackman and Vigna 2018.
 */
export function createRandom(seed: number, stream: string, index = 0): Random {
  const high = Math.floor(seed / 0x1_0000_0000);
  const mix = splitMix32((seed >>> 0) ^ Math.imul(high, 0x85ebca6b) ^ hashText(stream) ^ Math.imul(index, 0xc2b2ae35));
  let s0 = mix(),
    s1 = mix(),
    s2 = mix(),
    s3 = mix() | 1;
  let spare: number | null = null;
  const rotl = (x: number, k: number): number => ((x << k) | (x >>> (32 - k))) >>> 0;
  const nextUint = (): number => {
    const result = Math.imul(rotl(Math.imul(s1, 5) >>> 0, 7), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotl(s3 >>> 0, 11);
    return result;
  };
  const next = (): number => nextUint() / 0x1_0000_0000;
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    gaussian() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      // Box-Muller on (0, 1]: 1 - u avoids log(0).
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** A permutation of 0..n-1, Fisher-Yates. @returns int32 [n]. */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
