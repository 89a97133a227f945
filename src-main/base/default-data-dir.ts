/**
 * @file The folder for the database and imported tables when none is given: the same for the window, the server and the CLI.
 * Reads: environment.
 */
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/**
 * @param env HOME is taken from `home`; APPDATA (Windows) and XDG_DATA_HOME (Linux) are honoured when they are absolute.
 * @returns an absolute path; the folder may not exist.
 */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  switch (platform) {
    case "win32": {
      const roaming = env["APPDATA"];
      return win32.join(roaming && win32.isAbsolute(roaming) ? roaming : win32.join(home, "AppData", "Roaming"), "Focaldesk", "data");
    }
    case "darwin":
      return posix.join(home, "Library", "Application Support", "Focaldesk", "data");
    default: {
      const data = env["XDG_DATA_HOME"];
      // The XDG specification: a relative path is to be ignored.
      return posix.join(data && posix.isAbsolute(data) ? data : posix.join(home, ".local", "share"), "focaldesk");
    }
  }
}
