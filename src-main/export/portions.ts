/** @file Pieces of text as UTF-8 portions of a size that is worth a write. Reads: the pieces, once. */

const PORTION_CHARACTERS = 256 * 1024;

type Portion = Uint8Array<ArrayBuffer>;

class Gathering {
  readonly #encoder = new TextEncoder();
  #waiting: string[] = [];
  #characters = 0;

  /** @returns a portion once there is enough for one. */
  add(piece: string): Portion | null {
    this.#waiting.push(piece);
    this.#characters += piece.length;
    return this.#characters >= PORTION_CHARACTERS ? this.#take() : null;
  }
  rest(): Portion | null {
    return this.#characters > 0 ? this.#take() : null;
  }
  #take(): Portion {
    const portion = this.#encoder.encode(this.#waiting.join(""));
    [this.#waiting, this.#characters] = [[], 0];
    return portion;
  }
}

export function* portions(pieces: Iterable<string>): Generator<Portion> {
  const gathering = new Gathering();
  for (const piece of pieces) {
    const portion = gathering.add(piece);
    if (portion) yield portion;
  }
  const rest = gathering.rest();
  if (rest) yield rest;
}

/** The same of pieces that are waited for. */
export async function* portionsInTurn(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Portion> {
  const gathering = new Gathering();
  for await (const piece of pieces) {
    const portion = gathering.add(piece);
    if (portion) yield portion;
  }
  const rest = gathering.rest();
  if (rest) yield rest;
}
