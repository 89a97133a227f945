/**
 * @file The contract over HTTP and WebSocket, and the built window as static files.
 * Reads: requests; every one needs the token, comes to a known host name, and (from a page) from our own origin.
 * Writes: answers; events to every open socket.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import { type CommandName, type EventName, type EventPayload, EVENTS } from "#shared/wire/contract.ts";
import { AppError, describe, toWire } from "#shared/errors/errors.ts";
import { CALL_PATH, EVENTS_PATH, EVENTS_PROTOCOL, PROOF_PATH } from "#shared/wire/http.ts";
import type { App } from "../app/app.ts";
import { isNonce, proofOf } from "../connection/owner-file.ts";
import { isToken, tokenOfProtocols } from "./access-token.ts";
import { type Doors, refuseHost, refuseOrigin } from "./doors.ts";
import { HeldNotices } from "./held-notices.ts";
import { refusePaths } from "./named-paths.ts";
import { openableHosts } from "./open-addresses.ts";
import { parseCall, readBody } from "./request-body.ts";
import { sendWindowFile } from "./window-files.ts";

const SWEEP_EVERY_MS = 30_000;
/** Bytes of events that one socket has not taken yet. */
const UNREAD_LIMIT = 32 * 1024 * 1024;

/** Styles: Svelte sets style attributes through the DOM, uPlot too; both need none of this, but uPlot's sheet is ours. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface ServerOptions extends Doors {
  /** 0: any free port. */
  readonly port: number;
  readonly token: string;
  /** null: there is no window here. */
  readonly rendererDir: string | null;
  /** Shows to anybody who asks that it knows the token; for a long random one alone, because each answer lets him try tokens at home. */
  readonly proves?: true;
  /** Told of connections that could not be taken. */
  readonly report?: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  /** Addresses with the token in their fragment: browsers never send that part to any server. At least one; the first is the one to open. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/** @throws AppError `host/port` when the port is taken or may not be used. */
export async function serveHttp(app: App, options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handle(app, options, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => EVENTS_PROTOCOL, maxPayload: 64 * 1024 });
  server.on("upgrade", (request, socket, head) => {
    // Node takes its own listener off at the upgrade: without one, a reset of the connection ends this process.
    socket.on("error", () => socket.destroy());
    const token = tokenOfProtocols(request.headers["sec-websocket-protocol"]);
    const refusal = request.url === EVENTS_PATH ? refuse(request, options, token) : new AppError("access/token");
    if (refusal) {
      socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${refusal.message} ${refusal.action}\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request));
  });
  const held = new HeldNotices();
  const ends = (Object.keys(EVENTS) as EventName[]).map((name) =>
    app.subscribe(name, (payload) => {
      if (sockets.clients.size === 0) {
        if (name === "notice") held.add(payload as EventPayload<"notice">);
        return;
      }
      const text = JSON.stringify({ name, payload });
      for (const client of sockets.clients) {
        // Nobody reads there any more; what waits for it must not fill the memory. It asks for everything anew when it connects again.
        if (client.bufferedAmount > UNREAD_LIMIT) client.terminate();
        else if (client.readyState === client.OPEN) client.send(text);
      }
    }),
  );
  // A laptop that slept leaves half-open sockets; a ping that is not answered until the next one ends them.
  const alive = new WeakSet<object>();
  sockets.on("connection", (ws) => {
    alive.add(ws);
    for (const payload of held.take()) ws.send(JSON.stringify({ name: "notice", payload }));
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
  // Too few file handles for another connection, for example: the one that came is lost, the server lives on.
  server.on("error", (error) => options.report?.(error));
  const { port } = server.address() as { port: number };
  return {
    port,
    urls: openableHosts(options.host).map((host) => `http://${host}:${port}/#token=${encodeURIComponent(options.token)}`),
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
  const [path, query] = (request.url ?? "/").split("?") as [string, string?];
  if (path !== CALL_PATH) {
    const refusal = refuseHost(request.headers, options);
    // A person reads this one.
    if (refusal) return say(response, 403, `${refusal.message} ${refusal.action}\n`);
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, { ok: false, error: toWire(new AppError("input/invalid", { what: "The method", detail: "only GET is answered here" })) });
    if (options.proves && path === PROOF_PATH) return prove(options, new URLSearchParams(query).get("nonce"), request, response);
    if (options.rendererDir === null) return say(response, 404, "There is no page here: this door is for the command line.\n");
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
    if ("json" in found) await answerJson(response, found.json);
    else answer(response, 200, { ok: true, value: found.value });
  } catch (error) {
    const wire = toWire(error);
    answer(response, wire.code === "app/internal" ? 500 : 400, { ok: false, error: wire });
  }
}

/** Another host name (DNS rebinding), a page of another origin, or no token: refused. */
function refuse(request: IncomingMessage, options: ServerOptions, token: string | undefined): AppError | null {
  const refusal = refuseHost(request.headers, options) ?? refuseOrigin(request.headers, options);
  return refusal ?? (isToken(options.token, token) ? null : new AppError("access/token"));
}

function prove(options: ServerOptions, nonce: string | null, request: IncomingMessage, response: ServerResponse): void {
  const refusal = refuseOrigin(request.headers, options);
  if (refusal) say(response, 403, `${refusal.message} ${refusal.action}\n`);
  else if (isNonce(nonce)) say(response, 200, proofOf(options.token, nonce));
  else say(response, 400, "A nonce has 32 hexadecimal digits.\n");
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  setSecurityHeaders(response);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" }).end(JSON.stringify(body));
}

function say(response: ServerResponse, status: number, text: string): void {
  setSecurityHeaders(response);
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
}

/** What is JSON already: megabytes that this process neither reads nor joins, passed on as they come. */
async function answerJson(response: ServerResponse, parts: AsyncIterable<Uint8Array>): Promise<void> {
  setSecurityHeaders(response);
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.write('{"ok":true,"value":');
  try {
    for await (const part of parts) {
      if (!response.write(part)) await taken(response);
      if (response.destroyed) return;
    }
    response.end("}");
  } catch {
    // A status was sent long ago; a connection that breaks off is the way left to say that this is not the whole.
    response.destroy();
  }
}

/** Until the other side has taken what was written, or is gone. */
function taken(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
    if (response.destroyed) go();
  });
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("content-security-policy", CSP);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-opener-policy", "same-origin");
}
