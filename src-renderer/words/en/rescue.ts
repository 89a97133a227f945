/** @file English: a database that is damaged or gone. */
import { counted } from "#shared/text/counted.ts";

const rows = (n: number): string => counted(n, "row");

export const rescue = {
  title: "The database cannot be used as it is",
  kept: "Nothing was changed. Whatever you choose below, the present file is kept beside the new one.",
  restore: "Go back to a backup",
  restoreNote: "Everything up to that moment is there again; what was trained later has to be trained again.",
  restoreOf: (when: string, size: string) => `Restore the backup of ${when} (${size})`,
  none: "There is no backup.",
  noWay:
    "If you have a copy of focaldesk.db elsewhere, close Focaldesk, put it into that folder and start again. To start anew, choose another folder with --data-dir or move this one away.",
  read: "Look at what can be read",
  readNote: "Lists, compares and exports what is left, without changing anything.",
  readButton: "Open read-only",
  salvage: "Keep what can be read",
  salvageNote: "A new database with every row that can be read takes the place of the damaged one. Runs that lost results are trained again.",
  salvageButton: "Save what can be read",
  saving: (table: string, saved: number) => `Copying what can be read: table ${table}, ${rows(saved)} so far`,
  reading: (lost: number) =>
    lost === 0
      ? "Read-only: the database is damaged, and every row could be read."
      : `Read-only: the database is damaged, and at least ${rows(lost)} are lost.`,
  lost: (table: string, lost: number) => `Table ${table}: at least ${rows(lost)} lost`,
  ways: "Restore or save",
  back: "Back to what can be read",
};
