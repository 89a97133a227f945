/**
 * @file The text of a sweep file: JSON, with the comments and trailing commas that people write into it (JSON5), in UTF-8 or UTF-16.
 * Reads: bytes.
 */
import { evaluate, type IdentifierNode, iterator, type MemberNode, type ObjectNode, parse, type StringNode } from "@humanwhocodes/momoa";
import { AppError, describe } from "../errors/errors.ts";

/**
 * @param path what messages call the file.
 * @returns what the file holds, not yet parsed as a sweep.
 * @throws AppError `sweep/not-json` with line and column: broken syntax, a key that stands twice, a byte that is no text.
 */
export function readSweepText(bytes: Uint8Array, path: string): unknown {
  const text = decode(bytes, path);
  if (text.trim() === "") throw new AppError("sweep/not-json", { path, detail: "it is empty" });
  let ast: ReturnType<typeof parse>;
  try {
    ast = parse(text, { mode: "json5", allowTrailingCommas: true });
  } catch (error) {
    throw new AppError("sweep/not-json", { path, detail: syntaxProblem(error, text) }, { cause: error });
  }
  for (const { node } of iterator(ast, ({ phase }) => phase === "enter")) if (node.type === "Object") refuseRepeated((node as ObjectNode).members, path);
  return evaluate(ast);
}

function refuseRepeated(members: readonly MemberNode[], path: string): void {
  const seen = new Map<string, number>();
  for (const { name, loc } of members) {
    const key = keyOf(name);
    const { line, column } = loc.start;
    const first = seen.get(key);
    if (first !== undefined)
      throw new AppError("sweep/not-json", { path, detail: `line ${line}, column ${column} gives “${key}” again (first: line ${first})` });
    seen.set(key, line);
  }
}

const keyOf = (name: StringNode | IdentifierNode): string => (name.type === "String" ? name.value : name.name);

/** "line 3, column 12: unexpected token "]" found", in a form that ends without a full stop. */
function syntaxProblem(error: unknown, text: string): string {
  // The parser calls itself for every list in a list.
  if (error instanceof RangeError) return "its lists and objects stand too deep in each other";
  const { line, column } = error as { line?: number; column?: number };
  const message = describe(error)
    .replace(/\s*\(\d+:\d+\)$/, "")
    .replace(/\.$/, "");
  if (line === undefined || column === undefined) return message;
  const shown = text.split(/\r\n|\r|\n/)[line - 1]?.trim() ?? "";
  return `line ${line}, column ${column}: ${message.charAt(0).toLowerCase()}${message.slice(1)}${shown === "" ? "" : ` in “${shown.slice(0, 60)}”`}`;
}

/** @throws AppError where a byte is no text of the encoding: nothing is read as the replacement sign. */
function decode(bytes: Uint8Array, path: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const detail = encoding === "utf-8" ? `${placeOf(bytes)} is not UTF-8` : `it begins as ${encoding.toUpperCase()} and is not`;
    throw new AppError("sweep/not-json", { path, detail: `${detail}; save it as UTF-8` }, { cause: error });
  }
}

/** By the byte order mark; without one by the zero byte beside the first sign, which is ASCII in JSON. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? "utf-16be" : "utf-8";
}

/** Of the first byte that is no UTF-8, in columns as an editor counts them. */
function placeOf(bytes: Uint8Array): string {
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const before = lenient.slice(0, firstReplaced(lenient, bytes)).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** The sign itself may stand in the file; then it is three right bytes. */
function firstReplaced(lenient: string, bytes: Uint8Array): number {
  const encoder = new TextEncoder();
  for (let at = lenient.indexOf("\uFFFD"); at >= 0; at = lenient.indexOf("\uFFFD", at + 1)) {
    const offset = encoder.encode(lenient.slice(0, at)).length;
    const isSign = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!isSign) return at;
  }
  return 0;
}
