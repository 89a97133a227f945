/*
 * @file Matrix products: tiles of sums in registers, panels in the first-level cache.
 * Reads: activations, weights, gradients by the logits. Writes: activations, gradients.
 */
#pragma once
#include "vectors.h"

/* Depth of a packed panel: 8 columns x 512 x 4 bytes are 16 KiB, a third of a first-level cache. */
#define PANEL_DEPTH 512

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
