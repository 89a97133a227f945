/*
 * @file The longer one-vs-rest losses: two gammas, clip, Poly-1, weights of rows (sigmoid-terms), smoothed targets (sigmoid-soft).
 * Reads: logits. Writes: the gradient in their place. Formulas: src-shared/loss/run-loss.ts; float64 twin: src-shared/loss/row-loss.ts.
 */
#pragma once
#include "margin-term.h"
#include "structures.h"

typedef struct {
  f4 value, slope;
} Part;

/* Focal term of the probability lowered by clip > 0; 0 where nothing is left of it. Source: Ridnik et al. 2021, asymmetric loss. */
INLINE Part clipped_negative(const Terms *t, f4 x, Odds o) {
  const f4 clip = splat((float)t->clip), gamma = splat((float)t->gamma_other), poly = splat((float)t->poly), one = splat(1.0f);
  f4 beyond = narrow(wide_sub(widen(x), wide_splat(t->logit)));
  i4 open = wasm_f32x4_gt(beyond, splat(0.0f));
  /* p - clip as a product: sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - e^(b-a)). */
  f4 left = pick(open, mul(mul(o.p, splat((float)(1 - t->clip))), rise_of(beyond)), one);
  f4 rest = add(o.rest, clip); /* 1 - left */
  f4 small = log_series(wasm_f32x4_neg(left), splat(0.0f));
  f4 minus_log = wasm_f32x4_neg(pick(wasm_f32x4_lt(left, splat(0.29f)), small, log_of(rest)));
  f4 focus = exp_wide(wide_mul(wide_splat(t->gamma_other), log_wide(left)));
  f4 slope = add(wasm_f32x4_div(mul(gamma, minus_log), left), wasm_f32x4_div(one, rest));
  slope = MADD(poly, add(gamma, one), slope);
  /* A NaN is not closed. */
  i4 closed = wasm_f32x4_le(beyond, splat(0.0f));
  f4 value = mul(focus, MADD(poly, left, minus_log));
  return (Part){wasm_v128_andnot(value, closed), wasm_v128_andnot(mul(mul(focus, slope), mul(o.p, o.rest)), closed)};
}

/* Focal loss of a target s = y (1-e) + e/2. Source: torchvision.ops.sigmoid_focal_loss. */
INLINE Part soft_target(const Terms *t, f4 x, i4 positive) {
  const f4 gamma = splat((float)t->gamma), half = splat((float)(t->smoothing / 2)), most = splat((float)(1 - t->smoothing / 2));
  f4 s = pick(positive, most, half), other = pick(positive, half, most);
  Odds o = odds_of(x);
  f4 to_one = mul(o.p, other), to_zero = mul(o.rest, s);
  f4 miss = add(to_one, to_zero); /* 1 - p_t */
  f4 up = add(at_least(x, 0.0f), o.tail), down = add(at_least(wasm_f32x4_neg(x), 0.0f), o.tail);
  f4 entropy = MADD(s, down, mul(other, up));
  f4 focus = exp_wide(wide_mul(wide_splat(t->gamma), log_wide(miss)));
  /* p - s as a product, see clipped_negative: the difference of nearly equal numbers has no digits. */
  f4 beyond = narrow(wide_sub(widen(x), wide_pick(positive, wide_splat(t->logit), wide_splat(-t->logit))));
  i4 over = wasm_f32x4_gt(beyond, splat(0.0f));
  f4 size = mul(pick(over, to_one, to_zero), rise_of(wasm_f32x4_abs(beyond)));
  f4 error = pick(over, size, wasm_f32x4_neg(size));
  f4 bend = mul(mul(gamma, sub(other, s)), wasm_f32x4_div(mul(mul(o.p, o.rest), entropy), miss));
  return (Part){mul(entropy, focus), mul(focus, add(error, bend))};
}

/* @param soft which of both. One output: a sample is positive when it is of the positive class. */
INLINE double sigmoid_rows(const int soft, const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
  const Terms *t = run->terms;
  const double half = t->smoothing / 2;
  const double at_positive = soft ? run->positive * (1 - half) + run->negative * half : run->positive;
  const double at_negative = soft ? run->positive * half + run->negative * (1 - half) : run->negative;
  double loss = 0;
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    const double row_weight = run->weights[labels[r]];
    const f4 one_weight = splat((float)(row_weight * at_positive)), zero_weight = splat((float)(row_weight * at_negative));
    i4 label = wasm_i32x4_splat(outputs > 1 ? labels[r] : labels[r] == run->positive_class ? 0 : -1);
    for (int j = 0; j < pad(outputs); j += 4) {
      i4 lane = lanes_from(j);
      i4 inside = wasm_i32x4_lt(lane, wasm_i32x4_splat(outputs));
      i4 positive = wasm_i32x4_eq(lane, label);
      f4 x = load(row + j);
      Part part;
      if (soft) part = soft_target(t, x, positive);
      else {
        f4 sign = pick(positive, splat(1.0f), splat(-1.0f));
        d4 gamma = wide_pick(positive, wide_splat(t->gamma), wide_splat(t->gamma_other));
        Term term = term_of(widen(mul(x, sign)), gamma, (float)t->poly);
        part = (Part){term.value, mul(sign, mul(term.pull, term.rest))};
        if (t->clip > 0) {
          Part clipped = clipped_negative(t, x, odds_of(x));
          part = (Part){pick(positive, part.value, clipped.value), pick(positive, part.slope, clipped.slope)};
        }
      }
      f4 weight = wasm_v128_and(inside, pick(positive, one_weight, zero_weight));
      store(row + j, mul(mul(part.slope, weight), splat(share)));
      loss += total(mul(part.value, weight));
    }
  }
  return loss;
}

APART double sigmoid_terms_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
  return sigmoid_rows(0, run, z, stride, outputs, labels, rows, share);
}
APART double sigmoid_soft_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
  return sigmoid_rows(1, run, z, stride, outputs, labels, rows, share);
}

/* Factor on the loss of every row of a step, whose sum is then divided by its rows. @param order the rows of the step. */
static double reduction_factor(const Net *net, const Run *run, const int32_t *order, int rows) {
  const int outputs = net->widths[net->layers];
  if (run->reduction == CELL_MEAN) return 1.0 / outputs;
  if (run->reduction == SUM) return rows;
  /* With one output per class every row has one positive target. */
  if (run->reduction == ROW_MEAN || outputs > 1) return 1;
  int foreground = 0;
  for (int r = 0; r < rows; r++) foreground += net->y[order[r]] == run->positive_class;
  return (double)rows / (foreground > 1 ? foreground : 1);
}
