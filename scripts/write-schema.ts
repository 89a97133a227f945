/** @file Publishes the schema of a sweep file for editors. Reads: src-shared/sweep/spec.ts. Writes: docs/sweep.schema.json. */
import { writeFileSync } from "node:fs";
import { sweepJsonSchema } from "#shared/sweep/json-schema.ts";

writeFileSync("docs/sweep.schema.json", sweepJsonSchema());
