/**
 * @file Which units dropout keeps: a counter-based hash, so that every engine draws the same mask without sending any.
 *
 * Unit u of batch row r in a hidden layer of width w has the counter r * w + u. The key depends on run seed, optimiser step and layer.
 */

const GOLDEN = 0x9e3779b9;

/** 32-bit finaliser of low bias. Source: Mulvey 2016 (splitmix32 constants), as in src-shared/numbers/random.ts. */
function mix(x: number): number {
  let t = x ^ (x >>> 16);
  t = Math.imul(t, 0x21f0aaad);
  t ^= t >>> 15;
  t = Math.imul(t, 0x735a2d97);
  return (t ^ (t >>> 15)) >>> 0;
}

/** Key of one run. @param seed integer from 0 to 2^53-1. */
export function runKey(seed: number): number {
  return mix((seed >>> 0) ^ mix(Math.floor(seed / 0x1_0000_0000) ^ 0x64726f70));
}

/** Key of one hidden layer at one step. @param step optimiser steps taken before this one. @param layer from 0, input side first. */
export function layerKey(key: number, step: number, layer: number): number {
  return mix((mix((key + Math.imul(step, GOLDEN)) >>> 0) ^ Math.imul(layer + 1, 0x85ebca6b)) >>> 0);
}

/** Units whose hash, shifted to 24 bits, is below this are dropped. @param rate in [0, 1). */
export function dropBelow(rate: number): number {
  return Math.round(rate * 0x100_0000);
}

/** Is the unit with this counter kept? Kept activations are multiplied by 1 / (1 - rate). Source: Srivastava et al. 2014, inverted form. */
export function isKept(key: number, counter: number, threshold: number): boolean {
  return mix((Math.imul(counter, 0x9e3779b1) + key) >>> 0) >>> 8 >= threshold;
}
