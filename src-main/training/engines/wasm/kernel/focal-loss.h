/*
 * @file The focal loss in margin form (docs/losses.md): softmax with class weights, and one-vs-rest sigmoids. The short path.
 * Reads: logits. Writes: the gradient in their place. Float64 twin: src-shared/loss/focal.ts.
 */
#pragma once
#include "margin-term.h"
#include "structures.h"

/* Replaces logits z [rows, stride] by the gradient, times `share`. @returns the sum of the losses. */
APART double softmax_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
  static float top[MAX_ROWS], sum[MAX_ROWS], target[MAX_ROWS], weight[MAX_ROWS], value[MAX_ROWS], slope[MAX_ROWS];
  const f4 nothing = splat(-__builtin_inff());
  const int width = pad(outputs);
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    i4 label = wasm_i32x4_splat(labels[r]);
    f4 best = nothing;
    target[r] = row[labels[r]];
    weight[r] = run->weights[labels[r]];
    for (int j = 0; j < width; j += 4) {
      i4 lane = lanes_from(j);
      i4 out = wasm_v128_or(wasm_i32x4_eq(lane, label), wasm_i32x4_ge(lane, wasm_i32x4_splat(outputs)));
      f4 others = pick(out, nothing, load(row + j));
      store(row + j, others);
      best = wasm_f32x4_pmax(best, others);
    }
    top[r] = largest(best);
    f4 powers = splat(0.0f), high = splat(top[r]);
    for (int j = 0; j < width; j += 4) {
      f4 power = exp_of(sub(load(row + j), high));
      store(row + j, power);
      powers = add(powers, power);
    }
    sum[r] = total(powers);
  }
  /* Lanes behind the last row compute on what an earlier call left there; nobody reads them. */
  for (int r = 0; r < rows; r += 4) {
    /* The largest numbers are subtracted first, where they are close: what all logits share costs no digits. */
    f4 margin = sub(sub(load(target + r), load(top + r)), log_of(load(sum + r)));
    f4 v, s;
    focal(margin, splat(run->gamma), load(weight + r), &v, &s);
    s = mul(s, splat(share));
    store(value + r, v);
    store(slope + r, s);
    store(sum + r, wasm_f32x4_div(wasm_f32x4_neg(s), load(sum + r)));
  }
  double loss = 0;
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    i4 label = wasm_i32x4_splat(labels[r]);
    f4 at_label = splat(slope[r]), elsewhere = splat(sum[r]);
    for (int j = 0; j < width; j += 4) store(row + j, pick(wasm_i32x4_eq(lanes_from(j), label), at_label, mul(load(row + j), elsewhere)));
    loss += value[r];
  }
  return loss;
}

/* The same for one-vs-rest sigmoids; with one output a sample is positive when it is of the positive class. */
APART double sigmoid_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
  const int width = pad(outputs);
  double loss = 0;
  for (int r = 0; r < rows; r++) {
    float *row = z + r * stride;
    i4 label = wasm_i32x4_splat(outputs > 1 ? labels[r] : labels[r] == run->positive_class ? 0 : -1);
    for (int j = 0; j < width; j += 4) {
      i4 lane = lanes_from(j);
      i4 inside = wasm_i32x4_lt(lane, wasm_i32x4_splat(outputs));
      i4 positive = wasm_i32x4_eq(lane, label);
      f4 sign = pick(positive, splat(1.0f), splat(-1.0f));
      f4 v, s;
      focal(mul(load(row + j), sign), splat(run->gamma), pick(positive, splat(run->positive), splat(run->negative)), &v, &s);
      store(row + j, wasm_v128_and(inside, mul(mul(s, sign), splat(share))));
      loss += total(wasm_v128_and(inside, v));
    }
  }
  return loss;
}
