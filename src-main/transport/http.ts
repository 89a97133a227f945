/**
 * @file The contract over HTTP and WebSocket, and the built window as static files.
 * Reads: requests; every one needs the token, comes to a known host name, and (from a page) from our own origin.
 * Writes: answers; events to every open socket.
 */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { WebSocketServer } from "ws";
import { type CommandName, type EventName, EVENTS } from "#shared/contract.ts";
import { AppError, describe, toWire } from "#shared/errors.ts";
import type { App } from "../app.ts";
import { refusePaths } from "./named-paths.ts";
import { sendWindowFile } from "./window-files.ts";

/** An upload part is at most 1.5 MB of JSON; nothing else comes near. */
const BODY_LIMIT = 4 * 1024 * 1024;
const SWEEP_EVERY_MS = 30_000;

/** Styles: Svelte sets style attributes through the DOM, uPlot too; both need none of this, but uPlot's sheet is ours. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface ServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly token: string;
  readonly rendererDir: string;
}

export interface RunningServer {
  readonly port: number;
  /** Address with the token in its fragment: browsers never send that part to any server. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws AppError `host/port` when the port is taken or may not be used. */
export async function serveHttp(app: App, options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handle(app, options, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "focaldesk", maxPayload: 64 * 1024 });
  server.on("upgrade", (request, socket, head) => {
    // Node takes its own listener off at the upgrade: without one, a reset of the connection ends this process.
    socket.on("error", () => socket.destroy());
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((p) => p.trim());
    const token = offered.find((p) => p.startsWith("token."))?.slice("token.".length);
    const refusal = request.url === "/api/events" ? refuse(request, options, token) : new AppError("access/token");
    if (refusal) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request));
  });
  const ends = (Object.keys(EVENTS) as EventName[]).map((name) =>
    app.subscribe(name, (payload) => {
      if (sockets.clients.size === 0) return;
      const text = JSON.stringify({ name, payload });
      for (const client of sockets.clients) if (client.readyState === client.OPEN) client.send(text);
    }),
  );
  // A laptop that slept leaves half-open sockets; a ping that is not answered until the next one ends them.
  const alive = new WeakSet<object>();
  sockets.on("connection", (ws) => {
    alive.add(ws);
    ws.on("pong", () => alive.add(ws));
    ws.on("error", () => ws.terminate());
  });
  const sweep = setInterval(() => {
    for (const ws of sockets.clients) {
      if (!alive.delete(ws)) ws.terminate();
      else ws.ping();
    }
  }, SWEEP_EVERY_MS);
  sweep.unref();

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new AppError("host/port", { port: options.port, host: options.host, detail: describe(error) }, { cause: error })));
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as { port: number };
  const shown = isIP(options.host) === 6 ? `[${options.host}]` : options.host;
  return {
    port,
    url: `http://${shown}:${port}/#token=${options.token}`,
    async close() {
      clearInterval(sweep);
      for (const end of ends) end();
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function handle(app: App, options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?")[0]!;
  if (path !== "/api/call") {
    const refusal = refuseHost(request, options);
    if (refusal) return answer(response, 403, { ok: false, error: toWire(refusal) });
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, { ok: false, error: toWire(new AppError("input/invalid", { what: "The method", detail: "only GET is answered here" })) });
    setSecurityHeaders(response);
    return sendWindowFile(options.rendererDir, path, request.headers["if-none-match"], response);
  }
  try {
    const header = request.headers.authorization ?? "";
    const refusal = refuse(request, options, header.startsWith("Bearer ") ? header.slice("Bearer ".length) : undefined);
    if (refusal) return answer(response, refusal.code === "access/token" ? 401 : 403, { ok: false, error: toWire(refusal) });
    if (request.method !== "POST") throw new AppError("input/invalid", { what: "The method", detail: "commands are sent by POST" });
    const { name, input } = parseCall(await readBody(request));
    refusePaths(name, input, () => false);
    const found = await app.answer(name as CommandName, input);
    if ("json" in found) answerJson(response, found.json);
    else answer(response, 200, { ok: true, value: found.value });
  } catch (error) {
    const wire = toWire(error);
    answer(response, wire.code === "app/internal" ? 500 : 400, { ok: false, error: wire });
  }
}

/** A page of another origin, another host name (DNS rebinding) or no token: refused. */
function refuse(request: IncomingMessage, options: ServerOptions, token: string | undefined): AppError | null {
  const wrongHost = refuseHost(request, options);
  if (wrongHost) return wrongHost;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${request.headers.host}`) return new AppError("access/origin", { origin });
  const expected = Buffer.from(options.token);
  const given = Buffer.from(token ?? "");
  // An empty token, e.g. of a variable that was set to nothing, would let everybody in.
  return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected) ? null : new AppError("access/token");
}

function refuseHost(request: IncomingMessage, options: ServerOptions): AppError | null {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  // Addresses cannot be rebound; names can, so only the one we listen on and localhost are answered.
  if (isIP(name) || name === "localhost" || name === options.host) return null;
  return new AppError("access/origin", { origin: name || "an unnamed host" });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_LIMIT) throw new AppError("input/invalid", { what: "The request", detail: `it is larger than ${BODY_LIMIT} bytes` });
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parseCall(text: string): { name: string; input: unknown } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError("input/invalid", { what: "The request", detail: `it is not JSON (${describe(error)})` });
  }
  const { name, input } = (body ?? {}) as { name?: unknown; input?: unknown };
  if (typeof name !== "string") throw new AppError("input/invalid", { what: "The request", detail: "it has no command name" });
  return { name, input };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  setSecurityHeaders(response);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" }).end(JSON.stringify(body));
}

/** What is JSON already: megabytes that this process neither reads nor joins. */
function answerJson(response: ServerResponse, value: readonly Uint8Array[]): void {
  setSecurityHeaders(response);
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.write('{"ok":true,"value":');
  for (const part of value) response.write(part);
  response.end("}");
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("content-security-policy", CSP);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-opener-policy", "same-origin");
}
