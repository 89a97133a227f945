/** @file A made table as an answer of the contract: text as it is, binary formats in base64; whole, or as JSON in pieces. */
import type { CommandOutput } from "#shared/wire/contract.ts";
import type { Bytes } from "./format.ts";
import type { RenderedBytes } from "./render.ts";

/** UTF-8 as text; a mark at the beginning stays. */
async function* textOf(bytes: Bytes): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const portion of bytes) yield decoder.decode(portion, { stream: true });
  yield decoder.decode();
}

async function* base64Of(bytes: Bytes): AsyncGenerator<string> {
  // Three bytes are four signs: what is left of a portion waits for the next one.
  let left = Buffer.alloc(0);
  for await (const portion of bytes) {
    const there = Buffer.concat([left, portion]);
    const whole = there.length - (there.length % 3);
    yield there.toString("base64", 0, whole);
    left = there.subarray(whole);
  }
  yield left.toString("base64");
}

const spelled = ({ content, bytes }: RenderedBytes): AsyncGenerator<string> => (content === "text" ? textOf(bytes) : base64Of(bytes));
const headOf = ({ fileName, mime, rowCount }: RenderedBytes) => ({ fileName, mime, rowCount });

export async function madeAnswer(made: RenderedBytes): Promise<CommandOutput<"export.render">> {
  const pieces: string[] = [];
  for await (const piece of spelled(made)) pieces.push(piece);
  const all = pieces.join("");
  return { ...headOf(made), ...(made.content === "text" ? { text: all } : { base64: all }) };
}

/** A table of megabytes becomes JSON portion by portion. */
export async function* madeAsJson(made: RenderedBytes): AsyncGenerator<string> {
  yield `${JSON.stringify(headOf(made)).slice(0, -1)},"${made.content === "text" ? "text" : "base64"}":"`;
  for await (const piece of spelled(made)) yield JSON.stringify(piece).slice(1, -1);
  yield '"}';
}
