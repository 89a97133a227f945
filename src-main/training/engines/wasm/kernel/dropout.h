/*
 * @file The dropout masks of dropout.ts.
 * Reads: the run's key. Writes: activations of a hidden layer.
 */
#pragma once
#include "structures.h"
#include "vectors.h"

INLINE uint32_t mix(uint32_t x) {
  x ^= x >> 16;
  x *= 0x21f0aaadu;
  x ^= x >> 15;
  x *= 0x735a2d97u;
  return x ^ x >> 15;
}

INLINE i4 mix4(i4 x) {
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 16));
  x = wasm_i32x4_mul(x, wasm_i32x4_splat(0x21f0aaad));
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 15));
  x = wasm_i32x4_mul(x, wasm_i32x4_splat(0x735a2d97));
  return wasm_v128_xor(x, wasm_u32x4_shr(x, 15));
}

/* Rows are counted from the start of the batch: `first` is that of the block. */
static void drop(const Net *net, const Run *run, uint32_t step, int layer, int first, int rows) {
  const int width = net->widths[layer + 1], stride = net->strides[layer + 1];
  float *h = net->activations[layer + 1];
  const uint32_t key = mix(mix(run->drop_key + step * 0x9e3779b9u) ^ (uint32_t)(layer + 1) * 0x85ebca6bu);
  const i4 below = wasm_i32x4_splat((int32_t)net->drop_below);
  const f4 scale = splat(net->drop_scale);
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < width; j += 4) {
      i4 counter = lanes_from((first + r) * width + j);
      i4 hash = wasm_u32x4_shr(mix4(wasm_i32x4_add(wasm_i32x4_mul(counter, wasm_i32x4_splat((int32_t)0x9e3779b1u)), wasm_i32x4_splat((int32_t)key))), 8);
      float *at = h + r * stride + j;
      store(at, wasm_v128_and(wasm_i32x4_ge(hash, below), mul(load(at), scale)));
    }
}
