/**
 * @file Matrix products of a stack: [K, a, b] times [K, b, c].
 * Which of the two a backend uses is fixed (backend.ts), never timed at run time:
 * the two round differently, and a run resumed after a restart must meet the same one.
 */
import type * as TfjsCore from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";

export type TfCore = typeof TfjsCore;

/** @param a [K or 1, rows, inner], before transposition; 1 is shared by all runs. @param b [K, inner, columns], before transposition. */
export type StackMatMul = (a: Tensor3D, b: Tensor3D, transposeA?: boolean, transposeB?: boolean) => Tensor3D;

/** One kernel call for all runs. */
export function batchedMatMul(tf: TfCore): StackMatMul {
  return (a, b, transposeA = false, transposeB = false) => tf.matMul(a, b, transposeA, transposeB);
}

/**
 * One rank-2 product per run with explicit transposition, for wasm: only that form reaches XNNPACK, the batched one is a scalar loop.
 * It also gives a run the same bits at every K. Call inside tidy.
 */
export function loopedMatMul(tf: TfCore): StackMatMul {
  // Activations and weights are met twice, forward and backward. Keys die with their tidy.
  const known = new WeakMap<Tensor3D, Tensor2D[]>();
  const matricesOf = (stack: Tensor3D): Tensor2D[] => {
    const made = known.get(stack);
    if (made) return made;
    const [count, rows, columns] = stack.shape;
    // Not tf.unstack: each of its K slices copies the whole stack out of the wasm heap, which is quadratic in K.
    const values = stack.dataSync();
    const matrices = Array.from({ length: count }, (_, k) => tf.tensor2d(values.subarray(k * rows * columns, (k + 1) * rows * columns), [rows, columns]));
    known.set(stack, matrices);
    return matrices;
  };
  return (a, b, transposeA = false, transposeB = false) => {
    const left = matricesOf(a);
    const products = matricesOf(b).map((y, k) => {
      const x = left[left.length === 1 ? 0 : k]!;
      return tf.matMul(transposeA ? tf.transpose(x) : x, transposeB ? tf.transpose(y) : y);
    });
    return tf.stack(products) as Tensor3D;
  };
}
