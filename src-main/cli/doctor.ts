/** @file `focaldesk doctor`: what this machine trains with, and why not with the rest. Reads: the engines. Writes: stdout. */
import { ABILITIES } from "#shared/model/supports.ts";
import { EngineShapeSchema, USUAL_SHAPE, type EngineName, type EngineReport } from "#shared/wire/engines.ts";
import { counted } from "#shared/text/lists.ts";
import { logPath } from "../log/log.ts";
import { APP_VERSION } from "../base/version.ts";
import type { CommandLine } from "./arguments/arguments.ts";
import { type CliContext, report } from "./arguments/context.ts";
import { connectToWork } from "./connect.ts";
import { textTable } from "./print/terminal.ts";

export async function doctorCommand(line: CommandLine, context: CliContext): Promise<number> {
  const app = await connectToWork(line, context, line.options.trainers);
  try {
    const survey = await app.call("engine.survey", { shape: EngineShapeSchema.parse(USUAL_SHAPE), again: true });
    const rows = survey.engines.map((engine) => [
      engine.name,
      engine.state,
      engine.backend ?? "–",
      engine.version ?? "–",
      engine.msPerStepRun === null ? "–" : engine.msPerStepRun.toFixed(3),
      engine.gradientError?.toExponential(1) ?? "–",
      trainsWhat(engine.name),
    ]);
    const text = [
      `Focaldesk ${APP_VERSION}, Node ${process.versions.node}, ${survey.machine}`,
      `Data folder ${context.dataDir}`,
      `Log ${logPath(context.dataDir)}`,
      "",
      textTable(["engine", "state", "backend", "version", "ms per step and run", "gradient error", "trains"], rows),
      "",
      `auto takes ${survey.chosen}: ${counted(survey.trainers, "trainer process", "trainer processes")}, up to ${survey.cohort} runs at once in each.`,
      ...(survey.engines.filter((engine) => engine.state === "ready" && engine.name !== "reference").length > 1
        ? ["That is for a long sweep of this shape: a short one takes what starts sooner, and a sweep keeps the engine that it began with."]
        : []),
      `Measured on 32-64-64-8, batch 128, ${survey.engines.find((engine) => engine.runs)?.runs ?? 0} runs stacked, one process.`,
      ...survey.engines.filter((engine) => engine.state !== "ready").map(whyNot),
    ];
    report(context, { ...survey, engines: survey.engines.map((engine) => ({ ...engine, trains: ABILITIES[engine.name] })) }, text.join("\n"));
    return 0;
  } finally {
    await app.close();
  }
}

function trainsWhat(engine: EngineName): string {
  const { models, tasks, losses } = ABILITIES[engine];
  return [...models, ...tasks, losses === "all" ? "every loss" : losses.join(" ")].join(", ");
}

const whyNot = (engine: EngineReport): string => `${engine.name}: ${engine.reason ?? ""} ${engine.action ?? ""}`;
