/*
 * @file SIMD kernel of the wasm engine: steps of one run (gather, forward, focal loss, backward, optimiser) and its logits.
 * Reads and writes: its own linear memory, laid out by kernel-memory.ts. Built by `npm run build:kernel` into kernel-bytes.ts.
 *
 * One run at a time, all buffers given by the caller, no state between calls: what a run computes depends on nothing but the run.
 * Every width is padded to a multiple of 4 (PAD); padded columns of weights, gradients and moments are 0 and stay 0, so no vector
 * load ever leaves its row. No -ffast-math: the order of every operation is the one written here, NaN and infinities travel on.
 * Built twice: with relaxed SIMD (RELAXED: one rounding for a*b+c where the processor has it) and with plain SIMD128.
 */
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define INLINE static inline __attribute__((always_inline))
#define MAX_LAYERS 5
/* Rows of one pass through the network: larger batches are summed in blocks, so activations stay in the cache. */
#define MAX_ROWS 256
/* Depth of a packed panel: 8 columns x 512 x 4 bytes are 16 KiB, a third of a first-level cache. */
#define PANEL_DEPTH 512
/* The smallest normal float32 is 2^-126. */
#define SMALLEST 1.17549435e-38f

typedef v128_t f4;
typedef v128_t i4;

#ifdef RELAXED
#define MADD(a, b, c) wasm_f32x4_relaxed_madd(a, b, c)
#else
#define MADD(a, b, c) wasm_f32x4_add(wasm_f32x4_mul(a, b), c)
#endif

INLINE f4 load(const float *p) { return wasm_v128_load(p); }
INLINE void store(float *p, f4 v) { wasm_v128_store(p, v); }
INLINE f4 splat(float x) { return wasm_f32x4_splat(x); }
INLINE f4 add(f4 a, f4 b) { return wasm_f32x4_add(a, b); }
INLINE f4 sub(f4 a, f4 b) { return wasm_f32x4_sub(a, b); }
INLINE f4 mul(f4 a, f4 b) { return wasm_f32x4_mul(a, b); }
/* The larger of x and a constant; a NaN in x stays NaN (pmax takes its first argument unless that is smaller). */
INLINE f4 at_least(f4 x, float low) { return wasm_f32x4_pmax(x, splat(low)); }
INLINE f4 pick(i4 mask, f4 yes, f4 no) { return wasm_v128_bitselect(yes, no, mask); }
/* 0 where x is subnormal. NaN stays. */
INLINE f4 flush(f4 x) { return wasm_v128_andnot(x, wasm_f32x4_lt(wasm_f32x4_abs(x), splat(SMALLEST))); }
INLINE int pad(int width) { return (width + 3) & ~3; }

/* ---- structures shared with kernel-memory.ts: 4-byte fields, pointers are byte addresses ---- */

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
} Net;

typedef struct {
  float *p, *m, *v;        /* [size], padded */
  const int32_t *order;    /* [rows], the order of this epoch */
  int32_t sigmoid;         /* 0 softmax, 1 one-vs-rest sigmoid */
  float gamma;
  const float *weights;    /* softmax: [outputs], weight of a sample by its class */
  float positive, negative; /* sigmoid: weight of positive and negative samples */
  int32_t positive_class;  /* sigmoid with one output */
  float decay;             /* sgd: added to the gradient, times p */
  uint32_t drop_key;       /* runKey of dropout.ts */
  double loss_sum;         /* over the samples since the host set it to 0 */
} Run;

/* Numbers of one step, computed in float64 by the host (step-rate.ts). */
typedef struct {
  float rate;   /* adam: learning rate / (1 - beta1^t); sgd: learning rate */
  float root;   /* adam: 1 / sqrt(1 - beta2^t) */
  float shrink; /* adamw: 1 - learning rate * decay; else 1 */
  uint32_t step; /* optimiser steps taken before this one */
} Step;

/* ---- elementary functions; polynomials of Cephes (Moshier), expf.c and logf.c, without its branches ---- */

/*
 * e^x for x <= 0, to 1.5 units in the last place; 0 below -87.3, where float32 would become subnormal: a processor takes some
 * 150 cycles for one of those, and every masked class and every easy sample of a high gamma would be one. NaN stays.
 */
INLINE f4 exp_of(f4 x) {
  const i4 tiny = wasm_f32x4_lt(x, splat(-87.3f));
  x = at_least(x, -87.3f);
  /* Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits. */
  const f4 magic = splat(12582912.0f);
  f4 shifted = add(mul(x, splat(1.44269504f)), magic);
  f4 n = sub(shifted, magic);
  /* ln 2 in two parts: the first has 10 bits, so its product with n is exact. */
  f4 r = sub(x, mul(n, splat(0.693359375f)));
  r = sub(r, mul(n, splat(-2.12194440e-4f)));
  f4 y = MADD(splat(1.9875691500e-4f), r, splat(1.3981999507e-3f));
  y = MADD(y, r, splat(8.3334519073e-3f));
  y = MADD(y, r, splat(4.1665795894e-2f));
  y = MADD(y, r, splat(1.6666665459e-1f));
  y = MADD(y, r, splat(5.0000001201e-1f));
  y = add(MADD(mul(y, r), r, r), splat(1.0f));
  f4 power = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_sub(shifted, magic), wasm_i32x4_splat(127)), 23);
  return wasm_v128_andnot(mul(y, power), tiny);
}

/* log(1 + f) + e ln 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1]. */
INLINE f4 log_series(f4 f, f4 e) {
  f4 z = mul(f, f);
  f4 y = MADD(splat(7.0376836292e-2f), f, splat(-1.1514610310e-1f));
  y = MADD(y, f, splat(1.1676998740e-1f));
  y = MADD(y, f, splat(-1.2420140846e-1f));
  y = MADD(y, f, splat(1.4249322787e-1f));
  y = MADD(y, f, splat(-1.6668057665e-1f));
  y = MADD(y, f, splat(2.0000714765e-1f));
  y = MADD(y, f, splat(-2.4999993993e-1f));
  y = MADD(y, f, splat(3.3333331174e-1f));
  y = mul(mul(y, f), z);
  y = MADD(e, splat(-2.12194440e-4f), y);
  y = MADD(z, splat(-0.5f), y);
  return MADD(e, splat(0.693359375f), add(f, y));
}

/* log x for normal x > 0; NaN stays. */
INLINE f4 log_of(f4 x) {
  i4 bits = wasm_i32x4_sub(x, wasm_i32x4_splat(0x3f3504f3)); /* sqrt(1/2): mantissas from there to sqrt(2) */
  i4 e = wasm_i32x4_shr(bits, 23);
  f4 mantissa = wasm_i32x4_sub(x, wasm_i32x4_shl(e, 23));
  f4 result = log_series(sub(mantissa, splat(1.0f)), wasm_f32x4_convert_i32x4(e));
  return pick(wasm_f32x4_lt(x, splat(__builtin_inff())), result, x);
}

/* log(1 + t) for t in [0, 1]: never through a rounded 1 + t. NaN stays. */
INLINE f4 log1p_of(f4 t) {
  i4 large = wasm_f32x4_gt(t, splat(0.41421356f));
  f4 f = pick(large, mul(sub(t, splat(1.0f)), splat(0.5f)), t);
  return log_series(f, wasm_v128_and(large, splat(1.0f)));
}

/* ---- losses in margin form (docs/losses.md); float64 twin: src-shared/loss.ts ---- */

/* (1-p)^gamma * -log p of p = sigmoid(margin), and its slope by the margin, both times weight. Source: Lin et al. 2017, appendix B. */
INLINE void focal(f4 margin, f4 gamma, f4 weight, f4 *value, f4 *slope) {
  f4 t = exp_of(wasm_f32x4_neg(wasm_f32x4_abs(margin)));
  f4 tail = log1p_of(t);
  f4 minus_log_p = add(at_least(wasm_f32x4_neg(margin), 0.0f), tail);
  f4 minus_log_q = add(at_least(margin, 0.0f), tail);
  f4 larger = wasm_f32x4_div(splat(1.0f), add(splat(1.0f), t));
  f4 smaller = mul(t, larger);
  i4 right = wasm_f32x4_ge(margin, splat(0.0f));
  f4 p = pick(right, larger, smaller);
  f4 q = pick(right, smaller, larger);
  f4 focus = mul(weight, exp_of(wasm_f32x4_neg(mul(gamma, minus_log_q))));
  *value = mul(focus, minus_log_p);
  *slope = wasm_f32x4_neg(mul(focus, MADD(mul(gamma, p), minus_log_p, q)));
}

INLINE i4 lanes_from(int first) { return wasm_i32x4_add(wasm_i32x4_make(0, 1, 2, 3), wasm_i32x4_splat(first)); }

/* pmax is one instruction; that it may lose a NaN does no harm where the NaN comes back with the next use. */
INLINE float largest(f4 v) {
  f4 a = wasm_f32x4_pmax(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(wasm_f32x4_pmax(a, wasm_i32x4_shuffle(a, a, 1, 0, 3, 2)), 0);
}

INLINE float total(f4 v) {
  f4 a = add(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(add(a, wasm_i32x4_shuffle(a, a, 1, 0, 3, 2)), 0);
}

/* Replaces logits z [rows, stride] by the gradient, times `share`. @returns the sum of the losses. */
static double softmax_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
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
    f4 margin = sub(load(target + r), add(load(top + r), log_of(load(sum + r))));
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
static double sigmoid_loss(const Run *run, float *z, int stride, int outputs, const int32_t *labels, int rows, float share) {
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

/* ---- matrix products ---- */

/* What a product does with its sums when they are complete. */
enum { KEEP, RELU, GATE };

typedef struct {
  float *c;
  int ldc;
  const float *bias; /* first block: start from these; null: from 0 */
  int accumulate;    /* start from what c holds */
  int finish;        /* KEEP, RELU, or GATE: 0 where gate <= 0, else times scale */
  const float *gate; /* same stride as c */
  float scale;
} Target;

/* One k of a tile: sum[i][0..] += at[i][k] * b[0..]. */
INLINE void accumulate(const int mr, const int nv, const float *const *at, const int k, const float *b, f4 sum[8][2]) {
  f4 row[2];
#pragma clang loop unroll(full)
  for (int j = 0; j < nv; j++) row[j] = load(b + 4 * j);
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++) {
    f4 x = wasm_v128_load32_splat(at[i] + k);
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) sum[i][j] = MADD(x, row[j], sum[i][j]);
  }
}

/*
 * Hides from the compiler where a pointer came from. Otherwise it computes every address of the inner loop anew instead of using
 * the offset of the load instruction, which costs a sixth of the speed (bench/step.ts).
 */
#define OPAQUE(pointer) __asm__("" : "+r"(pointer))

/*
 * MR x (4 NV) sums over `depth`: c += a b, b a panel with rows ldb apart.
 * by_column 0: a[i][k] = a[i * lda + k]; 1: a[i][k] = a[k * lda + i]. 4 x 8 fills 11 of 16 registers; 6 x 8 was 15 % slower under V8.
 */
INLINE void tile(const int mr, const int nv, const int by_column, const float *a, int lda, const float *b, int ldb, int depth, const Target *t, int i0, int j0) {
  f4 sum[8][2];
  float *c = t->c + i0 * t->ldc + j0;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) sum[i][j] = t->accumulate ? load(c + i * t->ldc + 4 * j) : t->bias ? load(t->bias + j0 + 4 * j) : splat(0.0f);
  if (by_column) {
    a += i0;
#pragma clang loop unroll(disable)
    for (int k = depth; k > 0; k--) {
      const float *at[8];
#pragma clang loop unroll(full)
      for (int i = 0; i < mr; i++) at[i] = a + i;
      accumulate(mr, nv, at, 0, b, sum);
      a += lda, b += ldb;
      OPAQUE(a);
      OPAQUE(b);
    }
  } else {
    const float *at[8];
#pragma clang loop unroll(full)
    for (int i = 0; i < mr; i++) at[i] = a + (i0 + i) * lda;
    int k = depth;
    /* Two at a time: mr pointers are moved half as often. Four at a time was slower. */
#pragma clang loop unroll(disable)
    for (; k >= 2; k -= 2) {
      accumulate(mr, nv, at, 0, b, sum);
      b += ldb;
      OPAQUE(b);
      accumulate(mr, nv, at, 1, b, sum);
      b += ldb;
      OPAQUE(b);
#pragma clang loop unroll(full)
      for (int i = 0; i < mr; i++) {
        at[i] += 2;
        OPAQUE(at[i]);
      }
    }
    if (k) accumulate(mr, nv, at, 0, b, sum);
  }
  const float *gate = t->gate + i0 * t->ldc + j0;
#pragma clang loop unroll(full)
  for (int i = 0; i < mr; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < nv; j++) {
      f4 v = sum[i][j];
      if (t->finish == RELU) v = at_least(v, 0.0f);
      else if (t->finish == GATE) v = wasm_v128_and(wasm_f32x4_gt(load(gate + i * t->ldc + 4 * j), splat(0.0f)), mul(v, splat(t->scale)));
      store(c + i * t->ldc + 4 * j, v);
    }
}

INLINE void panel(const int nv, const int by_column, const float *a, int lda, const float *b, int ldb, int rows, int depth, const Target *t, int j) {
  int i = 0;
  if (nv == 2) {
    for (; i + 4 <= rows; i += 4) tile(4, 2, by_column, a, lda, b, ldb, depth, t, i, j);
  } else {
    for (; i + 8 <= rows; i += 8) tile(8, 1, by_column, a, lda, b, ldb, depth, t, i, j);
    for (; i + 4 <= rows; i += 4) tile(4, 1, by_column, a, lda, b, ldb, depth, t, i, j);
  }
  for (; i + 2 <= rows; i += 2) tile(2, nv, by_column, a, lda, b, ldb, depth, t, i, j);
  if (i < rows) tile(1, nv, by_column, a, lda, b, ldb, depth, t, i, j);
}

static float packed[PANEL_DEPTH * 8];

/* packed[k][0..width-1] = b[k][j..]; width 8 or 4. */
static void pack_rows(const float *b, int ldb, int depth, int width) {
  for (int k = 0; k < depth; k++)
    for (int j = 0; j < width; j += 4) store(packed + k * width + j, load(b + k * ldb + j));
}

/* packed[k][0..width-1] = b[0..width-1][k]: columns of the transposed b. Rows of b behind `rows` count as 0. */
static void pack_columns(const float *b, int ldb, int depth, int width, int rows) {
  const f4 zero = splat(0.0f);
  for (int j = 0; j < width; j += 4)
    for (int k = 0; k < depth; k += 4) {
      const float *s = b + j * ldb + k;
      f4 r0 = j < rows ? load(s) : zero, r1 = j + 1 < rows ? load(s + ldb) : zero;
      f4 r2 = j + 2 < rows ? load(s + 2 * ldb) : zero, r3 = j + 3 < rows ? load(s + 3 * ldb) : zero;
      f4 a = wasm_i32x4_shuffle(r0, r1, 0, 4, 1, 5), c = wasm_i32x4_shuffle(r2, r3, 0, 4, 1, 5);
      f4 d = wasm_i32x4_shuffle(r0, r1, 2, 6, 3, 7), e = wasm_i32x4_shuffle(r2, r3, 2, 6, 3, 7);
      float *out = packed + k * width + j;
      store(out, wasm_i64x2_shuffle(a, c, 0, 2));
      store(out + width, wasm_i64x2_shuffle(a, c, 1, 3));
      store(out + 2 * width, wasm_i64x2_shuffle(d, e, 0, 2));
      store(out + 3 * width, wasm_i64x2_shuffle(d, e, 1, 3));
    }
}

/*
 * c [rows, columns] = a b, columns a multiple of 4. transposed: b is given as [columns, depth], of which `stored` rows exist.
 * Wide b is copied panel by panel, so the inner loop walks through the first-level cache only.
 */
INLINE void product(const int by_column, const int transposed, const float *a, int lda, const float *b, int ldb, int stored, int rows, int columns, int depth, Target t) {
  const int finish = t.finish;
  for (int k = 0; k < depth; k += PANEL_DEPTH) {
    const int part = depth - k < PANEL_DEPTH ? depth - k : PANEL_DEPTH;
    const float *ak = a + (by_column ? k * lda : k);
    t.finish = k + part == depth ? finish : KEEP;
    for (int j = 0; j < columns;) {
      const int width = columns - j >= 8 ? 8 : 4;
      const float *bk;
      int step;
      if (transposed) {
        pack_columns(b + j * ldb + k, ldb, pad(part), width, stored - j);
        bk = packed, step = width;
      } else if (ldb > 64 && rows >= 16) {
        pack_rows(b + k * ldb + j, ldb, part, width);
        bk = packed, step = width;
      } else bk = b + k * ldb + j, step = ldb;
      if (width == 8) panel(2, by_column, ak, lda, bk, step, rows, part, &t, j);
      else panel(1, by_column, ak, lda, bk, step, rows, part, &t, j);
      j += width;
    }
    t.accumulate = 1;
  }
}

static void product_forward(const float *a, int lda, const float *w, int ldb, int rows, int columns, int depth, Target t) {
  product(0, 0, a, lda, w, ldb, 0, rows, columns, depth, t);
}
static void product_weights(const float *a, int lda, const float *delta, int ldb, int rows, int columns, int depth, Target t) {
  product(1, 0, a, lda, delta, ldb, 0, rows, columns, depth, t);
}
static void product_delta(const float *delta, int lda, const float *w, int ldb, int stored, int rows, int columns, int depth, Target t) {
  product(0, 1, delta, lda, w, ldb, stored, rows, columns, depth, t);
}

/* ---- dropout (dropout.ts) ---- */

INLINE uint32_t mix(uint32_t x) {
  x ^= x >> 16;
  x *= 0x21f0aaadu;
  x ^= x >> 15;
  x *= 0x735a2d97u;
  return x ^ x >> 15;
}

INLINE i4 mix4(i4 x) {
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 16));
  x = wasm_i32x4_mul(x, wasm_i32x4_splat(0x21f0aaad));
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 15));
  x = wasm_i32x4_mul(x, wasm_i32x4_splat(0x735a2d97));
  return wasm_v128_xor(x, wasm_u32x4_shr(x, 15));
}

/* Rows are counted from the start of the batch: `first` is that of the block. */
static void drop(const Net *net, const Run *run, uint32_t step, int layer, int first, int rows) {
  const int width = net->widths[layer + 1], stride = net->strides[layer + 1];
  float *h = net->activations[layer + 1];
  const uint32_t key = mix(mix(run->drop_key + step * 0x9e3779b9u) ^ (uint32_t)(layer + 1) * 0x85ebca6bu);
  const i4 below = wasm_i32x4_splat((int32_t)net->drop_below);
  const f4 scale = splat(net->drop_scale);
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < width; j += 4) {
      i4 counter = lanes_from((first + r) * width + j);
      i4 hash = wasm_u32x4_shr(mix4(wasm_i32x4_add(wasm_i32x4_mul(counter, wasm_i32x4_splat((int32_t)0x9e3779b1u)), wasm_i32x4_splat((int32_t)key))), 8);
      float *at = h + r * stride + j;
      store(at, wasm_v128_and(wasm_i32x4_ge(hash, below), mul(load(at), scale)));
    }
}

/* ---- a pass through the network ---- */

static void forward(const Net *net, const Run *run, const float *x, int ldx, int rows, const Step *training, int first) {
  for (int l = 0; l < net->layers; l++) {
    const int out = pad(net->widths[l + 1]), last = l + 1 == net->layers;
    Target t = {net->activations[l + 1], net->strides[l + 1], run->p + net->biases[l], 0, last ? KEEP : RELU, 0, 1.0f};
    product_forward(l ? net->activations[l] : x, l ? net->strides[l] : ldx, run->p + net->weights[l], out, rows, out, net->widths[l], t);
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
    const int in = net->widths[l], out = net->widths[l + 1];
    Target to_weights = {net->gradient + net->weights[l], pad(out), 0, accumulate, KEEP, 0, 1.0f};
    product_weights(net->activations[l], net->strides[l], delta, lda, in, pad(out), rows, to_weights);
    sum_rows(delta, lda, rows, net->gradient + net->biases[l], pad(out), accumulate);
    if (l == 0) return;
    float *below = net->delta[l & 1];
    Target to_delta = {below, net->strides[l], 0, 0, GATE, net->activations[l], net->drop_below ? net->drop_scale : 1.0f};
    product_delta(delta, lda, run->p + net->weights[l], pad(out), in, rows, pad(in), out, to_delta);
    delta = below, lda = net->strides[l];
  }
}

/* Adam and AdamW (torch.optim): p *= shrink; p -= rate m / (sqrt(v) root + 1e-8). */
static void update_adam(const Net *net, const Run *run, const Step *step) {
  const f4 beta1 = splat(0.9f), rest1 = splat(0.1f), beta2 = splat(0.999f), rest2 = splat(0.001f);
  const f4 rate = splat(-step->rate), root = splat(step->root), shrink = splat(step->shrink), epsilon = splat(1e-8f);
  for (int i = 0; i < net->size; i += 4) {
    /* Moments of a unit that died fade into subnormal numbers and would stay there for ever, at 150 cycles each (exp_of). */
    f4 g = load(net->gradient + i);
    f4 m = flush(MADD(load(run->m + i), beta1, mul(g, rest1)));
    f4 v = MADD(mul(g, rest2), g, mul(load(run->v + i), beta2));
    v = wasm_v128_andnot(v, wasm_f32x4_lt(v, splat(SMALLEST)));
    store(run->m + i, m);
    store(run->v + i, v);
    f4 move = wasm_f32x4_div(m, MADD(wasm_f32x4_sqrt(v), root, epsilon));
    store(run->p + i, MADD(rate, move, mul(load(run->p + i), shrink)));
  }
}

/* SGD with momentum (torch.optim): m = momentum m + g + decay p; p -= rate m. */
static void update_sgd(const Net *net, const Run *run, const Step *step) {
  const f4 momentum = splat(net->momentum), rate = splat(-step->rate), decay = splat(run->decay);
  for (int i = 0; i < net->size; i += 4) {
    f4 p = load(run->p + i);
    f4 g = MADD(decay, p, load(net->gradient + i));
    f4 m = flush(MADD(load(run->m + i), momentum, g));
    store(run->m + i, m);
    store(run->p + i, MADD(rate, m, p));
  }
}

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

/* Trains steps first .. first+count-1 of the epoch; the last step of an epoch takes the rows that are left. */
EXPORT(train) void train(const Net *net, Run *run, const Step *steps, int first, int count) {
  static int32_t labels[MAX_ROWS];
  for (int s = 0; s < count; s++) {
    const int start = (first + s) * net->batch;
    const int rows = net->rows - start < net->batch ? net->rows - start : net->batch;
    for (int done = 0; done < rows; done += net->block) {
      const int part = rows - done < net->block ? rows - done : net->block;
      gather(net, run->order + start + done, part, labels);
      forward(net, run, net->activations[0], net->strides[0], part, steps + s, done);
      run->loss_sum += (run->sigmoid ? sigmoid_loss : softmax_loss)(run, net->activations[net->layers], net->strides[net->layers], net->widths[net->layers], labels, part, 1.0f / (float)rows);
      backward(net, run, part, done > 0);
    }
    (net->optimizer ? update_sgd : update_adam)(net, run, steps + s);
  }
}

/* Logits [rows, outputs] of x [rows, inputs], without dropout. */
EXPORT(evaluate) void evaluate(const Net *net, const Run *run, const float *x, int rows, float *logits) {
  const int inputs = net->widths[0], outputs = net->widths[net->layers], stride = net->strides[net->layers];
  for (int done = 0; done < rows; done += net->block) {
    const int part = rows - done < net->block ? rows - done : net->block;
    forward(net, run, x + done * inputs, inputs, part, 0, 0);
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
