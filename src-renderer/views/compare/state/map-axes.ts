/** @file What somebody laid on the axes of the maps of a sweep. */

export interface MapAxes {
  /** Name of a parameter. */
  readonly column: string;
  /** null: the map is one row. */
  readonly row: string | null;
}
