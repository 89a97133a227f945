/** @file English: curves of configurations over epochs. */
export const curves = {
  none: "No configuration has a complete run yet. Configurations selected in the table (Space) are drawn over each other.",
  loss: "Training loss",
  lossNote: "Losses of different γ and α are on different scales: compare shapes, not heights.",
  note: (n: number) =>
    n === 0 ? "no complete run, so no line" : n < 2 ? "n = 1 seed per configuration: no band" : "Line: mean over seeds. Band: smallest to largest seed.",
  /** What became of the runs that are not drawn. */
  standing: (label: string, why: string) => `${label}: ${why}.`,
  moreStanding: (n: number) => `${n} more ${n === 1 ? "configuration has" : "configurations have"} runs that are not complete.`,
  /** Said when there are more lines than colours; from `many` lines on dashes are left out too. */
  crowd: (lines: number, colours: number, many: number) =>
    lines <= many
      ? `${lines} lines, ${colours} colours: lines of one colour differ by their dashes.`
      : `${lines} lines are too many to tell apart by colour. Point at a line or at its name, or choose at most ${many}.`,
  metric: "Metric",
  split: "On",
  epoch: "Epoch",
  loading: (done: number, total: number) => `Loading runs: ${done} of ${total}`,
};
