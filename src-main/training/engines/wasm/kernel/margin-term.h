/*
 * @file The focal term f(m) = (1-p)^g -log p + poly (1-p)^(g+1), p = sigmoid(m), of which all losses are made: written once here, for two
 * precisions.
 * Reads and writes: nothing. Float64 twin: src-shared/loss/row-loss.ts.
 */
#pragma once
#include "wide.h"

typedef struct {
  f4 value;
  f4 pull;        /* slope by the margin / (1-p): finite where 1-p underflows */
  f4 p, rest;     /* p and 1-p */
  f4 minus_log_q; /* -log(1-p) */
} Term;

/* p and 1-p of a margin, -log of the larger of both, and e^-|m|. */
typedef struct {
  f4 p, rest, tail, fade;
  i4 right; /* p >= 1/2 */
} Odds;

INLINE Odds odds_of(f4 margin) {
  Odds o;
  o.fade = exp_of(wasm_f32x4_neg(wasm_f32x4_abs(margin)));
  o.tail = log1p_of(o.fade);
  f4 larger = wasm_f32x4_div(splat(1.0f), add(splat(1.0f), o.fade));
  f4 smaller = mul(o.fade, larger);
  o.right = wasm_f32x4_ge(margin, splat(0.0f));
  o.p = pick(o.right, larger, smaller);
  o.rest = pick(o.right, smaller, larger);
  return o;
}

/*
 * The short path, poly 0: all in float32, where the plain losses spend their time. Value and slope by the margin, both times weight.
 * Source: Lin et al. 2017, appendix B.
 */
INLINE void focal(f4 margin, f4 gamma, f4 weight, f4 *value, f4 *slope) {
  Odds o = odds_of(margin);
  f4 minus_log_p = add(at_least(wasm_f32x4_neg(margin), 0.0f), o.tail);
  f4 minus_log_q = add(at_least(margin, 0.0f), o.tail);
  f4 focus = mul(weight, exp_of(wasm_f32x4_neg(mul(gamma, minus_log_q))));
  *value = mul(focus, minus_log_p);
  *slope = wasm_f32x4_neg(mul(focus, MADD(mul(gamma, o.p), minus_log_p, o.rest)));
}

/* The longer losses: exponents in float64, and the slope as a pull that stays finite. */
INLINE Term term_of(d4 margin, d4 gamma, float poly) {
  f4 m = narrow(margin), g = narrow(gamma), one = splat(1.0f);
  Odds o = odds_of(m);
  f4 minus_log_p = add(at_least(wasm_f32x4_neg(m), 0.0f), o.tail);
  d4 minus_log_q = wide_add(wide_ramp(margin), widen(o.tail));
  f4 focus = exp_wide(wide_mul(wide_sub(wide_splat(0), gamma), minus_log_q));
  /* -log p / (1-p): 1 where both underflow. */
  f4 of_right = pick(wasm_f32x4_gt(o.fade, splat(0.0f)), wasm_f32x4_div(o.tail, o.fade), one);
  f4 ratio = mul(pick(o.right, of_right, minus_log_p), add(one, o.fade));
  f4 inner = MADD(mul(splat(poly), add(g, one)), o.p, one);
  f4 pull = wasm_f32x4_neg(mul(focus, MADD(mul(g, o.p), ratio, inner)));
  return (Term){mul(focus, MADD(splat(poly), o.rest, minus_log_p)), pull, o.p, o.rest, narrow(minus_log_q)};
}
