/** @file What the program around the app can do: a desktop has dialogs, a server and a command line have none. */

type FilePurpose = "open-data" | "open-sweep" | "save-table" | "save-sweep";

export interface HostServices {
  readonly kind: "electron" | "server" | "cli";
  /** @returns the chosen path, null when the user closed the dialog. Absent where there are no dialogs. */
  chooseFile?(purpose: FilePurpose, suggestedName: string | undefined): Promise<string | null>;
  /**
   * @param listenFirst called when the machine is about to sleep or has just woken: no trainer is taken for hung before its whole time to speak has
   * passed anew. @returns what ends the watching. Absent where the system does not tell.
   */
  watchPower?(listenFirst: () => void): () => void;
}
