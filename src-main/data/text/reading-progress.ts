/**
 * @file How far the reading of a file has come, for the one listener of a process that reads one table at a time.
 *
 * A table is read once or a few times (for its encoding, its rows, its fingerprint): each time counts from 0.
 */

/** @param bytes read so far. @param total size of the file. */
export type ReadingListener = (bytes: number, total: number) => void;

let listener: ReadingListener | null = null;

/** @param listen null: nobody listens any more. */
export function listenToReading(listen: ReadingListener | null): void {
  listener = listen;
}

export function tellReading(bytes: number, total: number): void {
  listener?.(bytes, total);
}
