/**
 * @file What a file is when it is no text table: told by its first bytes, or by the first lines of a text of another kind.
 * Reads: bytes and lines. Writes: nothing. Words: src-shared/sentences/foreign-formats.ts.
 */
import { AppError } from "#shared/errors.ts";
import { FOREIGN_FORMATS, type ForeignFormat } from "#shared/sentences/foreign-formats.ts";

/** Bytes as Latin-1 text, at the start unless an offset says else. From the formats' own documents and file(1). */
const MAGIC: readonly (readonly [ForeignFormat, string, number?])[] = [
  ["gzip", "\x1f\x8b"],
  ["bzip2", "BZh91AY&SY"],
  ["xz", "\xfd7zXZ\0"],
  ["zstd", "\x28\xb5\x2f\xfd"],
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["rar", "Rar!\x1a\x07"],
  ["tar", "ustar", 257],
  ["pdf", "%PDF-"],
  ["xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["parquet", "PAR1"],
  ["arrow", "ARROW1\0"],
  ["orc", "ORC\n"],
  ["avro", "Obj\x01"],
  ["hdf5", "\x89HDF\r\n\x1a\n"],
  ["npy", "\x93NUMPY"],
  ["sqlite", "SQLite format 3\0"],
  ["matlab", "MATLAB 5.0 MAT-file"],
  ["stata", "<stata_dta>"],
  ["spss", "$FL2@(#)"],
  ["r-data", "RDX"],
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["gif", "GIF87a"],
  ["gif", "GIF89a"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  ["webp", "WEBP", 8],
  ["wav", "WAVEfmt", 8],
];

function binaryFormatOf(head: Buffer): ForeignFormat | null {
  const text = head.subarray(0, 1 << 12).toString("latin1");
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return zipOf(head.toString("latin1"));
  // Pickle protocols 2 to 5; the second byte is the protocol.
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return "pickle";
  return MAGIC.find(([, magic, at = 0]) => text.startsWith(magic, at))?.[0] ?? null;
}

/** Names of entries stand uncompressed in an archive. */
function zipOf(text: string): ForeignFormat {
  if (text.includes("xl/workbook") || text.includes("xl/worksheets") || text.includes("xl/_rels")) return "xlsx";
  if (text.includes("opendocument.spreadsheet")) return "ods";
  if (text.includes("word/")) return "docx";
  if (text.includes(".npy")) return "npz";
  return "zip";
}

/** JSON, pages and the like; a table may begin with a bracket, so what follows it decides. @param lines first lines of the file. */
function textFormatOf(lines: readonly string[]): ForeignFormat | null {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== "");
  const first = filled[0] ?? "";
  const start = filled.slice(0, 5).join(" ");
  if (/^<!doctype html|^<html|^<(table|head|body|div|script)\b/i.test(start)) return "html";
  if (/^<\?xml/i.test(start)) return "xml";
  if (start.startsWith("{\\rtf")) return "rtf";
  // A line of "libsvm" has index:value pairs behind the label.
  if (filled.length > 1 && filled.slice(0, 20).every((line) => /^[+-]?[\d.]+(\s+\d+:[-+\d.eE]+)+\s*(#.*)?$/.test(line))) return "libsvm";
  if (/^[[{]/.test(start) && isJson(first)) return filled[1]?.startsWith(first[0]!) ? "json-lines" : jsonOf(start);
  return jsonOf(start);
}

const jsonOf = (start: string): ForeignFormat | null => (/^\{\s*"[^"]*"\s*:|^\[\s*(\{\s*"|\[\s*["\d-])/.test(start) ? "json" : null);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function refusal(format: ForeignFormat, fileName: string): AppError {
  return new AppError("data/foreign-format", { file: fileName, format, ...FOREIGN_FORMATS[format] });
}

/** @param head first bytes of the file. @throws AppError `data/foreign-format`. */
export function refuseBinary(head: Buffer, fileName: string): void {
  const format = binaryFormatOf(head);
  if (format) throw refusal(format, fileName);
}

/** @throws AppError `data/foreign-format`. */
export function refuseForeignText(lines: readonly string[], fileName: string): void {
  const format = textFormatOf(lines);
  if (format) throw refusal(format, fileName);
}
