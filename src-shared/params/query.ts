/**
 * @file Conditions on parameters: as data, and as people type them: "gamma 2", "lr_max<0.01", "gamma 1..2", "backbone=resnet18".
 * Reads: text, the parameters of a sweep.
 */
import { z } from "zod";
import { type Domain, isScale, parseValue } from "./domain.ts";
import type { ParamDef } from "./def.ts";
import { ParamNameSchema, type Params, ParamsSchema, type ParamValue, textOfValue } from "./value.ts";

const OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;
type Operator = (typeof OPERATORS)[number];
export const ConditionSchema = z.object({
  name: ParamNameSchema,
  is: z.enum(OPERATORS),
  value: z.custom<ParamValue>((value) => ParamsSchema.safeParse({ value }).success),
});
export type Condition = z.infer<typeof ConditionSchema>;

/** A parameter that is not set is equal to nothing, and neither below nor above anything. */
export function holds({ name, is, value }: Condition, params: Params): boolean {
  const own = params[name];
  if (is === "=" || is === "!=") return (own !== undefined && textOfValue(own) === textOfValue(value)) === (is === "=");
  if (typeof own !== "number" || typeof value !== "number") return false;
  return is === "<" ? own < value : is === "<=" ? own <= value : is === ">" ? own > value : own >= value;
}

type Named = Pick<ParamDef, "name" | "domain">;

/** "learningRate" is found by "learning_rate" and "learning-rate", too. */
const folded = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** @returns the parameter of this name: as it is written, else in another spelling. */
export function paramNamed<P extends Named>(word: string, params: readonly P[]): P | null {
  return params.find(({ name }) => name === word) ?? params.find(({ name }) => folded(name) === folded(word)) ?? null;
}

/** The conditions that a name, an operator and a text say; null when the text is no value of the parameter. */
function conditionsOf({ name, domain }: Named, is: Operator, text: string): Condition[] | null {
  const ends = isScale(domain) && is === "=" ? /^(.+?)\.\.(.+)$/.exec(text) : null;
  if (ends) {
    const [low, high] = [parseValue(open(domain), ends[1]!), parseValue(open(domain), ends[2]!)];
    return low === null || high === null
      ? null
      : [
          { name, is: ">=", value: low },
          { name, is: "<=", value: high },
        ];
  }
  if (!isScale(domain) && is !== "=" && is !== "!=") return null;
  const value = parseValue(open(domain), text);
  return value === null ? null : [{ name, is, value }];
}

/** Whatever number is compared with: none of the sweep need have it. */
const open = (domain: Domain): Domain => (isScale(domain) ? { kind: "number" } : domain);

export interface Query {
  readonly where: readonly Condition[];
  /** What says nothing of a parameter. */
  readonly rest: readonly string[];
}

const PAIR = /^([^\s<>=!:]+)\s*(<=|>=|!=|==|=|<|>|:)\s*("[^"]*"|[^\s<>=!:]+)/;
const WORDS = /^([^\s<>=!:]+)\s+("[^"]*"|\S+)/;
const unquoted = (text: string): string => (/^".*"$/.test(text) ? text.slice(1, -1) : text);

/** Reads what is typed into a search: conditions as far as they are some, words otherwise. */
export function readQuery(text: string, params: readonly Named[]): Query {
  const where: Condition[] = [];
  const rest: string[] = [];
  let left = text.trim();
  while (left !== "") {
    const pair = PAIR.exec(left);
    const found = pair ?? WORDS.exec(left);
    const param = found && paramNamed(found[1]!, params);
    const is = pair ? (pair[2] === "==" || pair[2] === ":" ? "=" : (pair[2] as Operator)) : "=";
    const conditions = found && param && conditionsOf(param, is, unquoted(found[pair ? 3 : 2]!));
    if (conditions) {
      where.push(...conditions);
      left = left.slice(found[0].length).trim();
      continue;
    }
    const [word] = left.split(/\s+/, 1);
    rest.push(word!);
    left = left.slice(word!.length).trim();
  }
  return { where, rest };
}
