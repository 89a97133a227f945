/** @file Choices from a list, free texts and switches. */
import { z } from "zod";
import type { DomainKind } from "./kind.ts";

const ChoiceDomainSchema = z.object({ kind: z.literal("choice"), of: z.array(z.string()).min(1) });
const TextDomainSchema = z.object({ kind: z.literal("text") });
const SwitchDomainSchema = z.object({ kind: z.literal("switch") });

/** In the order of the list. */
export const choice: DomainKind<z.infer<typeof ChoiceDomainSchema>, string> = {
  schema: ChoiceDomainSchema,
  isScale: false,
  has: ({ of }, value): value is string => typeof value === "string" && of.includes(value),
  words: ({ of }) => `one of ${of.join(", ")}`,
  parse({ of }, text) {
    const wanted = text.trim();
    const folded = of.filter((name) => name.toLowerCase() === wanted.toLowerCase());
    return of.includes(wanted) ? wanted : folded.length === 1 ? folded[0]! : null;
  },
  format: (value) => value,
  order: ({ of }, value) => of.indexOf(value),
};

export const text: DomainKind<z.infer<typeof TextDomainSchema>, string> = {
  schema: TextDomainSchema,
  isScale: false,
  has: (_domain, value): value is string => typeof value === "string",
  words: () => "a text",
  parse: (_domain, given) => given,
  format: (value) => value,
  order: (_domain, value) => value,
};

const SWITCH: Readonly<Record<string, boolean>> = { on: true, true: true, yes: true, off: false, false: false, no: false };

/** "switch" is a word of the language. */
export const onOff: DomainKind<z.infer<typeof SwitchDomainSchema>, boolean> = {
  schema: SwitchDomainSchema,
  isScale: false,
  has: (_domain, value): value is boolean => typeof value === "boolean",
  words: () => "on or off",
  parse(_domain, given) {
    const word = given.trim().toLowerCase();
    return Object.hasOwn(SWITCH, word) ? SWITCH[word]! : null;
  },
  format: (value) => (value ? "on" : "off"),
  order: (_domain, value) => (value ? 1 : 0),
};
