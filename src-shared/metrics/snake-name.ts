/** @file The name of a built-in metric as files and the command line spell it. */

/** "macroF1" to "macro_f1". */
export const snakeName = (id: string): string => id.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
