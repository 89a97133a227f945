/**
 * A data folder of the version that stored sentences as text, one of every kind: it opens, shows, continues and exports what that version did.
 * What is compared stands in test/fixtures/earlier/sentences-6, recorded by that version.
 */
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { type App } from "#main/app/app.ts";
import { bytesOf } from "#shared/export/made.ts";
import type { CommandOutput } from "#shared/wire/contract.ts";
import { fillSentences, type Shown } from "../fixtures/earlier-sentences.ts";
import { openApp } from "../fixtures/open-app.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import type { RunMeasure } from "#shared/wire/trainer-protocol.ts";
import { sayReason } from "#shared/words/en/reasons.ts";
import { errorInWords, flagInWords, variantInWords } from "../fixtures/in-words.ts";

async function opened(): Promise<{ app: App; shown: Shown }> {
  const data = temporaryFolder();
  const shown = fillSentences(data);
  return { app: await openApp(data, { autoTrain: "none" }), shown };
}

const textOf = (made: CommandOutput<"export.render">): string => new TextDecoder().decode(bytesOf(made));

/** Failures that had the code of another one. */
const NOW: Readonly<Record<string, string>> = {
  "The trainer ended without a result for this run.": "train/no-result",
  "Focaldesk ended 10 times while it trained this run.": "train/ended-with-app",
};
const inWords = (reasons: RunMeasure["reasons"]): Record<string, string> =>
  Object.fromEntries(Object.entries(reasons).map(([name, reason]) => [name.replace(":", "/"), sayReason(reason)]));

type Table = readonly Readonly<Record<string, string>>[];
const tableOf = (csv: string): Table => parse(csv, { columns: true, bom: true });

/** Intervals end where their metric does since: one that went beyond is cut there. */
function endedInterval(name: string, value: string, was: string): string {
  if (!/_interval95_(low|high)$/.test(name) || !["-1", "0", "1", "2"].includes(value)) return was;
  const isBeyond = name.endsWith("low") ? Number(was) <= Number(value) : Number(was) >= Number(value);
  return isBeyond ? value : was;
}

/** A table may have grown; what was in it is there, number for number. */
function expectHolds(now: string, then: string): void {
  const [found, kept] = [tableOf(now), tableOf(then)];
  expect(found).toHaveLength(kept.length);
  const names = Object.keys(kept[0]!);
  expect(Object.keys(found[0]!)).toEqual(expect.arrayContaining(names));
  for (const [i, row] of kept.entries()) {
    for (const name of names) {
      const [value, was] = [found[i]![name]!, endedInterval(name, found[i]![name]!, row[name]!)];
      if (was !== "" && Number.isFinite(Number(was)) && value !== was) expect(Number(value), `${name} in row ${i + 1}`).toBeCloseTo(Number(was), 9);
      else expect(value, `${name} in row ${i + 1}`).toBe(was);
    }
  }
}

it("has one of every kind", () => {
  const { runs } = fillSentences(temporaryFolder());
  const kinds = new Set(runs.flatMap((run) => [...run.flags, ...run.settled].map((flag) => flag.kind)));
  expect([...kinds].sort()).toEqual(["class-found", "class-lost", "diverged", "loss-vanished", "not-finite", "one-class", "one-class-over"]);
  const codes = new Set(runs.flatMap((run) => run.errorCode ?? []));
  const made = ["app/internal", "data/changed", "train/crashed", "train/diverged", "train/failed", "train/hung", "train/start", "train/watchdog"];
  expect([...codes].sort()).toEqual(made);
  expect(new Set(runs.flatMap((run) => run.fitted.flatMap(({ notes }) => notes))).size).toBeGreaterThan(15);
  expect(new Set(runs.flatMap((run) => run.fitted.flatMap(({ reason }) => reason ?? []))).size).toBeGreaterThan(5);
  expect(new Set(runs.flatMap((run) => run.reasons.flatMap(({ reasons }) => Object.values(reasons)))).size).toBeGreaterThan(12);
});

it("shows its data sets and runs in the same words", async () => {
  const { app, shown } = await opened();
  for (const { id, warnings } of shown.datasets) expect((await app.call("dataset.get", { id })).profile.warnings).toEqual(warnings);
  for (const run of shown.runs) {
    const { row, variants, measures } = await app.call("run.get", { id: run.id });
    const { seed, label, state, epoch, bestEpoch } = row;
    const said = {
      errorCode: row.error?.code ?? null,
      error: errorInWords(row),
      flags: row.flags.map(flagInWords),
      settled: row.settled!.map(flagInWords),
      fitted: variants.map(variantInWords).map(({ which, variant, notes, reason }) => ({ which, variant, notes, reason })),
      reasons: measures.map(({ which, split, variant, reasons }) => ({ which, split, variant, reasons: inWords(reasons) })),
    };
    expect({ sweep: run.sweep, id: run.id, seed, label, state, epoch, bestEpoch, ...said }).toEqual({
      ...run,
      errorCode: NOW[run.error ?? ""] ?? run.errorCode,
    });
    expect(JSON.stringify([row, variants, measures])).not.toContain('kept":"');
    expect(JSON.stringify([row, variants, measures])).not.toContain('"id":"kept"');
    expect([...row.flags, ...row.settled!].filter((flag) => "kept" in flag)).toEqual([]);
  }
});

it("exports the same tables", async () => {
  const { app, shown } = await opened();
  for (const { id: sweepId, name } of await app.call("sweep.list", {})) {
    const asked = { sweepId, format: "csv", rows: "runs", variants: ["temperature", "focal-link", "logit-adjusted"] } as const;
    const then = shown.exports[name]!;
    const now = app.call("export.render", asked);
    if (then.startsWith("export/nothing")) await expect(now).rejects.toMatchObject({ code: "export/nothing" });
    else expectHolds(textOf(await now), then);
  }
});

it("compares with the same statistics", async () => {
  const { app, shown } = await opened();
  const sweepId = (await app.call("sweep.list", {})).find(({ name }) => name === "compare")!.id;
  const render = async (format: "csv" | "markdown" | "latex", rows: "configs" | "families", metrics?: string[]): Promise<string> =>
    textOf(await app.call("export.render", { sweepId, format, rows, metrics }));
  expectHolds(await render("csv", "configs"), shown.statistics.csv);
  expectHolds(await render("csv", "families"), shown.statistics.families);
  expect(await render("markdown", "configs", ["test_macro_f1", "test_recall[c]", "test_ece@focal-link"])).toBe(
    shown.statistics.markdown.replace("(−0.017 to", "(0.000 to"),
  );
  expect(await render("latex", "configs", ["test_macro_f1", "test_recall[c]"])).toBe(shown.statistics.latex);
  const { configs } = await app.call("sweep.get", { id: sweepId });
  const items = await app.call("compare.items", { sweepId, a: configs[0]!.id, b: configs.at(-1)!.id, at: "best", metric: "macroF1" });
  expect(items).toEqual(shown.statistics.items);
});

it("goes on with the run that was not finished, from its checkpoint", async () => {
  const { app, shown } = await opened();
  const { id: sweepId } = (await app.call("sweep.list", {})).find(({ name }) => name === "unfinished")!;
  const begun: number[] = [];
  app.subscribe("epochs.added", ({ points }) => begun.push(...points.map(({ epoch }) => epoch)));
  await app.call("sweep.resume", { id: sweepId });
  await app.idle();
  expect(Math.min(...begun)).toBe(4);
  for (const then of shown.continued) {
    const { row, epochs } = await app.call("run.get", { id: then.id });
    expect([row.state, row.bestEpoch]).toEqual([then.state, then.bestEpoch]);
    expect({ flags: row.flags.map(flagInWords), settled: row.settled!.map(flagInWords) }).toEqual({ flags: then.flags, settled: then.settled });
    expect(epochs.map(({ epoch, validation, test }) => [epoch, validation, test])).toEqual(then.counts);
  }
});
