/**
 * @file The dropout mask of dropout.ts as graph operations on uint32: the same hash, bit for bit, on every device.
 * Integer arithmetic only, so no device can round it differently.
 */
import { dropBelow } from "../dropout.ts";
import type { Value } from "./graph.ts";
import type { Operations } from "./operations.ts";

const COUNTER_STEP = 0x9e3779b1;

const word = (o: Operations, value: number): Value => o.graph.constant(Uint32Array.of(value), []);
/** t ^ (t >>> bits). */
const foldBits = (o: Operations, t: Value, bits: number): Value => o.binary("BitwiseXor", t, o.binary("RightShift", t, word(o, bits)));

/**
 * @param keys uint32 [k, 1, 1]: `layerKey` of each run at this step. @param rows of a batch. @param width of the layer.
 * @returns float32 [k, rows, width]: 1 where a unit is kept, 0 where it is dropped.
 */
export function keptNodes(o: Operations, keys: Value, rows: number, width: number, rate: number): Value {
  const counters = Uint32Array.from({ length: rows * width }, (_, counter) => Math.imul(counter, COUNTER_STEP));
  let t = o.add(o.graph.constant(counters, [1, rows, width]), keys);
  t = o.mul(foldBits(o, t, 16), word(o, 0x21f0aaad));
  t = o.mul(foldBits(o, t, 15), word(o, 0x735a2d97));
  const hash = o.binary("RightShift", foldBits(o, t, 15), word(o, 8));
  // 24 bits are exact in float32, and comparisons of uint32 are missing on some devices.
  return o.cast(o.compare("GreaterEqual", o.cast(hash, "float32"), o.graph.scalar(dropBelow(rate))), "float32");
}
