/** @file What a zod schema knows of its own shape: which settings an object has, at any depth. Reads: schemas. */
import type { z } from "zod";

export type Schema = z.core.$ZodType;
/** The parts of zod's definitions that are walked; each kind of schema has some of them. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly values?: readonly unknown[];
}

const definition = (schema: Schema): Definition => (schema as z.ZodType).def as unknown as Definition;

/** Takes off what only wraps: optional, default, transform. */
function bare(schema: Schema): Schema {
  const { innerType, in: inner, type } = definition(schema);
  const next = innerType ?? (type === "pipe" ? inner : undefined);
  return next ? bare(next) : schema;
}

/** Of a union its options, the nested ones too; of anything else itself. */
export function optionsOf(schema: Schema): Schema[] {
  const plain = bare(schema);
  const { options } = definition(plain);
  return options ? options.flatMap(optionsOf) : [plain];
}

/** The branch that zod numbers so in its report on a union. */
export function branch(schema: Schema, index: number): Schema {
  return definition(bare(schema)).options?.[index] ?? schema;
}

/** Names of the settings of an object schema; none for other kinds. */
export function settingsOf(schema: Schema): string[] {
  return Object.keys(definition(bare(schema)).shape ?? {});
}

/** The options of a union that a value can mean: of a discriminated one those with its word, else all. */
export function meant(schema: Schema, value: unknown): Schema[] {
  const plain = bare(schema);
  const { options, discriminator } = definition(plain);
  if (!options) return [plain];
  const word = discriminator === undefined ? undefined : (value as Record<string, unknown> | null | undefined)?.[discriminator];
  const isMeant = (option: Schema): boolean => discriminator === undefined || wordsOf(option, discriminator).includes(word);
  return options.filter(isMeant).flatMap((option) => meant(option, value));
}

/** The words by which a discriminated union knows this option. */
export function wordsOf(option: Schema, discriminator: string): readonly unknown[] {
  const literal = definition(bare(option)).shape?.[discriminator];
  return literal ? (definition(literal).values ?? []) : [];
}

function child(schema: Schema, key: PropertyKey): Schema | undefined {
  const { shape, element, valueType } = definition(schema);
  return typeof key === "number" ? element : (shape?.[String(key)] ?? valueType);
}

/** @param value what was parsed. @returns the schema of the place, a union as a whole; null where there is none. */
export function schemaAt(root: Schema, path: readonly PropertyKey[], value: unknown): Schema | null {
  let schema = root;
  let at = value;
  for (const key of path) {
    const next = meant(schema, at).flatMap((option) => child(option, key) ?? [])[0];
    if (!next) return null;
    schema = next;
    at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  }
  return schema;
}

/** Settings inside the settings of an object, through lists and unions: [[outer, inner], ...]. */
export function innerSettings(schema: Schema): (readonly [string, string])[] {
  const { shape } = definition(bare(schema));
  return Object.entries(shape ?? {}).flatMap(([outer, inner]) =>
    optionsOf(inner).flatMap((option) => {
      const { element } = definition(option);
      const inside = element ? optionsOf(element) : [option];
      return inside.flatMap(settingsOf).map((name) => [outer, name] as const);
    }),
  );
}
