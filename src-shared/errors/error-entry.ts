/** @file One line of the table of errors (errors.ts), and what its words ask of the data. */

export interface Entry {
  readonly severity: "info" | "warning" | "error";
  /** Names the thing and the value received. `{name}` is replaced from the error's data. */
  readonly sentence: string;
  /** What the user can do next. */
  readonly action: string;
}

/** The sentences keep their types, from which those of the data are made. */
export const e = <const Sentence extends string, const Action extends string>(
  sentence: Sentence,
  action: Action,
  severity: Entry["severity"] = "error",
): Entry & { readonly sentence: Sentence; readonly action: Action } => ({ severity, sentence, action });

/** "name" | "path" of "{name} in {path}"; braces of JSON hold no name. */
type NamesIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}"${string}` ? never : Name) | NamesIn<Rest>
  : never;

export type Data = Readonly<Record<string, string | number | boolean | null>>;
type Table = Readonly<Record<string, Entry>>;
/** Known where the app is, not where the error is made. */
type Added = "log";
type NamesOf<T extends Table, Code extends keyof T> = Exclude<NamesIn<T[Code]["sentence"] | T[Code]["action"]>, Added>;
type IsOne<Code, All = Code> = Code extends Code ? ([All] extends [Code] ? true : false) : never;

/**
 * What an error is made of behind its code: what its words need is asked for, more may stand beside it. A code that is only known when it runs
 * takes whatever data came with it.
 */
export type ErrorArguments<T extends Table, Code extends keyof T> =
  IsOne<Code> extends true
    ? [NamesOf<T, Code>] extends [never]
      ? [data?: Data, options?: ErrorOptions]
      : [data: Data & { readonly [Name in NamesOf<T, Code>]: Data[string] }, options?: ErrorOptions]
    : [data?: Data, options?: ErrorOptions];
