/** @file One cell of an exported table; null: there is no value. Reads: nothing. Writes: nothing. */

export type Cell = string | number | boolean | null;
