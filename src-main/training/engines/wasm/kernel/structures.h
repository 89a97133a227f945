/*
 * @file The structures that the host lays out for the kernel (kernel-layout.ts); pointers are byte addresses.
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

/* LOSS_NUMBERS of kernel-layout.ts. */
enum LossKernel { SOFTMAX, SOFTMAX_TERMS, SIGMOID, SIGMOID_TERMS, SIGMOID_SOFT };
/* REDUCTION_NUMBERS there. */
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

/* What the host writes by number: the same numbers stand in kernel-layout.ts, and a test compares them. */
#define AT(structure, field, byte) _Static_assert(__builtin_offsetof(structure, field) == byte, #structure "." #field " is written by the host at " #byte)
#define BYTES(structure, bytes) _Static_assert(sizeof(structure) == bytes, #structure " has " #bytes " bytes for the host")
#define NUMBER(name, number) _Static_assert(name == number, #name " is " #number " for the host")
AT(Net, layers, 0);
AT(Net, widths, 4);
AT(Net, strides, 28);
AT(Net, weights, 52);
AT(Net, biases, 72);
AT(Net, size, 92);
AT(Net, batch, 96);
AT(Net, rows, 100);
AT(Net, x, 104);
AT(Net, y, 108);
AT(Net, block, 112);
AT(Net, activations, 116);
AT(Net, delta, 140);
AT(Net, gradient, 148);
AT(Net, optimizer, 152);
AT(Net, momentum, 156);
AT(Net, drop_below, 160);
AT(Net, drop_scale, 164);
AT(Net, head, 168);
AT(Net, head_inverse, 172);
BYTES(Net, 176);
AT(Terms, gamma, 0);
AT(Terms, gamma_other, 8);
AT(Terms, hard_margin, 16);
AT(Terms, poly, 24);
AT(Terms, smoothing, 32);
AT(Terms, scale, 40);
AT(Terms, clip, 48);
AT(Terms, logit, 56);
BYTES(Terms, 64);
AT(Run, p, 0);
AT(Run, m, 4);
AT(Run, v, 8);
AT(Run, order, 12);
AT(Run, loss, 16);
AT(Run, gamma, 20);
AT(Run, weights, 24);
AT(Run, positive, 28);
AT(Run, negative, 32);
AT(Run, positive_class, 36);
AT(Run, decay, 40);
AT(Run, drop_key, 44);
AT(Run, loss_sum, 48);
AT(Run, terms, 56);
AT(Run, reduction, 60);
BYTES(Run, 64);
AT(Step, rate, 0);
AT(Step, root, 4);
AT(Step, shrink, 8);
AT(Step, step, 12);
BYTES(Step, 16);
NUMBER(SOFTMAX, 0);
NUMBER(SOFTMAX_TERMS, 1);
NUMBER(SIGMOID, 2);
NUMBER(SIGMOID_TERMS, 3);
NUMBER(SIGMOID_SOFT, 4);
NUMBER(ROW_MEAN, 0);
NUMBER(CELL_MEAN, 1);
NUMBER(SUM, 2);
NUMBER(FOREGROUND, 3);
NUMBER(MAX_LAYERS, 5);
NUMBER(MAX_ROWS, 256);
