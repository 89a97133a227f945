/** @file Every loss family keeps what the product expects of one: its block, its cells, its names, its form, its map, its formula. */
import { describe, expect, it } from "vitest";
import { LOSS_FAMILIES, type LossFamily } from "#shared/loss/names.ts";
import { AXIS_OPTION_NAMES, LossOptionsSchema } from "#shared/loss/options.ts";
import { lossFamily, LossSchema, type Loss } from "#shared/loss/registry.ts";
import { paramsOfCell } from "#shared/loss/params.ts";
import { kernelOf, runLoss } from "#shared/loss/run-loss.ts";
import { rowLoss } from "#shared/loss/row-loss.ts";
import { lossKernel } from "#shared/loss/registry.ts";
import { lossCells } from "#shared/sweep/cells.ts";
import { configLabel } from "#shared/sweep/config-label.ts";
import { methodName } from "#shared/sweep/method-name.ts";
import { planSweep } from "#shared/sweep/plan.ts";
import { parseSweepSpec } from "#shared/sweep/spec.ts";

/** What a block cannot be left without. */
const NEEDED: Partial<Record<LossFamily, object>> = { "focal-softmax": { gamma: [0, 2] }, "focal-sigmoid": { gamma: [0, 2] } };
const block = (family: LossFamily): Loss => LossSchema.parse({ family, ...NEEDED[family] });

describe.each(LOSS_FAMILIES)("%s", (family) => {
  const module = lossFamily(family);
  const cells = lossCells(block(family), 0);

  it("has a block that stays the same when it is read again", () => {
    const once = block(family);
    expect(LossSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
    expect(() => LossSchema.parse({ ...once, unheard: 1 })).toThrow();
  });

  it("has cells with options that a database takes, in a form that nothing makes simpler", () => {
    expect(cells.length).toBeGreaterThan(0);
    for (const cell of cells) {
      expect(LossOptionsSchema.parse(cell.options)).toEqual(cell.options);
      expect(lossFamily(cell.family).simplest?.(cell) ?? cell).toEqual(cell);
      expect(module.hasGamma || cell.gamma === 0).toBe(true);
    }
  });

  it("has names: its cells are told apart, and its method is the same for all of its numbers", () => {
    const labels = cells.map((cell) => configLabel(paramsOfCell(cell)));
    expect(new Set(labels).size).toBe(cells.length);
    expect(module.names.family).not.toBe("");
    const own = cells.filter((cell) => cell.family === family);
    if (module.hasGamma) expect(new Set(own.filter(({ gamma }) => gamma > 0).map(methodName)).size).toBeLessThanOrEqual(1);
  });

  it("has a form whose fields are settings of its block, and a start that is a weighting of it", () => {
    for (const field of module.form.fields.flat()) {
      const name = field.kind === "alpha" ? "alpha" : field.kind === "positive" ? "positiveClass" : field.field;
      const value = name === "positiveClass" ? "a" : name === "alpha" ? 0.25 : name === "scale" ? 20 : name === "hardBelow" ? 0.3 : 0.5;
      expect(() => LossSchema.parse({ family, ...NEEDED[family], [name]: value }), name).not.toThrow();
    }
    expect(module.form.weightings.length).toBeGreaterThan(0);
  });

  it("lies on maps by options that are axes, or on none", () => {
    for (const cell of cells) {
      const map = lossFamily(cell.family).map(cell.options);
      if (!map) continue;
      expect(map.rows.length).toBeGreaterThan(0);
      for (const row of map.rows) expect(["strength", "alpha", "beta", "weights", ...AXIS_OPTION_NAMES]).toContain(row);
    }
  });

  it.each([2, 3])("has a formula with a finite value and gradient on %i classes, and one kernel by name and by settings", (classes) => {
    const names = ["a", "b", "c"].slice(0, classes);
    for (const cell of cells) {
      const loss = runLoss(cell, names, [100, 20, 4].slice(0, classes), 10);
      expect(kernelOf(loss)).toBe(lossKernel(cell.family, cell.options));
      expect(loss.activation).toBe(lossFamily(cell.family).activation);
      const outputs = loss.activation === "sigmoid" && classes === 2 ? 1 : classes;
      for (const label of names.keys())
        for (const logits of [
          [0, 0, 0],
          [3, -2, 1],
          [-40, 40, 7],
        ]) {
          const { loss: value, gradient, p } = rowLoss(loss, logits.slice(0, outputs), label);
          expect([value, p, ...gradient].every(Number.isFinite)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
          // Softmax knows differences of logits only, so what it pulls up it pulls down elsewhere.
          if (loss.activation === "softmax") expect(Math.abs(gradient.reduce((sum, g) => sum + g, 0))).toBeLessThan(1e-9);
        }
    }
  });
});

it("a sweep of all of them has a plan, and each of its configurations a key of its own", () => {
  const losses = LOSS_FAMILIES.map((family) => ({ family, ...NEEDED[family] }));
  const { configs } = planSweep(parseSweepSpec({ name: "t", dataset: {}, losses, seeds: [1, 2, 3] }));
  expect(new Set(configs.map(({ key }) => key)).size).toBe(configs.length);
  expect(new Set(configs.map(({ params }) => params.family))).toEqual(new Set(LOSS_FAMILIES));
});
