/*
 * @file The structures that the host lays out for the kernel (kernel-image.ts, loss-image.ts); pointers are byte addresses.
 * Reads and writes: nothing.
 */
#pragma once
#include <stdint.h>

#define MAX_LAYERS 5
/* Rows of one pass through the network: larger batches are summed in blocks, so activations stay in the cache. */
#define MAX_ROWS 256

typedef struct {
  int32_t layers;                  /* weight layers: hidden + 1 */
  int32_t widths[MAX_LAYERS + 1];  /* inputs, hidden units, outputs; not padded */
  int32_t strides[MAX_LAYERS + 1]; /* floats between two rows of activations; >= pad(width) */
  int32_t weights[MAX_LAYERS];     /* offset in the padded parameters of W [inputs, pad(outputs)] */
  int32_t biases[MAX_LAYERS];      /* offset of b [pad(outputs)] */
  int32_t size;                    /* padded parameters, a multiple of 4 */
  int32_t batch;                   /* rows of a step */
  int32_t rows;                    /* training rows */
  const float *x;                  /* [rows, inputs] */
  const int32_t *y;                /* [rows] */
  int32_t block;                   /* rows of one pass, <= MAX_ROWS */
  float *activations[MAX_LAYERS + 1]; /* [block, stride] each */
  float *delta[2];                 /* [block, widest stride] each */
  float *gradient;                 /* [size] */
  int32_t optimizer;               /* 0 adam and adamw, 1 sgd */
  float momentum;                  /* sgd */
  uint32_t drop_below;             /* units whose hash is below are dropped; 0: no dropout */
  float drop_scale;                /* 1 / (1 - rate) */
  float *head;                     /* [inputs of the last layer, pad(outputs)], its columns at length 1; null: the last layer is as it stands */
  float *head_inverse;             /* [pad(outputs)], 1 / length of the columns */
} Net;

/* What the longer losses need; formulas: src-shared/loss/run-loss.ts. In float64, as a gamma multiplies every error of a margin. */
typedef struct {
  double gamma;
  double gamma_other; /* softmax: where the margin is below hard_margin; sigmoid: of negative targets */
  double hard_margin;
  double poly;
  double smoothing;
  double scale;
  double clip;
  double logit;       /* whose sigmoid is clip, or with smoothing the target of a positive */
  double by_class[];  /* softmax: shift [pad(outputs)], then margins [pad(outputs)] */
} Terms;

/* The order of LOSS_KERNELS in src-shared/loss/options.ts. */
enum { SOFTMAX, SOFTMAX_TERMS, SIGMOID, SIGMOID_TERMS, SIGMOID_SOFT };
/* "row-mean", then the order of REDUCTIONS there. */
enum { ROW_MEAN, CELL_MEAN, SUM, FOREGROUND };

typedef struct {
  float *p, *m, *v;        /* [size], padded */
  const int32_t *order;    /* [rows], the order of this epoch */
  int32_t loss;            /* SOFTMAX and so on */
  float gamma;
  const float *weights;    /* softmax: [pad(outputs)], weight by class; longer sigmoid losses: [classes], weight of a row by its label */
  float positive, negative; /* sigmoid: weight of positive and negative samples */
  int32_t positive_class;  /* sigmoid with one output */
  float decay;             /* sgd: added to the gradient, times p */
  uint32_t drop_key;       /* runKey of dropout.ts */
  double loss_sum;         /* over the samples since the host set it to 0 */
  const Terms *terms;      /* null with SOFTMAX and SIGMOID */
  int32_t reduction;       /* ROW_MEAN and so on */
} Run;

/* Numbers of one step, computed in float64 by the host (step-rate.ts). */
typedef struct {
  float rate;   /* adam: learning rate / (1 - beta1^t); sgd: learning rate */
  float root;   /* adam: 1 / sqrt(1 - beta2^t) */
  float shrink; /* adamw: 1 - learning rate * decay; else 1 */
  uint32_t step; /* optimiser steps taken before this one */
} Step;
