/*
 * @file exp, log and log1p of four float32; polynomials of Cephes (Moshier), expf.c and logf.c, without its branches.
 * Reads and writes: nothing.
 */
#pragma once
#include "vectors.h"

/* e^r - 1 for |r| <= ln 2 / 2. */
INLINE f4 exp_series(f4 r) {
  f4 y = MADD(splat(1.9875691500e-4f), r, splat(1.3981999507e-3f));
  y = MADD(y, r, splat(8.3334519073e-3f));
  y = MADD(y, r, splat(4.1665795894e-2f));
  y = MADD(y, r, splat(1.6666665459e-1f));
  y = MADD(y, r, splat(5.0000001201e-1f));
  return MADD(mul(y, r), r, r);
}

/*
 * e^x for x <= 0, to 1.5 units in the last place; 0 below -87.3, where float32 would become subnormal: a processor takes some
 * 150 cycles for one of those, and every masked class and every easy sample of a high gamma would be one. NaN stays.
 */
INLINE f4 exp_of(f4 x) {
  const i4 tiny = wasm_f32x4_lt(x, splat(-87.3f));
  x = at_least(x, -87.3f);
  /* Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits. */
  const f4 magic = splat(12582912.0f);
  f4 shifted = add(mul(x, splat(1.44269504f)), magic);
  f4 n = sub(shifted, magic);
  /* ln 2 in two parts: the first has 10 bits, so its product with n is exact. */
  f4 r = sub(x, mul(n, splat(0.693359375f)));
  r = sub(r, mul(n, splat(-2.12194440e-4f)));
  f4 y = add(exp_series(r), splat(1.0f));
  f4 power = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_sub(shifted, magic), wasm_i32x4_splat(127)), 23);
  return wasm_v128_andnot(mul(y, power), tiny);
}

/* 1 - e^-x for x >= 0, near 0 too. NaN stays. */
INLINE f4 rise_of(f4 x) {
  f4 minus = wasm_f32x4_neg(x);
  return pick(wasm_f32x4_lt(x, splat(0.34f)), wasm_f32x4_neg(exp_series(minus)), sub(splat(1.0f), exp_of(minus)));
}

/* log(1 + f) + e ln 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1]. */
INLINE f4 log_series(f4 f, f4 e) {
  f4 z = mul(f, f);
  f4 y = MADD(splat(7.0376836292e-2f), f, splat(-1.1514610310e-1f));
  y = MADD(y, f, splat(1.1676998740e-1f));
  y = MADD(y, f, splat(-1.2420140846e-1f));
  y = MADD(y, f, splat(1.4249322787e-1f));
  y = MADD(y, f, splat(-1.6668057665e-1f));
  y = MADD(y, f, splat(2.0000714765e-1f));
  y = MADD(y, f, splat(-2.4999993993e-1f));
  y = MADD(y, f, splat(3.3333331174e-1f));
  y = mul(mul(y, f), z);
  y = MADD(e, splat(-2.12194440e-4f), y);
  y = MADD(z, splat(-0.5f), y);
  return MADD(e, splat(0.693359375f), add(f, y));
}

/* log x for normal x > 0; NaN stays. */
INLINE f4 log_of(f4 x) {
  i4 bits = wasm_i32x4_sub(x, wasm_i32x4_splat(0x3f3504f3)); /* sqrt(1/2): mantissas from there to sqrt(2) */
  i4 e = wasm_i32x4_shr(bits, 23);
  f4 mantissa = wasm_i32x4_sub(x, wasm_i32x4_shl(e, 23));
  f4 result = log_series(sub(mantissa, splat(1.0f)), wasm_f32x4_convert_i32x4(e));
  return pick(wasm_f32x4_lt(x, splat(__builtin_inff())), result, x);
}

/* log(1 + t) for t in [0, 1]: never through a rounded 1 + t. NaN stays. */
INLINE f4 log1p_of(f4 t) {
  i4 large = wasm_f32x4_gt(t, splat(0.41421356f));
  f4 f = pick(large, mul(sub(t, splat(1.0f)), splat(0.5f)), t);
  return log_series(f, wasm_v128_and(large, splat(1.0f)));
}
