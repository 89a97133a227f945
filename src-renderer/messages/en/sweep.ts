/** @file English: the list of sweeps and the form. Reads: nothing. Writes: nothing. */
export const sweep = {
  title: "Sweeps",
  newTitle: "New sweep",
};
