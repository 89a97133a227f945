/**
 * @file The head of an ARFF or KEEL file: its attributes, and what it calls inputs and outputs.
 * Reads: lines.
 *
 * Formats: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/ and the KEEL data set repository. KEEL adds ranges behind
 * number types, and lines @inputs and @outputs.
 */
import { AppError } from "#shared/errors/errors.ts";
import { ownValue } from "#shared/schema/own-value.ts";
import { tokensOf } from "./arff-tokens.ts";

export interface Attribute {
  readonly name: string;
  readonly kind: "number" | "text" | "nominal";
  /** Of a nominal one, in the order of the file. */
  readonly values: readonly string[];
}

const TYPES: Readonly<Record<string, Attribute["kind"]>> = { numeric: "number", real: "number", integer: "number", string: "text", date: "text" };
const NAMED = /^@attribute\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s{]+))\s*(.*)$/i;

/** True for the first line of such a file that is neither blank nor a comment. */
export function beginsArff(line: string): boolean {
  return /^\s*@(relation|attribute)\b/i.test(line);
}

export class ArffHeader {
  readonly attributes: Attribute[] = [];
  readonly outputs: string[] = [];

  /** @returns true when the data begin behind this line. @throws AppError `data/arff`. */
  take(text: string, line: number, fileName: string): boolean {
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("%")) return false;
    const keyword = /^@([a-z]+)/i.exec(trimmed)?.[1]?.toLowerCase();
    const refuse = (detail: string): AppError => new AppError("data/arff", { file: fileName, line, detail });
    if (keyword === "data") return true;
    if (keyword === "attribute") this.attributes.push(attributeOf(trimmed, refuse));
    else if (keyword === "output" || keyword === "outputs") {
      const names = tokensOf(trimmed.replace(/^@\w+/, ""), ",") ?? [];
      this.outputs.push(...names.map(({ text: name }) => name).filter((name) => name !== ""));
    } else if (keyword === undefined) throw refuse("a line before @data begins with no @");
    return false;
  }
}

function attributeOf(text: string, refuse: (detail: string) => AppError): Attribute {
  const found = NAMED.exec(text);
  if (!found) throw refuse("an attribute has no name");
  const quoted = found[1] ?? found[2];
  const name = (quoted === undefined ? found[3]! : quoted.replace(/\\(.)/g, "$1")).trim();
  const type = found[4]!.trim();
  if (type.startsWith("{")) {
    const tokens = tokensOf(type.slice(1).replace(/\}[^}]*$/, ""), ",");
    if (!tokens || !type.includes("}")) throw refuse(`the values of attribute “${name}” are never closed`);
    return { name, kind: "nominal", values: tokens.map((token) => token.text) };
  }
  const word = /^[a-z]+/i.exec(type)?.[0].toLowerCase() ?? "";
  if (word === "relational") throw refuse(`attribute “${name}” is relational (a table inside each row), which is not supported`);
  const kind = ownValue(TYPES, word);
  if (kind === undefined) throw refuse(`attribute “${name}” has the unknown type “${type.slice(0, 40)}”`);
  return { name, kind, values: [] };
}
