/** @file The JSON Schema of a sweep file, from the one schema that the form and the command line use. */
import { z } from "zod";
import { SweepSpecSchema } from "./spec.ts";

/** @returns the text of docs/sweep.schema.json: what a person may write, defaults left out. */
export function sweepJsonSchema(): string {
  return `${JSON.stringify({ title: "Focaldesk sweep", ...z.toJSONSchema(SweepSpecSchema, { io: "input" }) }, null, 2)}\n`;
}
