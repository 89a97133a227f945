/*
 * @file The longer softmax losses: scale, shift, margins, two gammas, Poly-1, label smoothing (src-shared/loss/run-loss.ts).
 * Reads: logits. Writes: the gradient in their place. Float64 twin: src-shared/loss/row-loss.ts.
 *
 * One class of each row stands apart: the label or, with smoothing, the largest. Its margin is taken against the others. With
 * smoothing these have p <= 1/2, so that 1-p needs no margin of its own.
 */
#pragma once
#include "margin-term.h"
#include "structures.h"

/* u of class j less its shift and scale: run-loss.ts. */
INLINE double shifted_logit(const Terms *t, const double *margins, const float *row, int j, int label) {
  return t->scale * ((double)row[j] - (j == label ? margins[j] : 0)) + t->by_class[j];
}

/* The class with the largest u, `skip` left out. */
static int highest(const Terms *t, const double *margins, const float *row, int outputs, int label, int skip) {
  int best = skip == 0;
  double top = shifted_logit(t, margins, row, best, label);
  for (int j = best + 1; j < outputs; j++) {
    const double u = shifted_logit(t, margins, row, j, label);
    if (j != skip && u > top) best = j, top = u;
  }
  return best;
}

/* Replaces logits by e^(u - top) and writes u - top to `below`; 0 and -infinity for the class apart and for padding. @returns the sum. */
INLINE float powers_of(const Terms *t, const double *margins, float *row, float *below, int outputs, int label, int apart, double top) {
  f4 sum = splat(0.0f);
  for (int j = 0; j < pad(outputs); j += 4) {
    i4 lane = lanes_from(j);
    i4 out = wasm_v128_or(wasm_i32x4_eq(lane, wasm_i32x4_splat(apart)), wasm_i32x4_ge(lane, wasm_i32x4_splat(outputs)));
    d4 margin = wide_pick(wasm_i32x4_eq(lane, wasm_i32x4_splat(label)), wide_load(margins + j), wide_splat(0));
    d4 u = wide_add(wide_mul(wide_splat(t->scale), wide_sub(widen(load(row + j)), margin)), wide_load(t->by_class + j));
    f4 distance = pick(out, splat(-__builtin_inff()), narrow(wide_sub(u, wide_splat(top))));
    f4 power = exp_of(distance);
    store(below + j, distance);
    store(row + j, power);
    sum = add(sum, power);
  }
  return total(sum);
}

/* The class apart of a row with smoothing, its weight included. */
typedef struct {
  float pull, p, rest;
  float portion; /* p of another class is its power times this */
  float base;    /* -log p of another class is this less its distance */
} Apart;

/* The classes beside the one apart, and the gradient of all. @returns the losses of these classes. */
static float smoothed_row(const Run *run, float *row, float *below, int outputs, int label, int apart, const Apart *a, float factor) {
  const Terms *t = run->terms;
  const f4 one = splat(1.0f), poly = splat((float)t->poly), common = splat((float)(t->smoothing / outputs));
  f4 values = splat(0.0f), pulls = splat(0.0f);
  for (int j = 0; j < pad(outputs); j += 4) {
    i4 lane = lanes_from(j);
    i4 inside = wasm_v128_andnot(wasm_i32x4_lt(lane, wasm_i32x4_splat(outputs)), wasm_i32x4_eq(lane, wasm_i32x4_splat(apart)));
    f4 at_label = wasm_v128_and(wasm_i32x4_eq(lane, wasm_i32x4_splat(label)), splat((float)(1 - t->smoothing)));
    f4 weight = mul(load(run->weights + j), add(common, at_label));
    f4 p = mul(load(row + j), splat(a->portion));
    f4 rest = sub(one, p);
    f4 minus_log_p = sub(splat(a->base), load(below + j)), minus_log_q = wasm_f32x4_neg(log_of(rest));
    i4 hard = wasm_f32x4_lt(sub(minus_log_q, minus_log_p), splat((float)t->hard_margin));
    f4 gamma = pick(hard, splat((float)t->gamma_other), splat((float)t->gamma));
    f4 focus = mul(weight, exp_of(wasm_f32x4_neg(mul(gamma, minus_log_q))));
    f4 inner = MADD(gamma, wasm_f32x4_div(minus_log_p, rest), mul(poly, add(gamma, one)));
    f4 pull = wasm_v128_and(inside, wasm_f32x4_neg(mul(focus, MADD(p, inner, one))));
    store(row + j, wasm_v128_and(inside, p));
    store(below + j, pull);
    values = add(values, wasm_v128_and(inside, mul(focus, MADD(poly, rest, minus_log_p))));
    pulls = add(pulls, pull);
  }
  const float others = total(pulls);
  const f4 all = splat(others + a->pull);
  for (int j = 0; j < pad(outputs); j += 4) store(row + j, mul(splat(factor), sub(load(below + j), mul(load(row + j), all))));
  row[apart] = factor * (a->pull * a->rest - a->p * others);
  return total(values);
}

/* @param below room for [rows, stride]. */
APART double softmax_terms_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share, float *below) {
  static double lead[MAX_ROWS];
  static int32_t apart[MAX_ROWS];
  static float sum[MAX_ROWS], weight[MAX_ROWS], value[MAX_ROWS], pull[MAX_ROWS], p[MAX_ROWS], rest[MAX_ROWS], base[MAX_ROWS];
  const Terms *t = run->terms;
  const double *margins = t->by_class + pad(outputs);
  const int smooth = t->smoothing > 0;
  const float factor = (float)(t->scale * (double)share);
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    const int label = labels[r];
    apart[r] = smooth ? highest(t, margins, row, outputs, label, -1) : label;
    const int next = highest(t, margins, row, outputs, label, apart[r]);
    const double top = shifted_logit(t, margins, row, next, label);
    lead[r] = shifted_logit(t, margins, row, apart[r], label) - top;
    const double portion = smooth ? t->smoothing / outputs + (apart[r] == label ? 1 - t->smoothing : 0) : 1;
    weight[r] = (float)portion * run->weights[apart[r]];
    sum[r] = powers_of(t, margins, row, below + r * stride, outputs, label, apart[r], top);
  }
  /* Lanes behind the last row compute on what an earlier call left there; nobody reads them. */
  for (int r = 0; r < rows; r += 4) {
    f4 log_sum = log_of(load(sum + r)), w = load(weight + r);
    d4 margin = wide_sub(wide_load(lead + r), widen(log_sum));
    i4 hard = wide_below(margin, wide_splat(t->hard_margin));
    Term term = term_of(margin, wide_pick(hard, wide_splat(t->gamma_other), wide_splat(t->gamma)), (float)t->poly);
    store(value + r, mul(w, term.value));
    store(pull + r, mul(w, term.pull));
    store(p + r, term.p);
    store(rest + r, term.rest);
    store(base + r, add(log_sum, term.minus_log_q));
  }
  double loss = 0;
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    loss += value[r];
    if (smooth) {
      const Apart a = {pull[r], p[r], rest[r], rest[r] / sum[r], base[r]};
      loss += smoothed_row(run, row, below + r * stride, outputs, labels[r], apart[r], &a, factor);
      continue;
    }
    const float slope = factor * pull[r] * rest[r];
    const f4 elsewhere = splat(-slope / sum[r]);
    for (int j = 0; j < pad(outputs); j += 4) store(row + j, mul(load(row + j), elsewhere));
    row[labels[r]] = slope;
  }
  return loss;
}
