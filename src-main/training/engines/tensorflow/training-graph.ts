/**
 * @file The whole training of a stack as one TensorFlow graph: data and state in variables, S steps of k runs in one call.
 * Signatures and their feeds are listed at `trainingModel`.
 *
 * State lives in variables [K, n]; a call names the rows it works on, so any part of the stack can be trained in one call. A call is
 * functional: it reads its rows, loops, and writes them back after everything has been computed.
 */
import { layoutOf } from "../layout.ts";
import { attr, Graph, type Shape, type Type, type Value } from "./graph.ts";
import { layerNodes, networkNodes } from "./network-graph.ts";
import { Operations, Variable } from "./operations.ts";
import type { Message } from "./protobuf.ts";
import { savedModelBytes, type Port, type Signature } from "./saved-model.ts";
import { loopValues, trainingLoop, type TrainingShape } from "./training-step.ts";

/**
 * The bytes of saved_model.pb. Signatures, with k = runs of a call and U = distinct orders:
 * - init(p, m, v [K, n], x [N, D + 1], target [N, O], evaluation [R, D + 1]); the last column of x and evaluation is ones
 * - begin(orders int32 [U, steps * B]): sets the orders; the present state becomes the epoch-start state.
 * - train_<kernel>(rows int32 [k], order_rows int32 [k], first, steps int32, losses [k], settings [k, q], factors [steps, f, k, 1],
 *   keys int32 [steps, layers, k, 1, 1] with dropout) -> losses [k], marks [k]: 0 where all parameters are finite, else NaN.
 * - evaluate(rows int32 [k], first, count int32) -> logits [k, count, O]
 * - read_now, read_start(rows int32 [k]) -> p, m, v [k, n]
 * - restore(): the epoch-start state becomes the present one.
 */
export function trainingModel(shape: TrainingShape): Uint8Array {
  const { features, hidden, outputs, normalizedHead = false } = shape.architecture;
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

  for (const kernel of shape.kernels) {
    const label = (name: string): string => `train_${kernel}_${name}`;
    const values = loopValues(shape, kernel);
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
    const initialValues = values.map((v) => fed.get(v.name)?.value ?? stored[v.name]!);
    const loop = trainingLoop(graph, functions, `train_${kernel}`, shape, kernel, values, initialValues);
    const result = (name: string): Value => ({ ...loop, type: "float32", index: values.findIndex((v) => v.name === name) });
    const written = now.map(({ name, variable }) => variable.assignRows(rows.value, result(name), [loop]));
    // 0 * x is 0 for finite x and NaN for the others.
    const marks = o.reduce("Sum", o.mul(result("p"), graph.scalar(0)), [1]);
    signatures[`train_${kernel}`] = {
      inputs: { rows, ...Object.fromEntries(fed) },
      outputs: { losses: fetch(label("out_losses"), result("losses"), [-1], written), marks: fetch(label("out_marks"), marks, [-1], written) },
    };
  }

  const evaluated = feed("evaluate_rows", "int32", [-1]);
  const first = feed("evaluate_first", "int32", []);
  const count = feed("evaluate_count", "int32", []);
  const inputs = o.slice(evaluation.read(), o.pack([first.value, graph.index(0)]), o.pack([count.value, graph.index(features + 1)]));
  const layers = layerNodes(o, layout, now[0]!.variable.rows(evaluated.value));
  const { logits } = networkNodes(o, layout, layers, o.expandDims(inputs, 0), { normalizedHead });
  signatures.evaluate = { inputs: { rows: evaluated, first, count }, outputs: { logits: fetch("evaluate_logits", logits, [-1, -1, outputs]) } };

  for (const [name, variables] of [["read_now", now] as const, ["read_start", start] as const]) {
    const rows = feed(`${name}_rows`, "int32", [-1]);
    const read = variables.map((v) => [v.name, fetch(`${name}_${v.name}`, v.variable.rows(rows.value), [-1, layout.size])] as const);
    signatures[name] = { inputs: { rows }, outputs: Object.fromEntries(read) };
  }
  return savedModelBytes(graph, functions, signatures);
}
