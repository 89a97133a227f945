/*
 * @file Four float64 beside four float32: for exponents and logarithms that a gamma multiplies, as it would their rounding.
 * Reads and writes: nothing.
 */
#pragma once
#include "elementary.h"

/* Lanes 0, 1 and 2, 3. */
typedef struct {
  v128_t low, high;
} d4;

INLINE d4 widen(f4 x) { return (d4){wasm_f64x2_promote_low_f32x4(x), wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle(x, x, 2, 3, 0, 1))}; }
INLINE f4 narrow(d4 x) { return wasm_i32x4_shuffle(wasm_f32x4_demote_f64x2_zero(x.low), wasm_f32x4_demote_f64x2_zero(x.high), 0, 1, 4, 5); }
INLINE d4 wide_load(const double *p) { return (d4){wasm_v128_load(p), wasm_v128_load(p + 2)}; }
INLINE d4 wide_splat(double x) { return (d4){wasm_f64x2_splat(x), wasm_f64x2_splat(x)}; }
INLINE d4 wide_add(d4 a, d4 b) { return (d4){wasm_f64x2_add(a.low, b.low), wasm_f64x2_add(a.high, b.high)}; }
INLINE d4 wide_sub(d4 a, d4 b) { return (d4){wasm_f64x2_sub(a.low, b.low), wasm_f64x2_sub(a.high, b.high)}; }
INLINE d4 wide_mul(d4 a, d4 b) { return (d4){wasm_f64x2_mul(a.low, b.low), wasm_f64x2_mul(a.high, b.high)}; }
/* The larger of x and 0; a NaN stays. */
INLINE d4 wide_ramp(d4 x) { return (d4){wasm_f64x2_pmax(x.low, wasm_f64x2_splat(0)), wasm_f64x2_pmax(x.high, wasm_f64x2_splat(0))}; }
INLINE i4 wide_below(d4 a, d4 b) { return wasm_i32x4_shuffle(wasm_f64x2_lt(a.low, b.low), wasm_f64x2_lt(a.high, b.high), 0, 2, 4, 6); }
/* By a mask of four float32. */
INLINE d4 wide_pick(i4 mask, d4 yes, d4 no) {
  return (d4){wasm_v128_bitselect(yes.low, no.low, wasm_i32x4_shuffle(mask, mask, 0, 0, 1, 1)),
              wasm_v128_bitselect(yes.high, no.high, wasm_i32x4_shuffle(mask, mask, 2, 2, 3, 3))};
}

/* e^x for x <= 0; a float32 of x alone would be wrong by half a unit of x, which at -80 is 32 units of the result. */
INLINE f4 exp_wide(d4 x) {
  f4 near = narrow(x);
  f4 power = exp_of(near);
  return add(power, mul(power, narrow(wide_sub(x, widen(near)))));
}

/* log x for normal x > 0; NaN and infinity stay. */
INLINE d4 log_wide(f4 x) {
  i4 bits = wasm_i32x4_sub(x, wasm_i32x4_splat(0x3f3504f3)); /* as in log_of */
  i4 e = wasm_i32x4_shr(bits, 23);
  f4 mantissa = wasm_i32x4_sub(x, wasm_i32x4_shl(e, 23));
  f4 part = log_series(sub(mantissa, splat(1.0f)), splat(0.0f));
  part = pick(wasm_f32x4_lt(x, splat(__builtin_inff())), part, x);
  return wide_add(widen(part), wide_mul(widen(wasm_f32x4_convert_i32x4(e)), wide_splat(0.693147180559945309)));
}
