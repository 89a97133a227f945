/** @file Every combination of the axes. */
import { eachPoint, fromSequence, type SearchKind } from "./kind.ts";

export const grid: SearchKind<unknown> = { isPlanned: true, create: (space) => fromSequence(eachPoint(space)) };
