/**
 * @file How a data set was read, where that is not the usual way: names and values for its page, so that nobody has to guess later.
 * Reads: import options.
 */
import { MISSING_WORDS, type ImportOptions } from "#shared/data/dataset.ts";
import { listed, namesOf } from "#shared/text/lists.ts";
import { words } from "../../words/index.ts";
import { headerCount, shapeOf } from "../import/state/given.ts";
import { hasWord } from "#shared/data/reading/missing-words.ts";

export interface ReadingFact {
  readonly name: string;
  readonly value: string;
}

const SHOWN = 8;

export function readingFacts(options: ImportOptions): ReadingFact[] {
  const text = words.data.reading;
  const choices = words.importing.reading;
  const facts: ReadingFact[] = [];
  const add = (when: boolean, name: string, value: () => string): void => {
    if (when) facts.push({ name, value: value() });
  };
  const shape = shapeOf(options);
  const headers = headerCount(options);
  const known = options.missingWords ?? MISSING_WORDS;
  const added = known.filter((word) => !hasWord(MISSING_WORDS, word));
  const removed = MISSING_WORDS.filter((word) => !hasWord(known, word));
  const numbers = Object.entries(options.numbers ?? {});
  const merged = Object.entries(options.merge ?? {});

  add(options.encoding !== undefined && options.encoding !== "utf-8", choices.encoding, () => choices.encodings[options.encoding!]);
  add(shape !== ",", choices.delimiter, () => choices.shapes[shape]);
  add(shape !== "arff" && headers !== 1, choices.header, () => choices.headers(headers));
  add(options.skip !== undefined || options.skipEnd !== undefined, text.skipped, () => text.skippedLines(options.skip ?? 0, options.skipEnd ?? 0));
  add(options.comment !== undefined, choices.comment, () => options.comment!);
  add(added.length > 0, text.missingToo, () => namesOf(added, SHOWN));
  add(removed.length > 0, text.notMissing, () => namesOf(removed, SHOWN));
  add((options.labelMissing ?? []).length > 0, text.noLabel, () => namesOf(options.labelMissing!, SHOWN));
  add(numbers.length > 0, text.numbers, () =>
    listed(
      numbers.map(([name, style]) => `${name} (${words.importing.columns.style(style)})`),
      SHOWN,
    ),
  );
  add(merged.length > 0, text.merged, () =>
    listed(
      merged.map(([from, into]) => `“${from}” → “${into}”`),
      SHOWN,
    ),
  );
  add(options.group !== undefined, text.group, () => options.group!);
  add(options.ignore.length > 0, text.excluded, () => namesOf(options.ignore, SHOWN));
  add(options.categorical.length > 0, text.categorical, () => namesOf(options.categorical, SHOWN));
  return facts;
}
