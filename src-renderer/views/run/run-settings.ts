/** @file Every hyper-parameter of a run by group, as text: with data and seed enough to train it again. Reads: run details. */
import { familyName } from "#shared/sweep/config-label.ts";
import { cellOfParams } from "#shared/loss/params.ts";
import { OPTION_NAMES } from "#shared/loss/options.ts";
import { isSigmoid, lossFamily } from "#shared/loss/registry.ts";
import type { SweepParam } from "#shared/params/def.ts";
import { numberOf, type Params } from "#shared/params/value.ts";
import { isBuiltIn } from "#shared/sweep/config-params.ts";
import { taskOf } from "#shared/task/registry.ts";
import { selectedBy } from "#shared/words/best-epoch.ts";
import type { RunDetail } from "#shared/wire/records.ts";
import { formatShort } from "../../format/numbers.ts";
import { paramLabel, paramValueText } from "../../words/param-label.ts";
import { words } from "../../words/index.ts";

/** Name and value. */
export type Fact = readonly [string, string];

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

type Settled = Pick<RunDetail, "config" | "params" | "setup" | "classNames" | "trainCounts" | "epochs"> & { readonly row: Pick<RunDetail["row"], "seed"> };

const f = words.run.fields;
const w = words.run.hyper;

/** A number, a word, or a weight for each class. */
function optionText(value: unknown): string {
  if (typeof value === "number") return formatShort(value);
  return typeof value === "object" && value !== null
    ? Object.entries(value)
        .map(([name, weight]) => `${name} ${formatShort(weight as number)}`)
        .join(", ")
    : String(value);
}

const labelOf = (name: string): string => paramLabel({ name });

function lossFacts({ config, classNames }: Settled): Fact[] {
  const control: Fact[] = config.isControl ? [[f.control, f.yes]] : [];
  const cell = cellOfParams(config.params);
  if (cell === null) return control;
  const { family, gamma, strength, alpha, positiveClass, options } = cell;
  const sigmoid = isSigmoid(family);
  // Weights of another kind take the place of a strength; logit adjustment has none.
  const hasStrength = !sigmoid && strength !== null;
  // With more than two classes sigmoid losses are one against the rest, of every class.
  const positiveText = classNames.length > 2 ? f.eachClass : (positiveClass ?? f.rarest);
  return [
    [labelOf("family"), familyName(family)],
    ...(lossFamily(family).hasGamma ? [[labelOf("gamma"), formatShort(gamma)] as const] : []),
    ...(hasStrength ? [[labelOf("strength"), formatShort(strength)] as const] : []),
    ...(sigmoid ? [[labelOf("alpha"), alpha === null ? f.off : formatShort(alpha)] as const] : []),
    ...(sigmoid && alpha !== null ? [[labelOf("positiveClass"), positiveText] as const] : []),
    ...OPTION_NAMES.flatMap((name): Fact[] => (options[name] === undefined ? [] : [[labelOf(name), optionText(options[name])]])),
    ...control,
  ];
}

function scheduleText(params: Params): string {
  if (params["schedule"] === "step") return w.step(formatShort(numberOf(params, "scheduleFactor")), numberOf(params, "scheduleEveryEpochs") ?? 1);
  return params["schedule"] === "cosine" ? w.cosine(formatShort(numberOf(params, "scheduleFinalFraction"))) : w.constant;
}

/** What the product knows how to say better than a name and a value; null: it has no part in this run. */
const SPELLED: Readonly<Partial<Record<string, (params: Params) => string | null>>> = {
  optimizer: ({ optimizer }) =>
    typeof optimizer === "string" && optimizer in w.optimizers ? w.optimizers[optimizer as keyof typeof w.optimizers] : String(optimizer),
  momentum: (params) => (params["optimizer"] === "sgd" ? formatShort(numberOf(params, "momentum")) : null),
  schedule: scheduleText,
  scheduleFactor: () => null,
  scheduleEveryEpochs: () => null,
  scheduleFinalFraction: () => null,
  warmupEpochs: (params) => (params["warmupEpochs"] === 0 ? w.none : w.warmupValue(formatShort(numberOf(params, "warmupEpochs")))),
  hidden: ({ hidden }) => w.hiddenValue(hidden as readonly number[]),
  dropout: ({ dropout }) => (dropout === 0 ? w.none : formatShort(dropout as number)),
};

/** The order in which they are read. */
const OPTIMIZER = ["optimizer", "momentum", "learningRate", "schedule", "warmupEpochs", "weightDecay", "epochs", "batchSize"];
const NETWORK = ["hidden", "dropout"];

function factsOf(names: readonly string[], params: Params): Fact[] {
  return names.flatMap((name): Fact[] => {
    if (params[name] === undefined) return [];
    const spell = SPELLED[name];
    const text = spell ? spell(params) : paramValueText(name, params[name]);
    const betas: Fact[] = name === "optimizer" && typeof params[name] === "string" && params[name] !== "sgd" ? [[w.betas, w.betasValue]] : [];
    return text === null ? [] : [[labelOf(name), text], ...betas];
  });
}

/** What the product does not know by itself, in the order of its author. */
const ownFacts = (params: readonly SweepParam[], values: Params): Fact[] =>
  params.filter(({ name }) => !isBuiltIn(name)).map((param) => [paramLabel(param), paramValueText(param.name, values[param.name])]);

/** In what the configuration differs from the others of its sweep. */
function differences({ params, config }: Settled): Fact[] {
  return params.filter(({ varies }) => varies).map((param) => [paramLabel(param), paramValueText(param.name, config.params[param.name])]);
}

export function runSettings(detail: Settled): FactGroup[] {
  const { config, params, setup, row } = detail;
  const groups: FactGroup[] = [
    { title: w.groups.varies, facts: differences(detail) },
    { title: w.groups.loss, facts: lossFacts(detail) },
    { title: w.groups.optimizer, facts: factsOf(OPTIMIZER, config.params) },
    { title: w.groups.network, facts: factsOf(NETWORK, config.params) },
    { title: w.groups.own, facts: ownFacts(params, config.params) },
    {
      title: w.groups.run,
      facts: [
        [f.seed, String(row.seed)],
        [w.selectBy, selectedBy(setup.selectBy, taskOf(setup), detail)],
        [w.watchdog, w.watchdogs[setup.watchdog.policy]],
        ...(setup.watchdog.policy === "off" ? [] : [[w.patience, w.patienceValue(setup.watchdog.patienceEpochs)] as const]),
      ],
    },
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}

/** One line a setting, groups apart: for a note or a lab book. */
export function settingsText(groups: readonly FactGroup[]): string {
  return groups.map(({ title, facts }) => [title, ...facts.map(([name, value]) => `  ${name}: ${value}`)].join("\n")).join("\n\n");
}
