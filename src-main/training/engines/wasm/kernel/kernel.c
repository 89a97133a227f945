/*
 * @file SIMD kernel of the wasm engine: steps of one run (gather, forward, loss, backward, optimiser) and its logits.
 * Reads and writes: its own linear memory, laid out by kernel-memory.ts. Built by `npm run build:kernel` into kernel-bytes.ts.
 *
 * One run at a time, all buffers given by the caller, no state between calls: what a run computes depends on nothing but the run.
 * Every width is padded to a multiple of 4 (PAD); padded columns of weights, gradients and moments are 0 and stay 0, so no vector
 * load ever leaves its row. No -ffast-math: the order of every operation is the one written here, NaN and infinities travel on.
 * Built twice: with relaxed SIMD (RELAXED: one rounding for a*b+c where the processor has it) and with plain SIMD128.
 */
#include "focal-loss.h"
#include "network.h"
#include "sigmoid-terms.h"
#include "softmax-terms.h"
#include "update.h"

/* Rows of the batch into activations[0], their labels beside them. */
static void gather(const Net *net, const int32_t *order, int rows, int32_t *labels) {
  const int width = net->widths[0];
  for (int r = 0; r < rows; r++) {
    const float *from = net->x + (intptr_t)order[r] * width;
    float *to = net->activations[0] + r * net->strides[0];
    int j = 0;
    for (; j + 4 <= width; j += 4) store(to + j, load(from + j));
    for (; j < width; j++) to[j] = from[j];
    labels[r] = net->y[order[r]];
  }
}

/* Replaces the logits of a block by their gradient. @returns the sum of the losses. */
static double loss_of(const Net *net, const Run *run, const int32_t *labels, int rows, float share) {
  float *z = net->activations[net->layers];
  const int stride = net->strides[net->layers], outputs = net->widths[net->layers];
  /* Without a default: a loss that is missing here does not compile. */
  switch ((enum LossKernel)run->loss) {
    case SOFTMAX: return softmax_loss(run, z, stride, outputs, labels, rows, share);
    case SIGMOID: return sigmoid_loss(run, z, stride, outputs, labels, rows, share);
    /* The way back has not begun: its room is free. */
    case SOFTMAX_TERMS: return softmax_terms_loss(run, z, stride, outputs, labels, rows, share, net->delta[0]);
    case SIGMOID_TERMS: return sigmoid_terms_loss(run, z, stride, outputs, labels, rows, share);
    case SIGMOID_SOFT: return sigmoid_soft_loss(run, z, stride, outputs, labels, rows, share);
  }
  return 0;
}

/* Trains steps first .. first+count-1 of the epoch; the last step of an epoch takes the rows that are left. */
EXPORT(train) void train(const Net *net, Run *run, const Step *steps, int first, int count) {
  static int32_t labels[MAX_ROWS];
  for (int s = 0; s < count; s++) {
    const int start = (first + s) * net->batch;
    const int rows = net->rows - start < net->batch ? net->rows - start : net->batch;
    const double factor = reduction_factor(net, run, run->order + start, rows);
    if (net->head) normalize_columns(net, run->p);
    for (int done = 0; done < rows; done += net->block) {
      const int part = rows - done < net->block ? rows - done : net->block;
      gather(net, run->order + start + done, part, labels);
      forward(net, run, net->activations[0], net->strides[0], part, steps + s, done);
      run->loss_sum += factor * loss_of(net, run, labels, part, (float)(factor / rows));
      backward(net, run, part, done > 0);
    }
    if (net->head) through_columns(net);
    (net->optimizer ? update_sgd : update_adam)(net, run, steps + s);
  }
}

/* Logits [rows, outputs] of x [rows, inputs], without dropout; cosines under a normalised head. */
EXPORT(evaluate) void evaluate(const Net *net, const Run *run, const float *x, int rows, float *logits) {
  const int inputs = net->widths[0], outputs = net->widths[net->layers], stride = net->strides[net->layers];
  /* Rows that a head without hidden layers normalises are copied: the caller asks other runs for the same. */
  const int copied = net->head && net->layers == 1;
  if (net->head) normalize_columns(net, run->p);
  for (int done = 0; done < rows; done += net->block) {
    const int part = rows - done < net->block ? rows - done : net->block;
    if (copied) copy_rows(net, x + done * inputs, part);
    forward(net, run, copied ? net->activations[0] : x + done * inputs, copied ? net->strides[0] : inputs, part, 0, 0);
    for (int r = 0; r < part; r++)
      for (int j = 0; j < outputs; j++) *logits++ = net->activations[net->layers][r * stride + j];
  }
}

/* 1 when every one of `count` (a multiple of 4) values is finite. */
EXPORT(all_finite) int all_finite(const float *values, int count) {
  i4 bad = wasm_i32x4_splat(0);
  for (int i = 0; i < count; i += 4) bad = wasm_v128_or(bad, wasm_i32x4_ge(wasm_v128_and(load(values + i), wasm_i32x4_splat(0x7fffffff)), wasm_i32x4_splat(0x7f800000)));
  return !wasm_v128_any_true(bad);
}

/* For the tests of accuracy: values (a multiple of 4) become exp, log or log1p of themselves. */
EXPORT(apply) void apply(int function, float *values, int count) {
  for (int i = 0; i < count; i += 4) {
    f4 x = load(values + i);
    store(values + i, function == 0 ? exp_of(x) : function == 1 ? log_of(x) : log1p_of(x));
  }
}
