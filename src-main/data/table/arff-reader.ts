/**
 * @file An ARFF or KEEL file, line by line: first its head, then rows; sparse rows are filled up.
 * Reads: lines.
 */
import type { DataFinding } from "#shared/data/findings.ts";
import { AppError } from "#shared/errors/errors.ts";
import { ArffHeader } from "./arff-header.ts";
import { LongToken, tokensOf } from "./arff-tokens.ts";
import type { Token } from "./arff-tokens.ts";
import { tellApart } from "./column-names.ts";
import { RaggedRecord } from "./ragged.ts";

const ZERO: Token = { text: "0", quoted: false };

interface ArffLimits {
  readonly maxColumns: number;
  /** Characters. */
  readonly maxCellLength: number;
}

export class ArffReader {
  readonly #fileName: string;
  readonly #limits: ArffLimits;
  readonly #header = new ArffHeader();
  #inData = false;
  names: string[] = [];
  findings: readonly DataFinding[] = [];

  constructor(fileName: string, limits: ArffLimits) {
    this.#fileName = fileName;
    this.#limits = limits;
  }

  /** Which columns list their values, and which are called outputs. */
  get declared(): { nominal: string[]; outputs: string[] } {
    const { attributes, outputs } = this.#header;
    return { nominal: this.names.filter((_, i) => attributes[i]!.kind === "nominal"), outputs: outputs.filter((name) => this.names.includes(name)) };
  }

  /** @returns a row, or null for any other line. @throws AppError `data/arff`, `data/ragged`, `data/too-wide`, `data/long-cell`. */
  take(text: string, line: number): { cells: string[]; quoted: boolean[] } | null {
    if (!this.#inData) {
      this.#inData = this.#header.take(text, line, this.#fileName);
      if (this.#inData) this.#begin(line);
      return null;
    }
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("%")) return null;
    const tokens = trimmed.startsWith("{") ? this.#filled(trimmed, line) : this.#tokens(trimmed, line);
    if (!tokens) throw this.#refusal(line, "a quotation is never closed");
    const { attributes } = this.#header;
    if (tokens.length !== attributes.length) throw new RaggedRecord(this.#fileName, { text, line }, tokens.length, attributes.length);
    return {
      // An empty cell is missing whatever the data set's words for missing are, in the label too. A mark in quotation marks is a value.
      cells: tokens.map((token) => (isGap(token) ? "" : token.text)),
      // A declared category is a text whatever it is called, “none” and “NA” included.
      quoted: tokens.map((token, i) => token.quoted || (attributes[i]!.kind === "nominal" && !isGap(token))),
    };
  }

  #tokens(text: string, line: number): Token[] | null {
    const limit = this.#limits.maxCellLength;
    try {
      return tokensOf(text, undefined, limit);
    } catch (thrown) {
      if (!(thrown instanceof LongToken)) throw thrown;
      throw new AppError("data/long-cell", { file: this.#fileName, line, column: thrown.column, limit });
    }
  }

  #begin(line: number): void {
    const { attributes } = this.#header;
    if (attributes.length === 0) throw this.#refusal(line, "there is no @attribute before @data");
    if (attributes.length > this.#limits.maxColumns) {
      throw new AppError("data/too-wide", { line, file: this.#fileName, columns: attributes.length, limit: this.#limits.maxColumns });
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
      kind === "text" ? null : kind === "number" ? ZERO : { text: values[0] ?? "", quoted: true },
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

/** The format's mark for a missing value, and KEEL's. */
function isGap({ text, quoted }: Token): boolean {
  return !quoted && (text === "?" || text === "<null>");
}

/** At commas outside quotation marks, which open behind a blank: “it's” has an apostrophe. */
function splitEntries(text: string): string[] {
  const entries: string[] = [];
  let mark = "";
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (mark !== "" && char === "\\") i++;
    else if (mark !== "") mark = char === mark ? "" : mark;
    else if ((char === "'" || char === '"') && text[i - 1]?.trim() === "") mark = char;
    else if (char === ",") {
      entries.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...entries, text.slice(start)];
}
