/*
 * @file One step of the optimiser.
 * Reads: the gradient of a batch. Writes: parameters and moments.
 */
#pragma once
#include "structures.h"
#include "vectors.h"

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
