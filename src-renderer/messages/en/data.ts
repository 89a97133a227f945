/** @file English: data sets and their import. Reads: nothing. Writes: nothing. */
export const data = {
  title: "Data",
};
