/** @file `focaldesk serve`: the app for a browser. Reads: options, FOCALDESK_TOKEN. Writes: the addresses to stdout; serves until interrupted. */
import { randomBytes } from "node:crypto";
import { AppError, describe } from "#shared/errors/errors.ts";
import { Log } from "../log/log.ts";
import { type CommandDoor, openCommandDoor } from "../transport/command-door.ts";
import { usableToken } from "../transport/access-token.ts";
import { isLoopback } from "../transport/doors.ts";
import { type RunningServer, serveHttp } from "../transport/http.ts";
import type { CommandLine } from "./arguments/arguments.ts";
import { type CliContext, openServerApp, report } from "./arguments/context.ts";
import { openBrowser } from "./open-browser.ts";

const DEFAULT_PORT = 4170;

const PLAIN_HTTP = [
  "This is plain HTTP, open to other machines: whoever can listen on the network reads the token and the data, and with the token imports, trains and deletes.",
  "Use it in a network you trust. Otherwise keep the default host and reach it through an SSH tunnel, or through a reverse proxy with https (--allow-host NAME).",
].join("\n");

export async function serveCommand(line: CommandLine, context: CliContext): Promise<number> {
  const { host, port: wanted, open, "allow-host": allowed } = line.options;
  const token = takeToken();
  const app = await openServerApp(context, line.options.trainers);
  let forgetPage = (): void => {};
  let door: CommandDoor | null = null;
  try {
    const log = new Log(context.dataDir, () => new Date().toISOString());
    const refused = (error: unknown): void => log.write("connection not taken", { detail: describe(error) });
    const listen = (port: number): Promise<RunningServer> =>
      serveHttp(app, { host, allowed, port, token, rendererDir: context.resources.renderer, report: refused });
    const server = await listen(wanted ?? DEFAULT_PORT).catch((error: unknown) => {
      // Nobody asked for this very port, so another one is as good.
      if (wanted === undefined && error instanceof AppError && error.code === "host/port") return listen(0);
      throw error;
    });
    // Before the address is out: whoever reads it may end this at once.
    const end = interrupted();
    door = await openCommandDoor(app, context.dataDir, (detail) => log.write("door for commands", { detail }));
    log.write("serving", { host, port: server.port, allowed: allowed.join(",") });
    const [url, ...others] = server.urls;
    report(
      context,
      { url, urls: server.urls, port: server.port, pid: process.pid, dataDir: context.dataDir, allowedHosts: allowed },
      [
        `Focaldesk is at ${url}`,
        ...others.map((other) => `             or ${other}`),
        `Data folder ${context.dataDir}. Ctrl+C stops it; runs continue at the next start.`,
      ].join("\n"),
    );
    const trouble = await app.call("store.trouble", {});
    if (trouble) context.err.write(`${trouble.message} The page at that address offers the ways out; so does “focaldesk db”.\n`);
    if (!isLoopback(host)) context.err.write(`${PLAIN_HTTP}\n`);
    if (open) forgetPage = openBrowser(url!, context.dataDir);
    await end;
    context.err.write("Stopping at a checkpoint.\n");
    await server.close();
    return 0;
  } finally {
    forgetPage();
    await door?.close();
    await app.close();
  }
}

/** @throws AppError `host/token`. */
function takeToken(): string {
  const given = process.env["FOCALDESK_TOKEN"];
  // Trainers and a browser have no use for it.
  delete process.env["FOCALDESK_TOKEN"];
  return given ? usableToken(given) : randomBytes(24).toString("base64url");
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
