/**
 * @file The tensor operations of the training graph as functions on values: types and attributes filled in.
 * Names and argument order follow TensorFlow's raw operations.
 */
import { attr, type Graph, type Op, type Type, type Value } from "./graph.ts";

/** Elementwise operations of two values of one type, with broadcasting. */
type Binary = Extract<Op, "AddV2" | "Sub" | "Mul" | "RealDiv" | "Pow" | "Maximum" | "Minimum" | "BitwiseXor" | "RightShift" | "ReluGrad">;
type Comparison = Extract<Op, "Less" | "Equal" | "GreaterEqual">;
type Unary = Extract<Op, "Exp" | "Log" | "Log1p" | "Neg" | "Relu" | "Sigmoid" | "Softplus" | "Sqrt" | "Square" | "ZerosLike">;

export class Operations {
  readonly graph: Graph;
  constructor(graph: Graph) {
    this.graph = graph;
  }

  binary(op: Binary, a: Value, b: Value): Value {
    return this.graph.node(op, a.type, [a, b], { T: attr.type(a.type) });
  }

  add = (a: Value, b: Value): Value => this.binary("AddV2", a, b);
  sub = (a: Value, b: Value): Value => this.binary("Sub", a, b);
  mul = (a: Value, b: Value): Value => this.binary("Mul", a, b);
  div = (a: Value, b: Value): Value => this.binary("RealDiv", a, b);

  compare(op: Comparison, a: Value, b: Value): Value {
    return this.graph.node(op, "bool", [a, b], { T: attr.type(a.type) });
  }

  unary(op: Unary, a: Value): Value {
    return this.graph.node(op, a.type, [a], { T: attr.type(a.type) });
  }

  /** `a` where the condition holds, `b` elsewhere, with broadcasting. What is not chosen may be NaN. */
  select(condition: Value, a: Value, b: Value): Value {
    return this.graph.node("SelectV2", a.type, [condition, a, b], { T: attr.type(a.type) });
  }

  cast(a: Value, to: Type): Value {
    return this.graph.node("Cast", to, [a], { SrcT: attr.type(a.type), DstT: attr.type(to) });
  }

  /** The same bits as another type of the same width. */
  bitcast(a: Value, to: Type): Value {
    return this.graph.node("Bitcast", to, [a], { T: attr.type(a.type), type: attr.type(to) });
  }

  /** [.., a, b] times [.., b, c] after the wanted transpositions. */
  matMul(a: Value, b: Value, transposeA = false, transposeB = false): Value {
    return this.graph.node("BatchMatMulV2", a.type, [a, b], { T: attr.type(a.type), adj_x: attr.bool(transposeA), adj_y: attr.bool(transposeB) });
  }

  /** @param sizes -1: to the end. */
  slice(a: Value, begin: Value | readonly number[], sizes: Value | readonly number[]): Value {
    const vector = (v: Value | readonly number[]): Value => ("name" in v ? v : this.graph.indices(v));
    return this.graph.node("Slice", a.type, [a, vector(begin), vector(sizes)], { T: attr.type(a.type), Index: attr.type("int32") });
  }

  /** @param shape one size may be -1: what is left. */
  reshape(a: Value, shape: readonly number[]): Value {
    return this.graph.node("Reshape", a.type, [a, this.graph.indices(shape)], { T: attr.type(a.type), Tshape: attr.type("int32") });
  }

  expandDims(a: Value, axis: number): Value {
    return this.graph.node("ExpandDims", a.type, [a, this.graph.index(axis)], { T: attr.type(a.type), Tdim: attr.type("int32") });
  }

  reduce(op: Extract<Op, "Sum" | "Max">, a: Value, axes: readonly number[], keepDims = false): Value {
    return this.graph.node(op, a.type, [a, this.graph.indices(axes)], { T: attr.type(a.type), Tidx: attr.type("int32"), keep_dims: attr.bool(keepDims) });
  }

  /** float32 of the shape of `a`: 1 at the largest entry along the last axis (the first of equals), 0 elsewhere. @param axis the last one. @param size of it. */
  oneHotOfLargest(a: Value, axis: number, size: number): Value {
    const attributes = { T: attr.type(a.type), Tidx: attr.type("int32"), output_type: attr.type("int32") };
    const largest = this.graph.node("ArgMax", "int32", [a, this.graph.index(axis)], attributes);
    const inputs = [largest, this.graph.index(size), this.graph.scalar(1), this.graph.scalar(0)];
    return this.graph.node("OneHot", "float32", inputs, { T: attr.type("float32"), TI: attr.type("int32"), axis: attr.int(-1) });
  }

  /** Rows of `a` (or along another axis) by int32 indices of any shape. */
  gather(a: Value, indices: Value, axis = 0): Value {
    const attributes = { Tparams: attr.type(a.type), Tindices: attr.type("int32"), Taxis: attr.type("int32"), batch_dims: attr.int(0) };
    return this.graph.node("GatherV2", a.type, [a, indices, this.graph.index(axis)], attributes);
  }

  concat(parts: readonly Value[], axis: number): Value {
    const [{ type }] = parts as [Value];
    return this.graph.node("ConcatV2", type, [...parts, this.graph.index(axis)], { N: attr.int(parts.length), T: attr.type(type), Tidx: attr.type("int32") });
  }

  /** int32 [n] from scalars. */
  pack(parts: readonly Value[]): Value {
    return this.graph.node("Pack", "int32", parts, { N: attr.int(parts.length), T: attr.type("int32"), axis: attr.int(0) });
  }
}

/** A variable on the device; it lives as long as the session. */
export class Variable {
  readonly #graph: Graph;
  readonly #handle: Value;
  readonly type: Type;

  constructor(graph: Graph, name: string, type: Type, shape: readonly number[]) {
    this.#graph = graph;
    this.type = type;
    const attributes = { dtype: attr.type(type), shape: attr.shape(shape), shared_name: attr.string(name), container: attr.string("") };
    this.#handle = graph.node("VarHandleOp", "resource", [], attributes, { name });
  }

  read(): Value {
    return this.#graph.node("ReadVariableOp", this.type, [this.#handle], { dtype: attr.type(this.type) });
  }

  /** Copies of these rows only; a plain read of a variable that is updated by rows copies all of it. */
  rows(indices: Value): Value {
    const attributes = { dtype: attr.type(this.type), Tindices: attr.type("int32"), batch_dims: attr.int(0), validate_indices: attr.bool(true) };
    return this.#graph.node("ResourceGather", this.type, [this.#handle, indices], attributes);
  }

  assign(value: Value): Value {
    return this.#graph.node("AssignVariableOp", this.type, [this.#handle, value], { dtype: attr.type(this.type) });
  }

  /** Replaces these rows. */
  assignRows(indices: Value, values: Value, after: readonly Value[]): Value {
    const attributes = { dtype: attr.type(this.type), Tindices: attr.type("int32") };
    return this.#graph.node("ResourceScatterUpdate", this.type, [this.#handle, indices, values], attributes, { after });
  }
}
