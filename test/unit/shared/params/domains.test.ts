/** @file Every kind of domain keeps what the product expects of one, and of parameters without a definition their values say what they are. */
import { describe, expect, it } from "vitest";
import { paramsOfConfigs } from "#shared/params/def.ts";
import {
  type Domain,
  DOMAIN_NAMES,
  type DomainName,
  domainOf,
  DomainSchema,
  domainWords,
  formatParam,
  hasValue,
  isScale,
  orderOf,
  parseValue,
} from "#shared/params/domain.ts";
import { keyOfParams, type ParamValue, type Params, ParamsSchema, textOfValue } from "#shared/params/value.ts";

/** Of each kind: a domain, values of it in their order, values and texts that are none. */
const CASES: Readonly<
  Record<DomainName, { domain: Domain; values: readonly ParamValue[]; not: readonly ParamValue[]; texts: readonly string[]; words: string }>
> = {
  number: {
    domain: { kind: "number", above: -1, max: 100 },
    values: [-0.5, 0, 1e-7, 0.30000000000000004, 100],
    not: [-1, 101, "1", true, [1]],
    texts: ["-1", "x", "", "1..2"],
    words: "above -1 and at most 100",
  },
  integer: {
    domain: { kind: "integer", min: 1 },
    values: [1, 2, 9007199254740991],
    not: [0, 1.5, "2"],
    texts: ["0", "1.5", "two"],
    words: "a whole number 1 or more",
  },
  choice: { domain: { kind: "choice", of: ["sgd", "adam"] }, values: ["sgd", "adam"], not: ["Adam", 1], texts: ["adamw", ""], words: "one of sgd, adam" },
  text: { domain: { kind: "text" }, values: ["", " a b", 'é="1"'], not: [1, false], texts: [], words: "a text" },
  switch: { domain: { kind: "switch" }, values: [false, true], not: [0, "on"], texts: ["maybe", ""], words: "on or off" },
  numbers: {
    domain: { kind: "numbers" },
    values: [[], [-1, -0.5], [64, 32]],
    not: [64, { a: 1 }],
    texts: ["a-b", ""],
    words: "a list of numbers like 64-32, or none",
  },
  "by-name": { domain: { kind: "by-name" }, values: [{}, { "b|=": 2, a: 1 }], not: [[1], "x"], texts: ["{", '{"a":"x"}'], words: "numbers by name" },
};

describe.each(DOMAIN_NAMES)("a domain of the kind %s", (name) => {
  const { domain, values, not, texts, words } = CASES[name];

  it("is read again as it was, and refused with settings of another kind", () => {
    expect(DomainSchema.parse(JSON.parse(JSON.stringify(domain)))).toEqual(domain);
    expect(() => DomainSchema.parse({ ...domain, kind: "unheard" })).toThrow();
  });
  it("has its values and no others, and says which they are", () => {
    expect(values.filter((value) => !hasValue(domain, value))).toEqual([]);
    expect(not.filter((value) => hasValue(domain, value))).toEqual([]);
    expect(domainWords(domain)).toBe(words);
  });
  it("reads back what it spells, at full precision, and no text that is no value", () => {
    for (const value of values) expect(parseValue(domain, formatParam(value)), formatParam(value)).toEqual(value);
    expect(new Set(values.map(formatParam)).size).toBe(values.length);
    expect(texts.map((text) => parseValue(domain, text))).toEqual(texts.map(() => null));
  });
  it("has an order, by distance where it is a scale", () => {
    const orders = values.map((value) => orderOf(domain, value));
    for (const [i, order] of orders.entries()) if (i > 0 && typeof order === "number") expect(order).toBeGreaterThan(orders[i - 1] as number);
    if (isScale(domain)) expect(orders).toEqual(values);
  });
  it("has values that a database and a message take, told apart by their texts", () => {
    for (const value of values) expect(ParamsSchema.parse(JSON.parse(JSON.stringify({ value })))).toEqual({ value });
    expect(new Set(values.map(textOfValue)).size).toBe(values.length);
  });
});

it("values are equal whatever the order of their names, and a number is no text", () => {
  expect(textOfValue({ a: 1, b: 2 })).toBe(textOfValue({ b: 2, a: 1 }));
  expect(textOfValue(1)).not.toBe(textOfValue("1"));
  expect(keyOfParams({ b: 1, a: "x" })).toBe(keyOfParams({ a: "x", b: 1 }));
});

it.each<[readonly ParamValue[], Domain]>([
  [[1, 2, 3], { kind: "integer" }],
  [[0.5, 1], { kind: "number" }],
  [[1e-4, 1e-3, 0.1], { kind: "number", log: true }],
  [[0, 1e-3, 0.5], { kind: "number" }],
  [[true, false], { kind: "switch" }],
  [["a", "b"], { kind: "text" }],
  [["a", 1], { kind: "text" }],
  [[[1], [2, 3]], { kind: "numbers" }],
  [[{ a: 1 }], { kind: "by-name" }],
  [[], { kind: "text" }],
])("of %j the domain is %j", (values, domain) => {
  expect(domainOf(values)).toEqual(domain);
});

it("the parameters of configurations: those defined first, what varies, and a definition that does not fit only names", () => {
  const configs: Params[] = [
    { lr: 0.1, net: "a", extra: 1 },
    { net: "b", lr: 0.1 },
  ];
  const found = paramsOfConfigs(configs, [
    { name: "net", domain: { kind: "choice", of: ["b"] }, of: "model", label: "Network" },
    { name: "absent", domain: { kind: "switch" }, of: "script" },
  ]);
  expect(found).toEqual([
    { name: "net", domain: { kind: "text" }, of: "model", label: "Network", varies: true },
    { name: "lr", domain: { kind: "number" }, of: "script", varies: false },
    { name: "extra", domain: { kind: "integer" }, of: "script", varies: true },
  ]);
});
