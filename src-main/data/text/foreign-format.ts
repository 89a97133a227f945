/**
 * @file What a file is when it is no text table: told by its first bytes, or by the first lines of a text of another kind.
 * Reads: bytes and lines. Words: src-shared/words/foreign-formats.ts.
 */
import { AppError } from "#shared/errors/errors.ts";
import { FOREIGN_FORMATS, type ForeignFormat } from "#shared/words/foreign-formats.ts";
import { headOfFile, sizeOfFile } from "./file-bytes.ts";

type Magic = readonly (readonly [ForeignFormat, string | RegExp])[];
/** Bytes that no text of the encodings has, as Latin-1, at the start of the file. From the formats' own documents and file(1). */
const MAGIC: Magic = [
  ["gzip", "\x1f\x8b"],
  ["bzip2", /^BZh[1-9]1AY&SY/],
  ["xz", "\xfd7zXZ\0"],
  ["zstd", "\x28\xb5\x2f\xfd"],
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["rar", "Rar!\x1a\x07"],
  ["xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["arrow", "ARROW1\0"],
  ["avro", "Obj\x01"],
  ["hdf5", "\x89HDF\r\n\x1a\n"],
  ["npy", "\x93NUMPY"],
  ["sqlite", "SQLite format 3\0"],
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  // These have lines of text in front, which no header is.
  ["pdf", /^%PDF-\d\.\d\s*[\r\n]/],
  ["r-data", /^RD[ABX][23]\n[ABX]\n/],
  ["stata", "<stata_dta><header>"],
];
/** Letters that may begin a header, too (“PAR1,PAR2,class”): control characters follow in the formats. */
const LETTERS: Magic = [
  ["parquet", "PAR1"],
  ["orc", "ORC"],
  ["matlab", "MATLAB 5.0 MAT-file"],
  ["spss", "$FL2@(#)"],
  ["gif", /^GIF8[79]a/],
  ["webp", /^RIFF[^]{4}WEBP/],
  ["wav", /^RIFF[^]{4}WAVE/],
  ["tar", /^[^]{257}ustar/],
];
const HEAD = 1 << 10;
/** Names of the first entries of an archive. */
const ARCHIVE_HEAD = 1 << 18;

function binaryFormatOf(head: Buffer): ForeignFormat | null {
  const bytes = head.subarray(0, HEAD);
  const text = bytes.toString("latin1");
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return zipOf(head.toString("latin1"));
  // Pickle protocols 2 to 5; the second byte is the protocol.
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return "pickle";
  const magic = bytes.some(isControl) ? [...MAGIC, ...LETTERS] : MAGIC;
  return magic.find(([, begin]) => (typeof begin === "string" ? text.startsWith(begin) : begin.test(text)))?.[0] ?? null;
}

/** Tabs, line ends and the end mark of DOS are text. */
function isControl(byte: number): boolean {
  return byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a;
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

/**
 * For files on their way in. A stored copy is not asked again: it was imported, whatever later versions think of its first bytes.
 * @returns size in bytes. @throws AppError `data/not-found`, `data/too-large`, `data/foreign-format`.
 */
export async function refuseBinary(path: string, fileName: string, maxBytes: number): Promise<number> {
  const size = await sizeOfFile(path, fileName, maxBytes);
  const format = binaryFormatOf(await headOfFile(path, ARCHIVE_HEAD));
  if (format) throw refusal(format, fileName);
  return size;
}

/** @throws AppError `data/foreign-format`. */
export function refuseForeignText(lines: readonly string[], fileName: string): void {
  const format = textFormatOf(lines);
  if (format) throw refusal(format, fileName);
}
