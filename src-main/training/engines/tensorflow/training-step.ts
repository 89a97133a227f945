/** @file One optimiser step of all runs of a call, and the loop around it, as graph functions. */
import type { Architecture } from "../engine.ts";
import { layoutOf } from "../layout.ts";
import { keptNodes } from "./dropout-graph.ts";
import { argument, attr, functionMessage, Graph, type Shape, type Type, type Value } from "./graph.ts";
import { lossNodes } from "./loss-graph.ts";
import { settingsWidth, type GraphKernel } from "./loss-settings.ts";
import { gradientNodes, layerNodes, networkNodes, type HiddenMask } from "./network-graph.ts";
import { Operations } from "./operations.ts";
import type { Message } from "./protobuf.ts";
import { batchRows, stepRows } from "./step-rows.ts";
import { factorsWidth, updateNodes } from "./update-graph.ts";

export interface TrainingShape {
  readonly architecture: Architecture;
  /** Runs K. */
  readonly runs: number;
  readonly trainRows: number;
  /** Rows of all parts that are only looked at. */
  readonly evaluationRows: number;
  /** Which losses occur: each has its own `train` signature. */
  readonly kernels: readonly GraphKernel[];
  /** Compiles the loop with XLA: faster on a GPU, but a run's bits then depend on its neighbours. */
  readonly xla: boolean;
}

export interface LoopValue {
  readonly name: string;
  readonly type: Type;
  readonly shape: Shape;
}

/** What the training loop carries, in order. Those that a step changes come first. */
export function loopValues({ architecture, trainRows }: TrainingShape, kernel: GraphKernel): LoopValue[] {
  const { features, hidden, outputs, optimizer, dropout } = architecture;
  const n = layoutOf(features, hidden, outputs).size;
  const float = (name: string, shape: Shape): LoopValue => ({ name, type: "float32", shape });
  return [
    { name: "step", type: "int32", shape: [] },
    float("p", [-1, n]),
    float("m", [-1, n]),
    float("v", [-1, n]),
    float("losses", [-1]),
    { name: "steps", type: "int32", shape: [] },
    { name: "first", type: "int32", shape: [] },
    float("x", [trainRows, features + 1]),
    float("target", [trainRows, outputs]),
    { name: "orders", type: "int32", shape: [-1, -1] },
    { name: "order_rows", type: "int32", shape: [-1] },
    float("settings", [-1, settingsWidth(kernel, outputs)]),
    float("factors", [-1, factorsWidth(optimizer), -1, 1]),
    ...(dropout ? [{ name: "keys", type: "int32", shape: [-1, hidden.length, -1, 1, 1] } satisfies LoopValue] : []),
  ];
}

function whileCondition(name: string, values: readonly LoopValue[]): Message {
  const graph = new Graph("function");
  const inputs = values.map((v) => argument(v.name, v.type));
  const more = new Operations(graph).compare(
    "Less",
    inputs[0]!,
    inputs.find((v) => v.name === "steps")!,
  );
  return functionMessage(name, graph, inputs, [more]);
}

/** One optimiser step of all runs of the call. */
function whileBody(name: string, shape: TrainingShape, kernel: GraphKernel, values: readonly LoopValue[]): Message {
  const { features, hidden, outputs, optimizer, dropout = 0, normalizedHead = false } = shape.architecture;
  const layout = layoutOf(features, hidden, outputs);
  const graph = new Graph("function");
  const o = new Operations(graph);
  const inputs = values.map((v) => argument(v.name, v.type));
  const at = (wanted: string): Value => inputs.find((v) => v.name === wanted)!;
  const rows = batchRows(shape.architecture, shape.trainRows);

  const epochStep = o.add(at("first"), at("step"));
  const begin = o.pack([graph.index(0), o.mul(epochStep, graph.index(rows.computed))]);
  const batch = o.gather(o.slice(at("orders"), begin, [-1, rows.computed]), at("order_rows"));
  // Numbers of this step: [columns, k, 1].
  const factors = o.gather(at("factors"), at("step"));
  const factorAt = (i: number): Value => o.gather(factors, graph.index(i));

  const layers = layerNodes(o, layout, at("p"));
  const keptScale = dropout > 0 ? 1 / (1 - dropout) : null;
  const mask: HiddenMask = (hiddenValues, layer) => {
    if (keptScale === null) return hiddenValues;
    const keys = o.bitcast(o.gather(o.gather(at("keys"), at("step")), graph.index(layer)), "uint32");
    return o.mul(hiddenValues, o.mul(keptNodes(o, keys, rows.computed, hidden[layer]!, dropout), graph.scalar(keptScale)));
  };
  const network = networkNodes(o, layout, layers, o.gather(at("x"), batch), { normalizedHead, mask });
  const step = stepRows(o, rows, epochStep);
  const loss = lossNodes(o, kernel, { logits: network.logits, target: o.gather(at("target"), batch), outputs, step }, at("settings"));
  const gradient = gradientNodes(o, layout, layers, network, o.mul(loss.gradient, step.share), keptScale);
  const state = updateNodes(
    o,
    optimizer,
    { p: at("p"), m: at("m"), v: at("v") },
    gradient,
    Array.from({ length: factorsWidth(optimizer) }, (_, i) => factorAt(i)),
  );
  const lossValue = step.counted ? o.mul(loss.value, step.counted) : loss.value;
  const changed: Record<string, Value> = {
    ...state,
    step: o.add(at("step"), graph.index(1)),
    losses: o.add(at("losses"), o.reduce("Sum", lossValue, [1, 2])),
  };
  return functionMessage(
    name,
    graph,
    inputs,
    inputs.map((input) => changed[input.name] ?? input),
  );
}

/**
 * Adds the loop to the graph, or with XLA a call of a compiled function around it.
 * @param prefix of the names of nodes and functions. @param inputs the first values. @returns the node whose outputs are the last ones.
 */
export function trainingLoop(
  graph: Graph,
  functions: Message[],
  prefix: string,
  shape: TrainingShape,
  kernel: GraphKernel,
  values: readonly LoopValue[],
  inputs: readonly Value[],
): Value {
  const [cond, body, name] = [`${prefix}_more`, `${prefix}_step`, `${prefix}_loop`];
  functions.push(whileCondition(cond, values), whileBody(body, shape, kernel, values));
  const types = values.map((v) => v.type);
  const attributes = {
    T: attr.types(types),
    cond: attr.function(cond),
    body: attr.function(body),
    output_shapes: attr.shapes(values.map((v) => v.shape)),
    parallel_iterations: attr.int(1),
  };
  // Lowering runs the body inside the same executor instead of one function call per step; inside XLA it is refused.
  if (!shape.xla) return graph.node("StatelessWhile", "float32", inputs, { ...attributes, _lower_using_switch_merge: attr.bool(true) }, { name });
  const inner = new Graph("function");
  const parameters = values.map((v) => argument(v.name, v.type));
  const loop = inner.node("StatelessWhile", "float32", parameters, attributes);
  const results = values.map((v, index) => ({ ...loop, type: v.type, index }));
  functions.push(functionMessage(`${name}_compiled`, inner, parameters, results, { _XlaMustCompile: attr.bool(true), _noinline: attr.bool(true) }));
  const call = { Tin: attr.types(types), Tout: attr.types(types), f: attr.function(`${name}_compiled`), _XlaMustCompile: attr.bool(true) };
  return graph.node("PartitionedCall", "float32", inputs, call, { name });
}
