import { expect, it } from "vitest";
import { bytesInWords } from "#shared/text/bytes.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1_400_000, "1.4 MB"],
  [123_456_789_012, "123 GB"],
  [5e18, "5000000 TB"],
])("%s bytes are “%s”", (bytes, words) => expect(bytesInWords(bytes)).toBe(words));
