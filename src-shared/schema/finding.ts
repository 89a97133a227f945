/** @file How a sentence is data: an id with what its words need, flat, parsed at every edge. Words of all of them: src-shared/words/. */
import { z } from "zod";

/** Schema of one finding; a list of them is a discriminated union by `id`. */
export const findingOf = <const Id extends string, Shape extends z.ZodRawShape>(id: Id, shape: Shape) => z.object({ id: z.literal(id), ...shape });
