/**
 * @file Builds TensorFlow graphs and graph functions node by node.
 * Field numbers from tensorflow/core/framework: node_def, attr_value, tensor, tensor_shape, function, op_def.
 */
import { Message } from "./protobuf.ts";

/** tensorflow.DataType. */
export const TYPE_CODES = { float32: 1, int32: 3, bool: 10, resource: 20, uint32: 22 } as const;
export type Type = keyof typeof TYPE_CODES;
/** -1: known at run time. Null: not even the rank is known. */
export type Shape = readonly number[] | null;

/** Name of the first output of each operation that is used: functions refer to `node:output:index`. Source: the op registrations of TensorFlow. */
const OUTPUTS = {
  AddV2: "z",
  ArgMax: "output",
  AssignVariableOp: "",
  BatchMatMulV2: "output",
  Bitcast: "output",
  BitwiseXor: "z",
  Cast: "y",
  ConcatV2: "output",
  Conv2D: "output",
  Const: "output",
  Equal: "z",
  Exp: "y",
  ExpandDims: "output",
  GatherV2: "output",
  GreaterEqual: "z",
  Identity: "output",
  Less: "z",
  Log: "y",
  Log1p: "y",
  Max: "output",
  Maximum: "z",
  Minimum: "z",
  Mul: "z",
  Neg: "y",
  OneHot: "output",
  Pack: "output",
  PartitionedCall: "output",
  Placeholder: "output",
  Pow: "z",
  ReadVariableOp: "value",
  RealDiv: "z",
  Relu: "activations",
  ReluGrad: "backprops",
  Reshape: "output",
  ResourceGather: "output",
  ResourceScatterUpdate: "",
  RightShift: "z",
  SelectV2: "output",
  Sigmoid: "y",
  Slice: "output",
  Softplus: "activations",
  Sqrt: "y",
  Square: "y",
  StatelessWhile: "output",
  Sub: "z",
  Sum: "output",
  VarHandleOp: "resource",
  ZerosLike: "y",
} as const;
export type Op = keyof typeof OUTPUTS;

/** An output of a node, or an argument of the function being built. */
export interface Value {
  readonly name: string;
  readonly type: Type;
  /** The operation it comes from; "argument" inside a function. */
  readonly op: Op | "argument";
  readonly index: number;
}

export function shapeMessage(shape: Shape): Message {
  const message = new Message();
  if (shape === null) return message.int(3, true);
  for (const size of shape) message.message(2, new Message().int(1, size));
  return message;
}

/** Values of node attributes (tensorflow.AttrValue). */
export const attr = {
  type: (type: Type): Message => new Message().int(6, TYPE_CODES[type]),
  int: (value: number): Message => new Message().int(3, value),
  bool: (value: boolean): Message => new Message().int(5, value),
  string: (value: string): Message => new Message().string(2, value),
  shape: (shape: Shape): Message => new Message().message(7, shapeMessage(shape)),
  function: (name: string): Message => new Message().message(10, new Message().string(1, name)),
  types: (types: readonly Type[]): Message =>
    new Message().message(
      1,
      new Message().packed(
        6,
        types.map((type) => TYPE_CODES[type]),
      ),
    ),
  shapes: (shapes: readonly Shape[]): Message =>
    new Message().message(
      1,
      shapes.reduce((list, shape) => list.message(7, shapeMessage(shape)), new Message()),
    ),
};

type Numbers = Float32Array | Int32Array | Uint32Array;

const typeOf = (values: Numbers): Type => (values instanceof Float32Array ? "float32" : values instanceof Int32Array ? "int32" : "uint32");

/** A node list: the main graph, or the body of one function. */
export class Graph {
  readonly #inFunction: boolean;
  readonly #nodes: Message[] = [];
  readonly #constants = new Map<string, Value>();

  constructor(where: "main" | "function") {
    this.#inFunction = where === "function";
  }

  /** How other nodes name this value. */
  reference(value: Value): string {
    if (value.op === "argument") return value.name;
    if (this.#inFunction) return `${value.name}:${OUTPUTS[value.op]}:${value.index}`;
    return value.index === 0 ? value.name : `${value.name}:${value.index}`;
  }

  /**
   * Adds an operation.
   * @param options.after nodes that must have run before, besides those of the inputs. @param options.name unique; else made up.
   */
  node(
    op: Op,
    type: Type,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Message>> = {},
    options: { readonly after?: readonly Value[]; readonly name?: string } = {},
  ): Value {
    const name = options.name ?? `${op}_${this.#nodes.length}`;
    const message = new Message().string(1, name).string(2, op);
    for (const input of inputs) message.string(3, this.reference(input));
    for (const before of options.after ?? []) message.string(3, `^${before.name}`);
    for (const [key, value] of Object.entries(attributes)) message.entry(5, key, value);
    this.#nodes.push(message);
    return { name, type, op, index: 0 };
  }

  /** A constant; equal ones are stored once. */
  constant(values: Numbers, shape: readonly number[]): Value {
    const type = typeOf(values);
    const key = `${type} ${shape.join()} ${values.join()}`;
    const known = this.#constants.get(key);
    if (known) return known;
    // The machines that run this are little-endian, as the format is.
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = new Message().int(1, TYPE_CODES[type]).message(2, shapeMessage(shape)).bytes(4, bytes);
    const made = this.node("Const", type, [], { dtype: attr.type(type), value: new Message().message(8, tensor) });
    this.#constants.set(key, made);
    return made;
  }

  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  /** int32 scalar. */
  index(value: number): Value {
    return this.constant(Int32Array.of(value), []);
  }

  /** int32 [n]. */
  indices(values: readonly number[]): Value {
    return this.constant(Int32Array.from(values), [values.length]);
  }

  /** @returns the messages of all nodes, in order. */
  nodes(): readonly Message[] {
    return this.#nodes;
  }
}

export const argument = (name: string, type: Type): Value => ({ name, type, op: "argument", index: 0 });

/**
 * A FunctionDef.
 * @param results in order; their names are made up.
 * @param attributes of the function itself.
 */
export function functionMessage(
  name: string,
  graph: Graph,
  inputs: readonly Value[],
  results: readonly Value[],
  attributes: Readonly<Record<string, Message>> = {},
): Message {
  const signature = new Message().string(1, name);
  const argumentMessage = (label: string, type: Type): Message => new Message().string(1, label).int(3, TYPE_CODES[type]);
  for (const input of inputs) signature.message(2, argumentMessage(input.name, input.type));
  results.forEach((result, i) => signature.message(3, argumentMessage(`out_${i}`, result.type)));
  const message = new Message().message(1, signature);
  for (const [key, value] of Object.entries(attributes)) message.entry(5, key, value);
  for (const node of graph.nodes()) message.message(3, node);
  results.forEach((result, i) => message.entry(4, `out_${i}`, graph.reference(result)));
  return message;
}
