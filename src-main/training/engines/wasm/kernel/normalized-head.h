/*
 * @file The last layer as a comparison of directions: its inputs and the columns of its weights at length 1, without biases (LDAM).
 * Reads: weights, activations. Writes: net->head, the inputs of the last layer, and gradients through both normalisations.
 *
 * Lengths below SHORTEST count as SHORTEST, which is then a constant, as in torch.nn.functional.normalize.
 */
#pragma once
#include "structures.h"
#include "vectors.h"

#define SHORTEST 1e-12f

/* 1 / length of the rows of this block before they were normalised. */
static float row_inverse[MAX_ROWS];

/* The weights of the last layer at length 1 into net->head. */
static void normalize_columns(const Net *net, const float *parameters) {
  const int last = net->layers - 1, in = net->widths[last], out = pad(net->widths[last + 1]);
  const float *w = parameters + net->weights[last];
  for (int j = 0; j < out; j += 4) {
    f4 squares = splat(0.0f);
    for (int k = 0; k < in; k++) squares = MADD(load(w + k * out + j), load(w + k * out + j), squares);
    f4 inverse = wasm_f32x4_div(splat(1.0f), at_least(wasm_f32x4_sqrt(squares), SHORTEST));
    store(net->head_inverse + j, inverse);
    for (int k = 0; k < in; k++) store(net->head + k * out + j, mul(load(w + k * out + j), inverse));
  }
}

INLINE float dot(const float *a, const float *b, int width) {
  f4 sum = splat(0.0f);
  for (int j = 0; j < width; j += 4) sum = MADD(load(a + j), load(b + j), sum);
  return total(sum);
}

/* Rows [rows, stride], padded with 0, to length 1 in place. */
static void normalize_rows(float *h, int stride, int width, int rows) {
  for (int r = 0; r < rows; r++, h += stride) {
    const f4 length = wasm_f32x4_sqrt(splat(dot(h, h, pad(width))));
    const f4 inverse = wasm_f32x4_div(splat(1.0f), at_least(length, SHORTEST));
    row_inverse[r] = wasm_f32x4_extract_lane(inverse, 0);
    for (int j = 0; j < pad(width); j += 4) store(h + j, mul(load(h + j), inverse));
  }
}

/* The gradient of a block by rows of length 1 becomes that by the rows as they were. @param h the rows of length 1. */
static void through_rows(float *delta, const float *h, int stride, int width, int rows) {
  for (int r = 0; r < rows; r++, delta += stride, h += stride) {
    const f4 inverse = splat(row_inverse[r]);
    /* A row that is too short has no direction: its length is a constant. */
    const f4 along = splat(row_inverse[r] < 1 / SHORTEST ? dot(delta, h, pad(width)) : 0.0f);
    for (int j = 0; j < pad(width); j += 4) store(delta + j, mul(inverse, sub(load(delta + j), mul(load(h + j), along))));
  }
}

/* The gradient of a step by net->head becomes that by the weights. */
static void through_columns(const Net *net) {
  const int last = net->layers - 1, in = net->widths[last], out = pad(net->widths[last + 1]);
  float *g = net->gradient + net->weights[last];
  for (int j = 0; j < out; j += 4) {
    f4 along = splat(0.0f), inverse = load(net->head_inverse + j);
    for (int k = 0; k < in; k++) along = MADD(load(g + k * out + j), load(net->head + k * out + j), along);
    along = wasm_v128_and(along, wasm_f32x4_lt(inverse, splat(1 / SHORTEST)));
    for (int k = 0; k < in; k++) store(g + k * out + j, mul(inverse, sub(load(g + k * out + j), mul(load(net->head + k * out + j), along))));
  }
}
