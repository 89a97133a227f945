/**
 * @file The two streams of a command. What a terminal would obey instead of showing (names come from files) is written as \uXXXX, which JSON reads back.
 * Reads: text. Writes: the stream.
 */

export interface Output {
  readonly write: (text: string) => unknown;
}

/** Control characters but tab and line end, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export const printable = (text: string): string => text.replace(OBEYED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

export const shownOn = (stream: NodeJS.WriteStream): Output => ({ write: (text) => stream.write(printable(text)) });
