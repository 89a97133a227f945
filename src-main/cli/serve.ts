/** @file `focaldesk serve`: the app for a browser. Reads: options. Writes: the address to stdout; serves until interrupted. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { AppError } from "#shared/errors.ts";
import { type RunningServer, serveHttp } from "../transport/http.ts";
import type { CommandLine } from "./arguments.ts";
import { type CliContext, openApp, report } from "./context.ts";

const DEFAULT_PORT = 4170;

export async function serveCommand(line: CommandLine, context: CliContext): Promise<number> {
  const app = await openApp(context, "server", line.options.trainers);
  try {
    const token = process.env["FOCALDESK_TOKEN"] || randomBytes(24).toString("base64url");
    const listen = (port: number): Promise<RunningServer> => serveHttp(app, { host: line.options.host, port, token, rendererDir: context.resources.renderer });
    const wanted = line.options.port;
    const server = await listen(wanted ?? DEFAULT_PORT).catch((error: unknown) => {
      // Nobody asked for this very port, so another one is as good.
      if (wanted === undefined && error instanceof AppError && error.code === "host/port") return listen(0);
      throw error;
    });
    report(
      context,
      { url: server.url, port: server.port, pid: process.pid, dataDir: context.dataDir },
      `Focaldesk is at ${server.url}\nData folder ${context.dataDir}. Ctrl+C stops it; runs continue at the next start.`,
    );
    if (line.options.open) openBrowser(server.url);
    await interrupted();
    context.err.write("Stopping at a checkpoint.\n");
    await server.close();
    return 0;
  } finally {
    await app.close();
  }
}

/** Resolves at the first Ctrl+C, termination or closing of the terminal; a second one ends the process at once, but for a terminal that says it twice. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const stop = (signal: NodeJS.Signals): void => {
      if (++count > 1 && signal !== "SIGHUP") process.exit(130);
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
}

function openBrowser(url: string): void {
  const [command, ...args] = process.platform === "darwin" ? ["open", url] : process.platform === "win32" ? ["cmd", "/c", "start", "", url] : ["xdg-open", url];
  const child = spawn(command!, args, { stdio: "ignore", detached: true });
  // No browser to open: the address is on the screen.
  child.on("error", () => {});
  child.unref();
}
