/** @file What is typed of parameters, as conditions. */
import { expect, it } from "vitest";
import type { ParamDef } from "#shared/params/def.ts";
import { holds, readQuery } from "#shared/params/query.ts";

const PARAMS: readonly ParamDef[] = [
  { name: "gamma", domain: { kind: "number", min: 0 }, of: "loss" },
  { name: "learningRate", domain: { kind: "number", above: 0 }, of: "optimizer" },
  { name: "backbone", domain: { kind: "choice", of: ["resnet18", "vit b"] }, of: "script" },
  { name: "augment", domain: { kind: "switch" }, of: "script" },
  { name: "epochs", domain: { kind: "integer" }, of: "script" },
];
const is = (name: string, operator: string, value: unknown) => ({ name, is: operator, value });

it.each([
  ["gamma 2", [is("gamma", "=", 2)], []],
  ["gamma=2 focal", [is("gamma", "=", 2)], ["focal"]],
  ["gamma >= 0,5", [is("gamma", ">=", 0.5)], []],
  ["gamma 1..2.5", [is("gamma", ">=", 1), is("gamma", "<=", 2.5)], []],
  ["learning_rate<1e-3 gamma!=0", [is("learningRate", "<", 1e-3), is("gamma", "!=", 0)], []],
  ["backbone resnet18", [is("backbone", "=", "resnet18")], []],
  ['backbone="vit b" augment:on', [is("backbone", "=", "vit b"), is("augment", "=", true)], []],
  // A number that no configuration can have finds none, but is no word.
  ["gamma -1 epochs>2.5", [is("gamma", "=", -1), is("epochs", ">", 2.5)], []],
  // No value of it, no parameter, no operator of it: words.
  ["backbone resnet", [], ["backbone", "resnet"]],
  ["γ 2", [], ["γ", "2"]],
  ["backbone>resnet18", [], ["backbone>resnet18"]],
  ["gamma", [], ["gamma"]],
  ["", [], []],
])("%s", (text, where, rest) => {
  expect(readQuery(text, PARAMS)).toEqual({ where, rest });
});

it("a parameter that is not set equals nothing and is on no side of anything", () => {
  const of = (text: string, params: object): boolean => readQuery(text, PARAMS).where.every((one) => holds(one, params as never));
  expect([of("gamma 2", {}), of("gamma<2", {}), of("gamma>=2", {}), of("gamma!=2", {})]).toEqual([false, false, false, true]);
  expect([of("gamma<2", { gamma: "auto" }), of("gamma 2", { gamma: "2" })]).toEqual([false, false]);
  expect([of("gamma<=2", { gamma: 2 }), of("gamma<2", { gamma: 2 }), of("augment=off", { augment: false })]).toEqual([true, false, true]);
});
