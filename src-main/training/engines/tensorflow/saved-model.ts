/**
 * @file From a graph with functions and signatures to the bytes of saved_model.pb.
 * Field numbers from tensorflow/core/protobuf: saved_model, meta_graph.
 */
import { shapeMessage, TYPE_CODES, type Graph, type Shape, type Value } from "./graph.ts";
import { Message } from "./protobuf.ts";

/** The tag under which `tf.node.loadSavedModel` finds the graph. */
export const TAG = "serve";
/** GraphDef version of TensorFlow 2.9, the oldest library that tfjs-node-gpu 4.22 is used with; and the oldest reader of such graphs. */
const PRODUCER = 1087;
const MIN_CONSUMER = 12;

export interface Port {
  readonly value: Value;
  readonly shape: Shape;
}

/** What one call feeds and fetches, by name. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Port>>;
  readonly outputs: Readonly<Record<string, Port>>;
}

function tensorInfo({ value, shape }: Port): Message {
  return new Message().string(1, `${value.name}:${value.index}`).int(2, TYPE_CODES[value.type]).message(3, shapeMessage(shape));
}

export function savedModelBytes(graph: Graph, functions: readonly Message[], signatures: Readonly<Record<string, Signature>>): Uint8Array {
  const graphDef = new Message();
  for (const node of graph.nodes()) graphDef.message(1, node);
  const library = new Message();
  for (const definition of functions) library.message(1, definition);
  graphDef.message(2, library).message(4, new Message().int(1, PRODUCER).int(2, MIN_CONSUMER));

  const metaGraph = new Message().message(1, new Message().string(4, TAG)).message(2, graphDef);
  for (const [name, { inputs, outputs }] of Object.entries(signatures)) {
    const definition = new Message();
    for (const [key, port] of Object.entries(inputs)) definition.entry(1, key, tensorInfo(port));
    for (const [key, port] of Object.entries(outputs)) definition.entry(2, key, tensorInfo(port));
    metaGraph.entry(5, name, definition.string(3, "tensorflow/serving/predict"));
  }
  return new Message().int(1, 1).message(2, metaGraph).encode();
}
