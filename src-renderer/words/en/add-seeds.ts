/** @file Words of the dialog that adds seeds to a sweep. */
export const addSeeds = {
  item: "Add seeds…",
  title: (name: string) => `Add seeds to “${name}”`,
  label: "New seeds",
  help: (there: string) => `It has ${there}. Numbers and ranges: 4, 5 or 4..10 step 1. Every configuration is trained with each; the runs that are there stay.`,
  add: "Add runs",
  added: (runs: string, one: boolean, name: string) => `${runs} ${one ? "run" : "runs"} added to “${name}”.`,
};
