/**
 * @file The memory of one kernel instance: grows as it is asked for, and the writers of the structures of kernel/structures.h.
 * Writes: the linear memory.
 */
import { AppError } from "#shared/errors/errors.ts";
import type { Layout } from "./kernel-layout.ts";
import type { Kernel } from "./load-kernel.ts";

const PAGE = 65_536;
const LIMIT = 65_536 * PAGE;
/** A cache line: no two buffers share one. */
const ALIGNMENT = 64;

/** 4 bytes. */
type Word = { readonly int: number } | { readonly float: number };
export const int = (value: number): Word => ({ int: value });
export const float = (value: number): Word => ({ float: value });
export const ints = (values: readonly number[]): readonly Word[] => values.map(int);

export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  #top: number;
  /** Of the present buffer; growing detaches the one before. */
  #floats: Float32Array<ArrayBuffer>;

  constructor(kernel: Kernel) {
    this.#memory = kernel.memory;
    this.#top = kernel.heapBase;
    this.#floats = new Float32Array(this.#memory.buffer);
  }

  /** Bytes the instance holds. */
  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * @param count of 4-byte values. @returns the address of as many zeros (memory is never handed out twice).
   * @throws AppError `train/failed` beyond the 4 GiB of a kernel or when the machine has no more.
   */
  allocate(count: number): number {
    const address = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    const end = address + 4 * count;
    if (end > LIMIT) throw tooMuch(end);
    if (end > this.size) {
      try {
        this.#memory.grow(Math.ceil((end - this.size) / PAGE));
      } catch {
        throw tooMuch(end);
      }
      this.#floats = new Float32Array(this.#memory.buffer);
    }
    this.#top = end;
    return address;
  }

  /** A view of `count` float32 that holds until the next allocation. */
  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return this.#floats.subarray(address / 4, address / 4 + count);
  }

  ints(address: number, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#floats.buffer, address, count);
  }

  doubles(address: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#floats.buffer, address, count);
  }

  /** Writes every field of a structure; what a field with several places is not given is 0. */
  structure<F extends string>(address: number, { at, places, words }: Layout<F>, fields: Readonly<Record<F, Word | readonly Word[]>>): void {
    const view = new DataView(this.#floats.buffer, address, 4 * words);
    for (const name of Object.keys(at) as F[]) {
      const given = [fields[name]].flat();
      for (let i = 0; i < places[name]; i++) {
        const word = given[i] ?? int(0);
        if ("int" in word) view.setInt32(at[name] + 4 * i, word.int, true);
        else view.setFloat32(at[name] + 4 * i, word.float, true);
      }
    }
  }
}

const tooMuch = (bytes: number): AppError =>
  new AppError("train/failed", {
    detail: `the runs of a cohort need more than ${(bytes / 2 ** 30).toFixed(1)} GiB; train fewer at once, or a narrower network`,
  });
