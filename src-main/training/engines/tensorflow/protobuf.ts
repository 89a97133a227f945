/**
 * @file Writes protocol-buffer messages: the five field forms that a SavedModel needs.
 * Source: protobuf.dev, "Encoding". No package and no protoc: a reader would need the 30 .proto files of
 * TensorFlow, a writer needs their field numbers only (graph.ts, saved-model.ts).
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const text = new TextEncoder();

/** Seven bits a byte, least significant first; the high bit says that more follow. Negative numbers take ten bytes, as int64. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** One message; every call adds one field and returns the message. Repeated fields are added one by one. */
export class Message {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  #add(...parts: Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#size += part.length;
    }
    return this;
  }

  /** int32, int64, bool and enum fields. @param value an integer; true is 1. */
  int(field: number, value: number | boolean): this {
    return this.#add(varint((field << 3) | VARINT), varint(Number(value)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#add(varint((field << 3) | FIXED32), bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#add(varint((field << 3) | LENGTH_DELIMITED), varint(value.length), value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, text.encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  /** Repeated numbers in the packed form. */
  packed(field: number, values: readonly number[]): this {
    const inner = new Message();
    inner.#add(...values.map(varint));
    return this.message(field, inner);
  }

  /** A map entry: a message with the key in field 1 and the value in field 2. */
  entry(field: number, key: string, value: Message | string): this {
    const pair = new Message().string(1, key);
    return this.message(field, typeof value === "string" ? pair.string(2, value) : pair.message(2, value));
  }

  encode(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
