/** @file All words of the window. A view reads `words.<view>`; another language is another record of the same type. */
import { addSeeds } from "./en/add-seeds.ts";
import { charts, table } from "./en/charts.ts";
import { compare } from "./en/compare.ts";
import { data } from "./en/data.ts";
import { engines } from "./en/engines.ts";
import { errorActions } from "./en/error-actions.ts";
import { exports } from "./en/exports.ts";
import { frame } from "./en/frame.ts";
import { importing } from "./en/importing.ts";
import { losses } from "./en/losses.ts";
import { params } from "./en/params.ts";
import { queue, status } from "./en/queue.ts";
import { rescue } from "./en/rescue.ts";
import { run } from "./en/run.ts";
import { sweep } from "./en/sweep.ts";

const en = { params, frame, charts, table, queue, status, compare, run, exports, data, importing, sweep, addSeeds, losses, engines, errorActions, rescue };
export type Words = typeof en;
export const words: Words = en;
