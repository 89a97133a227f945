/** @file One cell of an exported table; null: there is no value. */

export type Cell = string | number | boolean | null;
