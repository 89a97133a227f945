/** @file The codes under which a trainer may say that something failed: they become the error code of the run, unchanged. */
import { z } from "zod";
import { ERROR_TABLE, type ErrorCode } from "./errors.ts";

/** What ends one run while others of its cohort go on. A kind of trainer that knows another end adds its code here. */
export const RUN_FAILURES = ["train/diverged", "train/watchdog", "train/failed"] as const satisfies readonly ErrorCode[];
export const RunFailureSchema = z.enum(RUN_FAILURES);

/** What may be said of a whole cohort: whatever can fail where a trainer reads, loads and writes. */
export const ErrorCodeSchema = z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]);
