/** @file The options of `focaldesk import` that do what a finding advises. Reads: findings. */
import type { DataFinding, FindingOf } from "#shared/data/findings.ts";
import { shellWord } from "../print/shell-word.ts";

/** A value that begins with a hyphen is tied to its option. */
const option = (name: string, value: string): string => `--${name}${value.startsWith("-") ? "=" : " "}${shellWord(value)}`;
const each = (name: string, values: readonly string[]): string => values.map((value) => option(name, value)).join(" ");

const OF_SKIPPED: Readonly<Record<FindingOf<"lines-skipped">["why"], string>> = {
  above: "--skip",
  below: "--skip-end",
  comment: "--comment",
  "separator-line": "--delimiter",
  "extra-header": "--header",
};

/** @returns null where the sentence needs no option, or none helps. */
export function optionsFor(finding: DataFinding): string | null {
  switch (finding.id) {
    case "row-index":
    case "gives-label-away":
    case "identifier":
    case "integers-rounded":
    case "dates-as-texts":
    case "images-named":
      return option("ignore", finding.column);
    case "part-column":
      return `${option("ignore", finding.column)}, and “split.column” in the sweep file`;
    case "label-siblings":
      return each("ignore", finding.columns);
    case "columns-renamed":
      return each(
        "ignore",
        finding.columns.map(({ to }) => to),
      );
    case "group-identifier":
      return option("group", finding.column);
    case "class-named-missing":
      return each(
        "label-missing",
        finding.classes.map(({ name }) => name),
      );
    case "classes-alike":
      return finding.groups
        .map(({ names: [kept, ...others] }) =>
          each(
            "merge",
            others.map(({ name }) => `${name}=${kept!.name}`),
          ),
        )
        .join(" ");
    case "codes-as-numbers":
      return each(
        "categorical",
        finding.columns.map(({ name }) => name),
      );
    case "sentinel":
      return option("also-missing", finding.value);
    case "odd-value":
      return option("also-missing", finding.cell);
    case "numbers-ambiguous":
      return "--decimal or --thousands";
    case "encoding-read":
      return "--encoding";
    case "lines-skipped":
      return OF_SKIPPED[finding.why];
    default:
      return null;
  }
}
