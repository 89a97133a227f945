/** @file Every hyper-parameter of a run by group, as text: with data and seed enough to train it again. Reads: run details. */
import { familyName } from "#shared/sweep/config-label.ts";
import type { LossOptions } from "#shared/loss/options.ts";
import { isSigmoid, lossFamily } from "#shared/loss/registry.ts";
import { taskOf } from "#shared/task/registry.ts";
import { selectedBy } from "#shared/words/best-epoch.ts";
import type { RunDetail } from "#shared/wire/records.ts";
import { formatShort } from "../../format/numbers.ts";
import { words } from "../../words/index.ts";

/** Name and value. */
export type Fact = readonly [string, string];

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

type Settled = Pick<RunDetail, "config" | "setup" | "classNames" | "trainCounts" | "epochs"> & { readonly row: Pick<RunDetail["row"], "seed"> };

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

function lossFacts({ config, classNames }: Settled): Fact[] {
  const sigmoid = isSigmoid(config.family);
  const { hasGamma } = lossFamily(config.family);
  const options = Object.entries(config.options) as [keyof LossOptions, unknown][];
  // Weights of another kind take the place of a strength; logit adjustment has none.
  const hasStrength = !sigmoid && config.strength !== null;
  // With more than two classes sigmoid losses are one against the rest, of every class.
  const positiveText = classNames.length > 2 ? f.eachClass : (config.positiveClass ?? f.rarest);
  return [
    [f.family, familyName(config.family)],
    ...(hasGamma ? [[f.gamma, formatShort(config.gamma)] as const] : []),
    ...(hasStrength ? [[f.strength, formatShort(config.strength)] as const] : []),
    ...(sigmoid ? [[f.alpha, config.alpha === null ? f.off : formatShort(config.alpha)] as const] : []),
    ...(sigmoid && config.alpha !== null ? [[f.positiveClass, positiveText] as const] : []),
    ...options.map(([name, value]): Fact => [words.run.options[name], optionText(value)]),
    ...(config.isControl ? [[f.control, f.yes] as const] : []),
  ];
}

function scheduleText({ kind, factor, everyEpochs, finalFraction }: RunDetail["setup"]["schedule"]): string {
  if (kind === "constant") return w.constant;
  return kind === "step" ? w.step(formatShort(factor), everyEpochs) : w.cosine(formatShort(finalFraction));
}

function optimizerFacts({ config, setup }: Settled): Fact[] {
  return [
    [w.optimizer, w.optimizers[setup.optimizer]],
    setup.optimizer === "sgd" ? [w.momentum, formatShort(setup.momentum)] : [w.betas, w.betasValue],
    [f.learningRate, formatShort(config.learningRate)],
    [w.schedule, scheduleText(setup.schedule)],
    [w.warmup, setup.schedule.warmupEpochs === 0 ? w.none : w.warmupValue(formatShort(setup.schedule.warmupEpochs))],
    [f.weightDecay, formatShort(config.weightDecay)],
    [w.epochs, formatShort(setup.epochs)],
    [w.batchSize, formatShort(setup.batchSize)],
  ];
}

export function runSettings(detail: Settled): FactGroup[] {
  const { setup, row } = detail;
  return [
    { title: w.groups.loss, facts: lossFacts(detail) },
    { title: w.groups.optimizer, facts: optimizerFacts(detail) },
    {
      title: w.groups.network,
      facts: [
        [w.hidden, w.hiddenValue(setup.hidden)],
        [w.dropout, setup.dropout === 0 ? w.none : formatShort(setup.dropout)],
      ],
    },
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
}

/** One line a setting, groups apart: for a note or a lab book. */
export function settingsText(groups: readonly FactGroup[]): string {
  return groups.map(({ title, facts }) => [title, ...facts.map(([name, value]) => `  ${name}: ${value}`)].join("\n")).join("\n\n");
}
