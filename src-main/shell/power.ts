/** @file Sleep and waking of the machine, as the system announces them. Reads: Electron's power events. */
import { powerMonitor } from "electron";

/**
 * A trainer that has not spoken since before the machine slept is not taken for hung: its time to speak begins anew.
 * @param listenFirst called before sleep and after it. @returns what ends the watching.
 */
export function watchPower(listenFirst: (event: "suspend" | "resume") => void): () => void {
  const suspend = (): void => listenFirst("suspend");
  const resume = (): void => listenFirst("resume");
  powerMonitor.on("suspend", suspend);
  powerMonitor.on("resume", resume);
  return () => {
    powerMonitor.off("suspend", suspend);
    powerMonitor.off("resume", resume);
  };
}
