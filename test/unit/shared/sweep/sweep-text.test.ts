/** A sweep file as people write and save it. */
import { describe, expect, it } from "vitest";
import { readSweepText } from "#shared/sweep/file-text.ts";

const TEXT = '{ "name": "γ – défaut",\n  "seeds": [1, 2] }';
const PLAIN = { name: "γ – défaut", seeds: [1, 2] };
const read = (bytes: Uint8Array | string) => readSweepText(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes, "s.json");
/** UTF-16 by its definition, with or without the mark. */
function utf16(text: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const units = [...(mark ? [0xfeff] : []), ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))];
  return Uint8Array.from(units.flatMap((u) => (bigEndian ? [u >> 8, u & 255] : [u & 255, u >> 8])));
}

describe("a sweep file", () => {
  it.each<[string, Uint8Array | string]>([
    ["UTF-8", TEXT],
    ["UTF-8 with a byte order mark", `\uFEFF${TEXT}`],
    ["UTF-16, little-endian", utf16(TEXT, false, true)],
    ["UTF-16, big-endian", utf16(TEXT, true, true)],
    ["UTF-16 without a mark", utf16(TEXT, false, false)],
    ["comments and trailing commas", '// the sweep\n{ "name": "γ – défaut", /* two */ "seeds": [1, 2,], }\n'],
  ])("is read: %s", (_, bytes) => expect(read(bytes)).toEqual(PLAIN));

  it.each<[string, Uint8Array | string, string]>([
    ["a missing comma", '{\n  "name": "s"\n  "seeds": [1]\n}', "line 3, column 3"],
    ["an end too early", '{ "name": "s"', "line 1, column"],
    ["a key twice", '{\n "seeds": [1],\n "name": "s",\n "seeds": [2]\n}', "line 4, column 2 gives “seeds” again (first: line 2)"],
    [
      "a Latin-1 byte",
      Uint8Array.from([...new TextEncoder().encode('{\n "name": "d'), 0xe9, ...new TextEncoder().encode('faut" }')]),
      "line 2, column 12 is not UTF-8",
    ],
    ["half a sign of UTF-16", Uint8Array.from([...utf16('{"a":1}', false, true), 0x20]), "UTF-16LE"],
    ["nothing", "\n", "it is empty"],
    ["lists in lists", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "too deep in each other"],
  ])("is refused with its place: %s", (_, bytes, sentence) => expect(() => read(bytes)).toThrow(sentence));

  it("keeps a replacement sign that stands in the file, and finds the broken byte behind it", () => {
    expect(read('{ "name": "\uFFFD" }')).toEqual({ name: "\uFFFD" });
    const broken = [...new TextEncoder().encode('{ "a": "\uFFFD",\n"b": "'), 0xff, 0x22, 0x7d];
    expect(() => read(Uint8Array.from(broken))).toThrow("line 2, column 7 is not UTF-8");
  });
});
