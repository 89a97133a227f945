/** @file The refusal of a record with too few or too many fields. */
import { AppError } from "#shared/errors/errors.ts";

const SHOWN = 60;

export class RaggedRecord extends AppError {
  /** First line of the record as it stands; the message has only the beginning of it. */
  readonly text: string;
  /** Fields of the rows. */
  readonly expected: number;

  constructor(fileName: string, record: { readonly text: string; readonly line: number }, found: number, expected: number) {
    const text = record.text.split("\n", 1)[0]!.trim();
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    super("data/ragged", { line: record.line, file: fileName, found, expected, text: shown });
    this.text = text;
    this.expected = expected;
  }
}
