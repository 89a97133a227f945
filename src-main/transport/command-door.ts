/**
 * @file The door of a window or server for commands of this machine: the contract on 127.0.0.1 alone, under a secret of its own that lies in the data
 * folder. Writes: <dataDir>/owner.json while it is open.
 */
import { describe } from "#shared/errors/errors.ts";
import type { App } from "../app/app.ts";
import { newToken, writeOwnerFile } from "../connection/owner-file.ts";
import { serveHttp } from "./http.ts";

export interface CommandDoor {
  close(): Promise<void>;
}

/**
 * Never throws: without a door commands are refused, and the window lives on.
 * @param report told why there is none, and of connections that could not be taken.
 */
export async function openCommandDoor(app: App, dataDir: string, report: (detail: string) => void): Promise<CommandDoor> {
  const token = newToken();
  const told = (error: unknown): void => report(describe(error));
  try {
    const server = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token, rendererDir: null, proves: true, report: told });
    const remove = written(dataDir, server.port, token, told);
    if (remove === null) {
      report("the file system does not keep a file from others");
      await server.close();
      return { close: async () => {} };
    }
    // A second Ctrl+C ends the process at once.
    process.once("exit", remove);
    return {
      async close() {
        process.off("exit", remove);
        remove();
        await server.close();
      },
    };
  } catch (error) {
    told(error);
    return { close: async () => {} };
  }
}

function written(dataDir: string, port: number, token: string, told: (error: unknown) => void): (() => void) | null {
  try {
    return writeOwnerFile(dataDir, { pid: process.pid, port, token });
  } catch (error) {
    told(error);
    return null;
  }
}
