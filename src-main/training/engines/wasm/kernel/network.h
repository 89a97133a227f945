/*
 * @file A pass through the network, forward and backward.
 * Reads: parameters and a block of rows. Writes: activations, then the gradient of the block.
 */
#pragma once
#include "dropout.h"
#include "normalized-head.h"
#include "products.h"

/* Rows [rows, width], one behind the other, into activations[0]. */
static void copy_rows(const Net *net, const float *x, int rows) {
  const int width = net->widths[0];
  for (int r = 0; r < rows; r++) {
    float *to = net->activations[0] + r * net->strides[0];
    for (int j = 0; j < width; j++) to[j] = x[r * width + j];
  }
}

/* @param first row of the block in its batch. A normalised head finds its weights in net->head and its inputs in the activations. */
static void forward(const Net *net, const Run *run, const float *x, int ldx, int rows, const Step *training, int first) {
  for (int l = 0; l < net->layers; l++) {
    const int out = pad(net->widths[l + 1]), last = l + 1 == net->layers, directions = last && net->head;
    Target t = {net->activations[l + 1], net->strides[l + 1], directions ? 0 : run->p + net->biases[l], 0, last ? KEEP : RELU, 0, 1.0f};
    if (directions) normalize_rows(net->activations[l], net->strides[l], net->widths[l], rows);
    product_forward(l ? net->activations[l] : x, l ? net->strides[l] : ldx, directions ? net->head : run->p + net->weights[l], out, rows, out, net->widths[l], t);
    if (training && net->drop_below && !last) drop(net, run, training->step, l, first, rows);
  }
}

/* Column sums of delta [rows, stride], onto `sum` [width] or in place of it. */
static void sum_rows(const float *delta, int stride, int rows, float *sum, int width, int accumulate) {
  for (int j = 0; j < width; j += 4) {
    f4 even = accumulate ? load(sum + j) : splat(0.0f), odd = splat(0.0f);
    int r = 0;
    for (; r + 2 <= rows; r += 2) even = add(even, load(delta + r * stride + j)), odd = add(odd, load(delta + (r + 1) * stride + j));
    if (r < rows) even = add(even, load(delta + r * stride + j));
    store(sum + j, add(even, odd));
  }
}

/* From the gradient by the logits, which lies in the last activations, to net->gradient; adds to it when `accumulate`. */
static void backward(const Net *net, const Run *run, int rows, int accumulate) {
  const float *delta = net->activations[net->layers];
  int lda = net->strides[net->layers];
  for (int l = net->layers - 1; l >= 0; l--) {
    const int in = net->widths[l], out = net->widths[l + 1], directions = net->head && l + 1 == net->layers;
    Target to_weights = {net->gradient + net->weights[l], pad(out), 0, accumulate, KEEP, 0, 1.0f};
    product_weights(net->activations[l], net->strides[l], delta, lda, in, pad(out), rows, to_weights);
    if (!directions) sum_rows(delta, lda, rows, net->gradient + net->biases[l], pad(out), accumulate);
    if (l == 0) return;
    float *below = net->delta[l & 1];
    Target to_delta = {below, net->strides[l], 0, 0, GATE, net->activations[l], net->drop_below ? net->drop_scale : 1.0f};
    product_delta(delta, lda, directions ? net->head : run->p + net->weights[l], pad(out), in, rows, pad(in), out, to_delta);
    /* Behind the gate: a closed unit is 0 in h and has no part in the normalisation. */
    if (directions) through_rows(below, net->activations[l], net->strides[l], in, rows);
    delta = below, lda = net->strides[l];
  }
}
