/**
 * @file The whole training of a stack as one TensorFlow graph: data and state in variables, S steps of k runs in one call.
 * Reads: nothing. Writes: nothing. Signatures and their feeds are listed at `trainingModel`.
 *
 * State lives in variables [K, n]; a call names the rows it works on, so any part of the stack can be trained in one call. A call is
 * functional: it reads its rows, loops, and writes them back after everything has been computed.
 */
import type { Architecture } from "../engine.ts";
import { layoutOf } from "../layout.ts";
import type { RunLoss } from "#shared/run-loss.ts";
import { keptNodes } from "./dropout-graph.ts";
import { argument, attr, functionMessage, Graph, type Shape, type Type, type Value } from "./graph.ts";
import { lossNodes, settingsWidth } from "./loss-graph.ts";
import { activationNodes, gradientNodes, layerNodes, type HiddenMask } from "./network-graph.ts";
import { Operations, Variable } from "./operations.ts";
import type { Message } from "./protobuf.ts";
import { savedModelBytes, type Port, type Signature } from "./saved-model.ts";
import { factorsWidth, updateNodes } from "./update-graph.ts";

export interface TrainingShape {
  readonly architecture: Architecture;
  /** Runs K. */
  readonly runs: number;
  readonly trainRows: number;
  /** Rows of validation and test together. */
  readonly evaluationRows: number;
  /** Which losses occur: each has its own `train` signature. */
  readonly activations: readonly RunLoss["activation"][];
  /** Compiles the loop with XLA: faster on a GPU, but a run's bits then depend on its neighbours. */
  readonly xla: boolean;
}

/** Rows of a step: never more than there are. */
export const batchRows = ({ architecture, trainRows }: Pick<TrainingShape, "architecture" | "trainRows">): number =>
  Math.min(architecture.batchSize, trainRows);

interface LoopValue {
  readonly name: string;
  readonly type: Type;
  readonly shape: Shape;
}

/** What the training loop carries, in order. Those that a step changes come first. */
function loopValues({ architecture, trainRows }: TrainingShape, activation: RunLoss["activation"]): LoopValue[] {
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
    float("settings", [-1, settingsWidth(activation, outputs)]),
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
function whileBody(name: string, shape: TrainingShape, activation: RunLoss["activation"], values: readonly LoopValue[]): Message {
  const { features, hidden, outputs, optimizer, dropout = 0 } = shape.architecture;
  const layout = layoutOf(features, hidden, outputs);
  const graph = new Graph("function");
  const o = new Operations(graph);
  const inputs = values.map((v) => argument(v.name, v.type));
  const at = (wanted: string): Value => inputs.find((v) => v.name === wanted)!;
  const rows = batchRows(shape);

  const epochStep = o.add(at("first"), at("step"));
  const begin = o.pack([graph.index(0), o.mul(epochStep, graph.index(rows))]);
  const batch = o.gather(o.slice(at("orders"), begin, [-1, rows]), at("order_rows"));
  // Numbers of this step: [columns, k, 1].
  const factors = o.gather(at("factors"), at("step"));
  const factorAt = (i: number): Value => o.gather(factors, graph.index(i));

  const layers = layerNodes(o, layout, at("p"));
  const keptScale = dropout > 0 ? 1 / (1 - dropout) : null;
  const mask: HiddenMask = (hiddenValues, layer) => {
    if (keptScale === null) return hiddenValues;
    const keys = o.bitcast(o.gather(o.gather(at("keys"), at("step")), graph.index(layer)), "uint32");
    return o.mul(hiddenValues, o.mul(keptNodes(o, keys, rows, hidden[layer]!, dropout), graph.scalar(keptScale)));
  };
  const activations = activationNodes(o, layers, o.gather(at("x"), batch), mask);
  const loss = lossNodes(o, activation, outputs, activations.at(-1)!, o.gather(at("target"), batch), at("settings"));
  const { share, counted } = rowWeights(o, shape, epochStep);
  const gradient = gradientNodes(o, layout, layers, activations, o.mul(loss.gradient, share), keptScale);
  const state = updateNodes(
    o,
    optimizer,
    { p: at("p"), m: at("m"), v: at("v") },
    gradient,
    Array.from({ length: factorsWidth(optimizer) }, (_, i) => factorAt(i)),
  );
  const lossValue = counted ? o.mul(loss.value, counted) : loss.value;
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
 * The last step of an epoch has fewer rows when the batch does not divide them: it is filled up with rows that weigh nothing.
 * @returns `share`: 1 / rows of the step for each row that counts; `counted`: 1 for these, null when all always do.
 */
function rowWeights(o: Operations, shape: TrainingShape, epochStep: Value): { share: Value; counted: Value | null } {
  const rows = batchRows(shape);
  const left = shape.trainRows % rows;
  if (left === 0) return { share: o.graph.scalar(1 / rows), counted: null };
  const isLast = o.cast(o.compare("Equal", epochStep, o.graph.index(Math.floor(shape.trainRows / rows))), "int32");
  // Two vectors over the rows, one for full steps and one for the last.
  const pick = (full: number, last: number): Value => {
    const table = new Float32Array(2 * rows).fill(full, 0, rows).fill(last, rows, rows + left);
    return o.gather(o.graph.constant(table, [2, rows, 1]), isLast);
  };
  return { share: pick(1 / rows, 1 / left), counted: pick(1, 1) };
}

/**
 * The bytes of saved_model.pb. Signatures, with k = runs of a call and U = distinct orders:
 * - init(p, m, v [K, n], x [N, D + 1], target [N, O], evaluation [R, D + 1]); the last column of x and evaluation is ones
 * - begin(orders int32 [U, steps * B]): sets the orders; the present state becomes the epoch-start state.
 * - train_softmax / train_sigmoid(rows int32 [k], order_rows int32 [k], first, steps int32, losses [k], settings [k, q], factors [steps, f, k, 1],
 *   keys int32 [steps, layers, k, 1, 1] with dropout) -> losses [k], marks [k]: 0 where all parameters are finite, else NaN.
 * - evaluate(rows int32 [k], first, count int32) -> logits [k, count, O]
 * - read_now, read_start(rows int32 [k]) -> p, m, v [k, n]
 * - restore(): the epoch-start state becomes the present one.
 */
export function trainingModel(shape: TrainingShape): Uint8Array {
  const { features, hidden, outputs } = shape.architecture;
  const layout = layoutOf(features, hidden, outputs);
  const graph = new Graph("main");
  const o = new Operations(graph);
  const functions: Message[] = [];
  const signatures: Record<string, Signature> = {};

  const stateShape = [shape.runs, layout.size];
  const stateOf = (prefix: string) =>
    (["p", "m", "v"] as const).map((name) => ({ name, variable: new Variable(graph, `${prefix}_${name}`, "float32", stateShape) }));
  const now = stateOf("now");
  const start = stateOf("start");
  const x = new Variable(graph, "x", "float32", [shape.trainRows, features + 1]);
  const target = new Variable(graph, "target", "float32", [shape.trainRows, outputs]);
  const evaluation = new Variable(graph, "evaluation", "float32", [shape.evaluationRows, features + 1]);
  const orders = new Variable(graph, "orders", "int32", [-1, -1]);

  const feed = (name: string, type: Type, portShape: Shape): Port => ({
    value: graph.node("Placeholder", type, [], { dtype: attr.type(type), shape: attr.shape(portShape) }, { name }),
    shape: portShape,
  });
  /** A fetch that is there when all of `after` have run. */
  const done = (name: string, after: readonly Value[]): Record<string, Port> => ({
    done: { value: graph.node("Identity", "int32", [graph.index(1)], { T: attr.type("int32") }, { name, after }), shape: [] },
  });
  const fetch = (name: string, value: Value, portShape: Shape, after: readonly Value[] = []): Port => ({
    value: graph.node("Identity", value.type, [value], { T: attr.type(value.type) }, { name, after }),
    shape: portShape,
  });

  const initial = {
    p: feed("init_p", "float32", stateShape),
    m: feed("init_m", "float32", stateShape),
    v: feed("init_v", "float32", stateShape),
    x: feed("init_x", "float32", [shape.trainRows, features + 1]),
    target: feed("init_target", "float32", [shape.trainRows, outputs]),
    evaluation: feed("init_evaluation", "float32", [shape.evaluationRows, features + 1]),
  };
  const assigned = [
    ...[...now, ...start].map(({ name, variable }) => variable.assign(initial[name].value)),
    x.assign(initial.x.value),
    target.assign(initial.target.value),
    evaluation.assign(initial.evaluation.value),
  ];
  signatures.init = { inputs: initial, outputs: done("init_done", assigned) };

  const newOrders = feed("begin_orders", "int32", [-1, -1]);
  const snapshots = start.map(({ variable }, i) => variable.assign(now[i]!.variable.read()));
  signatures.begin = { inputs: { orders: newOrders }, outputs: done("begin_done", [orders.assign(newOrders.value), ...snapshots]) };
  const restored = now.map(({ variable }, i) => variable.assign(start[i]!.variable.read()));
  signatures.restore = { inputs: {}, outputs: done("restore_done", restored) };

  for (const activation of shape.activations) {
    const label = (name: string): string => `train_${activation}_${name}`;
    const values = loopValues(shape, activation);
    const [cond, body] = [label("more"), label("step")];
    functions.push(whileCondition(cond, values), whileBody(body, shape, activation, values));
    const rows = feed(label("rows"), "int32", [-1]);
    const fed = new Map(
      values.filter((v) => !["step", "p", "m", "v", "x", "target", "orders"].includes(v.name)).map((v) => [v.name, feed(label(v.name), v.type, v.shape)]),
    );
    const stored: Record<string, Value> = {
      step: graph.index(0),
      ...Object.fromEntries(now.map(({ name, variable }) => [name, variable.rows(rows.value)])),
      x: x.read(),
      target: target.read(),
      orders: orders.read(),
    };
    const loop = whileNode(
      graph,
      functions,
      label("loop"),
      values,
      values.map((v) => fed.get(v.name)?.value ?? stored[v.name]!),
      { cond, body, xla: shape.xla },
    );
    const result = (name: string): Value => ({ ...loop, type: "float32", index: values.findIndex((v) => v.name === name) });
    const written = now.map(({ name, variable }) => variable.assignRows(rows.value, result(name), [loop]));
    // 0 * x is 0 for finite x and NaN for the others.
    const marks = o.reduce("Sum", o.mul(result("p"), graph.scalar(0)), [1]);
    signatures[`train_${activation}`] = {
      inputs: { rows, ...Object.fromEntries(fed) },
      outputs: { losses: fetch(label("out_losses"), result("losses"), [-1], written), marks: fetch(label("out_marks"), marks, [-1], written) },
    };
  }

  const evaluated = feed("evaluate_rows", "int32", [-1]);
  const first = feed("evaluate_first", "int32", []);
  const count = feed("evaluate_count", "int32", []);
  const inputs = o.slice(evaluation.read(), o.pack([first.value, graph.index(0)]), o.pack([count.value, graph.index(features + 1)]));
  const layers = layerNodes(o, layout, now[0]!.variable.rows(evaluated.value));
  const logits = activationNodes(o, layers, o.expandDims(inputs, 0)).at(-1)!;
  signatures.evaluate = { inputs: { rows: evaluated, first, count }, outputs: { logits: fetch("evaluate_logits", logits, [-1, -1, outputs]) } };

  for (const [name, variables] of [["read_now", now] as const, ["read_start", start] as const]) {
    const rows = feed(`${name}_rows`, "int32", [-1]);
    const read = variables.map((v) => [v.name, fetch(`${name}_${v.name}`, v.variable.rows(rows.value), [-1, layout.size])] as const);
    signatures[name] = { inputs: { rows }, outputs: Object.fromEntries(read) };
  }
  return savedModelBytes(graph, functions, signatures);
}

/** The loop itself, or with XLA a call of a compiled function around it. */
function whileNode(
  graph: Graph,
  functions: Message[],
  name: string,
  values: readonly LoopValue[],
  inputs: readonly Value[],
  { cond, body, xla }: { cond: string; body: string; xla: boolean },
): Value {
  const types = values.map((v) => v.type);
  const attributes = {
    T: attr.types(types),
    cond: attr.function(cond),
    body: attr.function(body),
    output_shapes: attr.shapes(values.map((v) => v.shape)),
    parallel_iterations: attr.int(1),
  };
  // Lowering runs the body inside the same executor instead of one function call per step; inside XLA it is refused.
  if (!xla) return graph.node("StatelessWhile", "float32", inputs, { ...attributes, _lower_using_switch_merge: attr.bool(true) }, { name });
  const inner = new Graph("function");
  const parameters = values.map((v) => argument(v.name, v.type));
  const loop = inner.node("StatelessWhile", "float32", parameters, attributes);
  const results = values.map((v, index) => ({ ...loop, type: v.type, index }));
  functions.push(functionMessage(`${name}_compiled`, inner, parameters, results, { _XlaMustCompile: attr.bool(true), _noinline: attr.bool(true) }));
  const call = { Tin: attr.types(types), Tout: attr.types(types), f: attr.function(`${name}_compiled`), _XlaMustCompile: attr.bool(true) };
  return graph.node("PartitionedCall", "float32", inputs, call, { name });
}
