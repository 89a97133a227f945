/** @file What every model must be: a chain of layers from the input to the outputs, counted right; and which engine says that it trains what. */
import { describe, expect, it } from "vitest";
import { LOSS_FAMILIES } from "#shared/loss/names.ts";
import { ENGINE_NAMES } from "#shared/model/engine-names.ts";
import { MODEL_KINDS } from "#shared/model/ids.ts";
import { parameterCount } from "#shared/model/model.ts";
import { modelOf } from "#shared/model/registry.ts";
import { ABILITIES, needOf, supports, unsupportedChoice } from "#shared/model/supports.ts";
import { weightsOf } from "#main/planner/forecast.ts";
import { layoutOf } from "#main/training/engines/layout.ts";

describe.each(MODEL_KINDS)("the model “%s”", (kind) => {
  const model = modelOf(kind);
  it.each([
    [[], 7, 3],
    [[16], 7, 3],
    [[64, 32], 20, 1],
    [[4, 4, 4, 4], 1, 10],
  ])("of hidden layers %j on %i inputs with %i outputs is a chain from the ones to the others", (hidden, inputs, outputs) => {
    const layers = model.layers({ hidden }, inputs, outputs);
    expect(model.kind).toBe(kind);
    expect([layers[0]!.inputs, layers.at(-1)!.outputs]).toEqual([inputs, outputs]);
    layers.slice(1).forEach((layer, i) => expect(layer.inputs).toBe(layers[i]!.outputs));
    // The loss takes logits.
    expect(layers.at(-1)!.activation).toBe("none");
    for (const layer of layers) expect(layer.parameters).toBe(layer.inputs * layer.outputs + layer.outputs);
  });
});

it("a perceptron of 32-64-64-8 has 32·64 + 64·64 + 64·8 weights and 136 biases, for the forecast as for the engines", () => {
  const layers = modelOf("mlp").layers({ hidden: [64, 64] }, 32, 8);
  expect(layers.map(({ activation }) => activation)).toEqual(["relu", "relu", "none"]);
  expect(parameterCount(layers)).toBe(2048 + 4096 + 512 + 136);
  expect(weightsOf({ features: 32, hidden: [64, 64] }, 8)).toBe(6792);
  expect(layoutOf(32, [64, 64], 8).size).toBe(6792);
});

describe("which engine trains what", () => {
  const need = needOf({ losses: [{ family: "ldam" }, { family: "ldam" }, { family: "cross-entropy" }] });
  const lacking = { ...ABILITIES, wasm: { ...ABILITIES.wasm, losses: ["cross-entropy"] as const } };

  it("is asked for each loss once; every engine trains every loss of today", () => {
    expect(need).toEqual({ model: "mlp", task: "single-label", losses: ["ldam", "cross-entropy"] });
    const all = needOf({ losses: LOSS_FAMILIES.map((family) => ({ family })) });
    expect(ENGINE_NAMES.map((engine) => supports(engine, all))).toEqual([null, null, null]);
  });

  it("names what is lacking: the model, the task or the loss", () => {
    expect(supports("wasm", need, lacking)).toEqual({ engine: "wasm", what: "loss", name: "ldam" });
    expect(supports("wasm", { ...need, losses: ["cross-entropy"] }, lacking)).toBeNull();
    const none = { ...ABILITIES.wasm, models: [], tasks: [] };
    expect(supports("wasm", need, { ...ABILITIES, wasm: none })).toEqual({ engine: "wasm", what: "model", name: "mlp" });
    expect(supports("wasm", need, { ...ABILITIES, wasm: { ...none, models: ["mlp"] } })).toEqual({ engine: "wasm", what: "task", name: "single-label" });
  });

  it("auto is refused only where no engine trains it", () => {
    expect(unsupportedChoice("wasm", need, lacking)).toEqual({ engine: "wasm", what: "loss", name: "ldam" });
    expect(unsupportedChoice("auto", need, lacking)).toBeNull();
    const nobody = Object.fromEntries(ENGINE_NAMES.map((engine) => [engine, { ...ABILITIES[engine], models: [] }])) as unknown as typeof ABILITIES;
    expect(unsupportedChoice("auto", need, nobody)).toEqual({ engine: "tensorflow", what: "model", name: "mlp" });
  });
});
