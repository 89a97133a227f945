/**
 * @file An ARFF or KEEL file, line by line: first its head, then rows; sparse rows are filled up.
 * Reads: lines. Writes: nothing.
 */
import type { DataFinding } from "#shared/data-findings.ts";
import { AppError } from "#shared/errors.ts";
import { ArffHeader } from "./arff-header.ts";
import { tokensOf } from "./arff-tokens.ts";
import type { Token } from "./arff-tokens.ts";
import { tellApart } from "./column-names.ts";

const SHOWN = 60;

export class ArffReader {
  readonly #fileName: string;
  readonly #mostColumns: number;
  readonly #header = new ArffHeader();
  #inData = false;
  names: string[] = [];
  findings: readonly DataFinding[] = [];

  constructor(fileName: string, mostColumns: number) {
    this.#fileName = fileName;
    this.#mostColumns = mostColumns;
  }

  /** Which columns list their values, and which are called outputs. */
  get declared(): { nominal: string[]; outputs: string[] } {
    const { attributes, outputs } = this.#header;
    return { nominal: this.names.filter((_, i) => attributes[i]!.kind === "nominal"), outputs: outputs.filter((name) => this.names.includes(name)) };
  }

  /** @returns a row, or null for any other line. @throws AppError `data/arff`, `data/ragged`, `data/too-wide`. */
  take(text: string, line: number): { cells: string[]; quoted: boolean[] } | null {
    if (!this.#inData) {
      this.#inData = this.#header.take(text, line, this.#fileName);
      if (this.#inData) this.#begin(line);
      return null;
    }
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("%")) return null;
    const tokens = trimmed.startsWith("{") ? this.#filled(trimmed, line) : tokensOf(trimmed);
    if (!tokens) throw this.#refusal(line, "a quotation is never closed");
    const { attributes } = this.#header;
    if (tokens.length !== attributes.length) {
      const shown = trimmed.length > SHOWN ? `${trimmed.slice(0, SHOWN)}…` : trimmed;
      throw new AppError("data/ragged", { line, file: this.#fileName, found: tokens.length, expected: attributes.length, text: shown });
    }
    return {
      // <null> is KEEL's word for a missing value.
      cells: tokens.map((token) => (!token.quoted && token.text === "<null>" ? "?" : token.text)),
      // A declared category is a text whatever it is called, “none” and “NA” included.
      quoted: tokens.map((token, i) => token.quoted || (attributes[i]!.kind === "nominal" && token.text !== "?" && token.text !== "<null>")),
    };
  }

  #begin(line: number): void {
    const { attributes } = this.#header;
    if (attributes.length === 0) throw this.#refusal(line, "there is no @attribute before @data");
    if (attributes.length > this.#mostColumns) {
      throw new AppError("data/too-wide", { line, file: this.#fileName, columns: attributes.length, limit: this.#mostColumns });
    }
    const { names, findings } = tellApart(attributes.map(({ name }) => name));
    this.names = names;
    this.findings = findings;
  }

  /** A sparse row, {1 x, 4 'y z'}: what it leaves out is 0, or the first of the categories. */
  #filled(text: string, line: number): Token[] {
    const { attributes } = this.#header;
    if (/\}\s*,\s*\{[^}]*\}$/.test(text)) throw this.#refusal(line, "weights of rows are not supported");
    if (!text.endsWith("}")) throw this.#refusal(line, "a sparse row does not end with “}”");
    const row = attributes.map(({ kind, values }): Token | null =>
      kind === "text" ? null : { text: kind === "number" ? "0" : (values[0] ?? "?"), quoted: false },
    );
    const inner = text.slice(1, -1).trim();
    for (const entry of inner === "" ? [] : splitEntries(inner)) {
      const found = /^(\d+)\s+(.*)$/.exec(entry.trim());
      const value = found && tokensOf(found[2]!, "")?.[0];
      const index = Number(found?.[1]);
      if (!value || index >= row.length) throw this.#refusal(line, `a sparse row holds “${entry.trim().slice(0, 40)}”`);
      row[index] = value;
    }
    return row.map((token, i) => {
      if (!token) throw this.#refusal(line, `a sparse row leaves out the text attribute “${this.names[i]!}”`);
      return token;
    });
  }

  #refusal(line: number, detail: string): AppError {
    return new AppError("data/arff", { file: this.#fileName, line, detail });
  }
}

/** At commas outside quotation marks. */
function splitEntries(text: string): string[] {
  return text.match(/(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"])+/g) ?? [];
}
