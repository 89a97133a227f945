/*
 * @file Names for the vector instructions that every part of the kernel uses.
 * Reads and writes: nothing. RELAXED: one rounding for a*b+c where the processor has it; else plain SIMD128.
 */
#pragma once
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
/* A function of its own: with all losses in one, what the compiler of the runtime made of the short ones was 1 % slower. */
#define APART static __attribute__((noinline))
/* The smallest normal float32 is 2^-126. */
#define SMALLEST 1.17549435e-38f

typedef v128_t f4;
typedef v128_t i4;

#ifdef RELAXED
#define MADD(a, b, c) wasm_f32x4_relaxed_madd(a, b, c)
#else
#define MADD(a, b, c) wasm_f32x4_add(wasm_f32x4_mul(a, b), c)
#endif

INLINE f4 load(const float *p) { return wasm_v128_load(p); }
INLINE void store(float *p, f4 v) { wasm_v128_store(p, v); }
INLINE f4 splat(float x) { return wasm_f32x4_splat(x); }
INLINE f4 add(f4 a, f4 b) { return wasm_f32x4_add(a, b); }
INLINE f4 sub(f4 a, f4 b) { return wasm_f32x4_sub(a, b); }
INLINE f4 mul(f4 a, f4 b) { return wasm_f32x4_mul(a, b); }
/* The larger of x and a constant; a NaN in x stays NaN (pmax takes its first argument unless that is smaller). */
INLINE f4 at_least(f4 x, float low) { return wasm_f32x4_pmax(x, splat(low)); }
INLINE f4 pick(i4 mask, f4 yes, f4 no) { return wasm_v128_bitselect(yes, no, mask); }
/* 0 where x is subnormal. NaN stays. */
INLINE f4 flush(f4 x) { return wasm_v128_andnot(x, wasm_f32x4_lt(wasm_f32x4_abs(x), splat(SMALLEST))); }
INLINE int pad(int width) { return (width + 3) & ~3; }

INLINE i4 lanes_from(int first) { return wasm_i32x4_add(wasm_i32x4_make(0, 1, 2, 3), wasm_i32x4_splat(first)); }

/* pmax is one instruction; that it may lose a NaN does no harm where the NaN comes back with the next use. */
INLINE float largest(f4 v) {
  f4 a = wasm_f32x4_pmax(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(wasm_f32x4_pmax(a, wasm_i32x4_shuffle(a, a, 1, 0, 3, 2)), 0);
}

INLINE float total(f4 v) {
  f4 a = add(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(add(a, wasm_i32x4_shuffle(a, a, 1, 0, 3, 2)), 0);
}
