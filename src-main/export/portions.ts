/** @file Pieces of text as UTF-8 portions of a size that is worth a write. Reads: the pieces, once. */

const PORTION_CHARACTERS = 256 * 1024;

export class Portions implements Iterable<Uint8Array<ArrayBuffer>> {
  readonly #pieces: Iterable<string>;
  /** Given out so far. */
  bytes = 0;

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces;
  }

  *[Symbol.iterator](): Generator<Uint8Array<ArrayBuffer>> {
    const encoder = new TextEncoder();
    let waiting: string[] = [];
    let characters = 0;
    const take = (): Uint8Array<ArrayBuffer> => {
      const portion = encoder.encode(waiting.join(""));
      [waiting, characters] = [[], 0];
      this.bytes += portion.length;
      return portion;
    };
    for (const piece of this.#pieces) {
      waiting.push(piece);
      characters += piece.length;
      if (characters >= PORTION_CHARACTERS) yield take();
    }
    if (waiting.length > 0) yield take();
  }
}
