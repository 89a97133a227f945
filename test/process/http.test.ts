/** The contract over HTTP and WebSocket, with the refusals that keep other pages out. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import WebSocket from "ws";
import { serveHttp } from "#main/transport/http.ts";
import { openApp } from "../fixtures/open-app.ts";
import { writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

async function serve() {
  const folder = temporaryFolder();
  const app = await openApp(folder, { host: { kind: "server" } });
  const rendererDir = join(folder, "renderer");
  mkdirSync(rendererDir);
  writeFileSync(join(rendererDir, "index.html"), "<!doctype html><title>Focaldesk</title>");
  const server = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token: "secret-token", rendererDir });
  onTestFinished(() => server.close());
  return { app, folder, server, base: `http://127.0.0.1:${server.port}` };
}

/** fetch may not set Host or Origin, so the plain client is used. */
function send(
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const req = request(base + path, { method: options.method ?? "GET", headers: options.headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
    req.on("error", reject);
    req.end(options.body);
  });
}

const AUTHORIZED = { authorization: "Bearer secret-token", "content-type": "application/json" };
const call = async (base: string, name: string, input: unknown, headers: Record<string, string> = AUTHORIZED) => {
  const { status, body } = await send(base, "/api/call", { method: "POST", headers, body: JSON.stringify({ name, input }) });
  return { status, ...(JSON.parse(body) as { ok: boolean; value?: unknown; error?: { code: string; message: string } }) };
};

describe("focaldesk over HTTP", () => {
  it("holds notices while no page is connected, and tells them to the first that is", async () => {
    const listeners = new Map<string, (payload: object) => void>();
    const app = {
      subscribe: (name: string, listener: (payload: object) => void) => {
        listeners.set(name, listener);
        return () => listeners.delete(name);
      },
    } as never;
    const server = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token: "secret-token", rendererDir: null });
    onTestFinished(() => server.close());
    const notice = (code: string): void => listeners.get("notice")!({ code, data: {}, message: "", action: "", severity: "info" });
    notice("train/no-process");
    listeners.get("sweeps.changed")!({ ids: [1] });
    notice("sweep/engine-gone");
    const events = new WebSocket(`ws://127.0.0.1:${server.port}/api/events`, ["focaldesk", `token64.${Buffer.from("secret-token").toString("base64url")}`]);
    onTestFinished(() => events.terminate());
    const got: string[] = [];
    await new Promise<void>((resolve) =>
      events.on("message", (text: Buffer) => {
        const { name, payload } = JSON.parse(text.toString()) as { name: string; payload: { code: string } };
        got.push(`${name} ${payload.code}`);
        if (got.length === 2) notice("train/crashed");
        if (got.length === 3) resolve();
      }),
    );
    expect(got).toEqual(["notice train/no-process", "notice sweep/engine-gone", "notice train/crashed"]);
  });

  it("answers commands with the token, and nothing without it", async () => {
    const { base } = await serve();
    expect(await call(base, "app.info", {})).toMatchObject({ status: 200, ok: true, value: { host: "server", canPickFiles: false } });
    expect(await call(base, "app.info", {}, {})).toMatchObject({ status: 401, ok: false, error: { code: "access/token" } });
    expect(await call(base, "app.info", {}, { authorization: "Bearer secret-tokem" })).toMatchObject({ status: 401, error: { code: "access/token" } });
    expect((await send(base, "/api/call", { headers: AUTHORIZED })).status).toBe(400);
  });

  it("refuses pages of other origins and rebound host names, also for the files of the window", async () => {
    const { base, server } = await serve();
    expect(await call(base, "app.info", {}, { ...AUTHORIZED, origin: "http://evil.example" })).toMatchObject({
      status: 403,
      error: { code: "access/origin", message: expect.stringContaining("http://evil.example") },
    });
    expect(await call(base, "app.info", {}, { ...AUTHORIZED, origin: base })).toMatchObject({ status: 200 });
    expect(await call(base, "app.info", {}, { ...AUTHORIZED, host: "evil.example" })).toMatchObject({ status: 403 });
    expect((await send(base, "/", { headers: { host: `evil.example:${server.port}` } })).status).toBe(403);
    expect((await send(base, "/", { headers: { host: `localhost:${server.port}` } })).status).toBe(200);
  });

  it("names the command and the value that it cannot take", async () => {
    const { base } = await serve();
    expect(await call(base, "sweep.fly", {})).toMatchObject({
      status: 400,
      error: { code: "input/unknown-command", message: "There is no command named “sweep.fly”." },
    });
    expect(await call(base, "constructor", {})).toMatchObject({ status: 400, error: { code: "input/unknown-command" } });
    expect(await call(base, "run.get", { id: "one" })).toMatchObject({
      status: 400,
      error: { code: "input/invalid", message: expect.stringContaining("“id” of run.get") },
    });
    expect(await call(base, "run.get", { id: 1 })).toMatchObject({ status: 400, error: { code: "run/not-found", message: "There is no run with id 1." } });
    const broken = await send(base, "/api/call", { method: "POST", headers: AUTHORIZED, body: "{" });
    expect([broken.status, JSON.parse(broken.body).error.code]).toEqual([400, "input/invalid"]);
  });

  it("serves the window with a strict policy and no way out of its folder", async () => {
    const { base } = await serve();
    const page = await send(base, "/");
    expect(page.body).toContain("<title>Focaldesk</title>");
    expect(page.headers["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self';/);
    expect(page.headers["content-security-policy"]).not.toContain("unsafe-eval");
    expect((await send(base, "/../focaldesk.db")).status).toBe(404);
    expect((await send(base, "/%2e%2e/focaldesk.db")).status).toBe(404);
  });

  it("reads and writes no file that a call names, with the token too", async () => {
    const { base, folder } = await serve();
    const database = join(folder, "focaldesk.db");
    const before = readFileSync(database);
    const calls: [string, object][] = [
      ["dataset.inspect", { source: { path: "/etc/passwd" } }],
      ["dataset.check", { source: { path: "/etc/passwd" }, options: { delimiter: ",", header: true, label: "x" } }],
      ["dataset.import", { source: { path: "/etc/passwd" }, options: { delimiter: ",", header: true, label: "x" } }],
      ["sweep.readFile", { path: "/etc/passwd" }],
      ["sweep.writeFile", { path: database, spec: { name: "x", dataset: {}, losses: [{ family: "cross-entropy" }] } }],
      ["export.write", { path: database, sweepId: 1, format: "csv" }],
    ];
    for (const [name, input] of calls) expect(await call(base, name, input)).toMatchObject({ status: 400, error: { code: "access/path" } });
    expect(readFileSync(database)).toEqual(before);
  });

  it.runIf(process.platform === "linux")("a thousand requests that are broken off leave no file open", async () => {
    const { base, server, folder } = await serve();
    // Larger than what a socket takes at once, so that every answer is still on its way when its request is reset.
    writeFileSync(join(folder, "renderer", "large.js"), Buffer.alloc(8 << 20, 32));
    const breakOff = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const socket = connect(server.port, "127.0.0.1", () => socket.write("GET /large.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        socket.on("error", reject);
        socket.once("data", () => {
          socket.resetAndDestroy();
          resolve();
        });
      });
    const open = (): number => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let i = 0; i < 50; i++) await Promise.all(Array.from({ length: 20 }, breakOff));
    await vi.waitFor(() => expect(open()).toBeLessThan(before + 20), { timeout: 60_000 });
    expect((await send(base, "/")).status).toBe(200);
  });

  it("answers a browser that has the file with 304", async () => {
    const { base } = await serve();
    const first = await send(base, "/");
    expect((await send(base, "/", { headers: { "if-none-match": String(first.headers["etag"]) } })).status).toBe(304);
  });

  it("lives on when the window is built anew under it", async () => {
    const { base, folder } = await serve();
    const asset = join(folder, "renderer", "old.js");
    writeFileSync(asset, "1");
    expect((await send(base, "/old.js")).status).toBe(200);
    rmSync(asset);
    expect((await send(base, "/old.js")).status).toBe(404);
    writeFileSync(join(folder, "renderer", "new.js"), "2");
    expect(await send(base, "/new.js")).toMatchObject({ status: 200, body: "2" });
  });

  it("takes a file in parts, and refuses to use one that is not whole", async () => {
    const { base, folder } = await serve();
    const bytes = readFileSync(writeSmallTable(folder));
    const { value } = await call(base, "upload.begin", { fileName: "C:\\data\\small.csv", sizeBytes: bytes.length });
    const { uploadId } = value as { uploadId: string };
    const half = Math.floor(bytes.length / 2);
    await call(base, "upload.append", { uploadId, base64: bytes.subarray(0, half).toString("base64") });
    expect(await call(base, "dataset.inspect", { source: { uploadId } })).toMatchObject({
      status: 400,
      error: { message: `The upload of small.csv was interrupted: ${half} of ${bytes.length} bytes arrived.` },
    });
    await call(base, "upload.append", { uploadId, base64: bytes.subarray(half).toString("base64") });
    const inspected = await call(base, "dataset.inspect", { source: { uploadId } });
    expect(inspected.value).toMatchObject({ fileName: "small.csv", rows: 240, suggestedLabel: "kind", options: { delimiter: ",", header: true } });
    const imported = await call(base, "dataset.import", { source: { uploadId }, options: { delimiter: ",", header: true, label: "kind" } });
    expect(imported.value).toMatchObject({ name: "small", profile: { rows: 240, features: 2, imbalanceRatio: 16 } });
    expect(await call(base, "dataset.inspect", { source: { uploadId } })).toMatchObject({ status: 400, error: { code: "data/upload" } });
  });

  it("imports a table once when it is asked for twice at the same time, and leaves nothing behind", async () => {
    const { base, folder } = await serve();
    const answers = await Promise.all([1, 2, 3, 4].map(() => call(base, "dataset.importSample", {})));
    expect(answers.map(({ value }) => (value as { id: number } | undefined)?.id)).toEqual([1, 1, 1, 1]);
    expect((await call(base, "dataset.list", {})).value).toHaveLength(1);
    expect(readdirSync(join(folder, "datasets"))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.csv$/)]);
  });

  it("forgets an upload of which a part could not be written", async () => {
    const { base, folder } = await serve();
    const { uploadId } = (await call(base, "upload.begin", { fileName: "small.csv", sizeBytes: 4 })).value as { uploadId: string };
    rmSync(join(folder, "uploads"), { recursive: true });
    const part = { uploadId, base64: Buffer.from("x,y\n").toString("base64") };
    expect(await call(base, "upload.append", part)).toMatchObject({ status: 400, error: { code: "data/upload", message: expect.stringContaining("ENOENT") } });
    // Not taken for whole: the table would be read without that part.
    expect(await call(base, "dataset.inspect", { source: { uploadId } })).toMatchObject({
      error: { message: expect.stringContaining("not known here any more") },
    });
  });

  it("sends events to a socket with the token, and closes the door to others", async () => {
    const { base, server, app } = await serve();
    const url = `ws://127.0.0.1:${server.port}/api/events`;
    const refused = (protocols: string[], origin?: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url, protocols, origin ? { origin } : {});
        socket.on("error", (error) => resolve(error.message));
        socket.on("open", () => resolve("open"));
      });
    expect(await refused(["focaldesk"])).toContain("403");
    expect(await refused(["focaldesk", "token64.d3Jvbmc"])).toContain("403");
    expect(await refused(["focaldesk", "token64.c2VjcmV0LXRva2Vu"], "http://evil.example")).toContain("403");
    const socket = new WebSocket(url, ["focaldesk", "token64.c2VjcmV0LXRva2Vu"], { origin: base });
    await new Promise((resolve) => socket.on("open", resolve));
    const message = new Promise<string>((resolve) => socket.on("message", (data: Buffer) => resolve(data.toString())));
    await app.call("queue.pause", {});
    expect(JSON.parse(await message)).toMatchObject({ name: "queue.changed", payload: { paused: true } });
    socket.terminate();
  });

  it("lives on when a connection is reset in the middle of an upgrade, or asks for a range that ends before it begins", async () => {
    const { base, server } = await serve();
    const upgrade = "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    for (let i = 0; i < 5; i++)
      await new Promise<void>((resolve, reject) => {
        const socket = connect(server.port, "127.0.0.1", () => socket.write(upgrade));
        socket.on("error", reject);
        // The refusal is on its way: the server's end of the connection is past its own handlers.
        socket.once("data", () => {
          socket.resetAndDestroy();
          resolve();
        });
      });
    expect((await send(base, "/", { headers: { range: "bytes=5-2" } })).body).toContain("<title>Focaldesk</title>");
    expect(await call(base, "app.info", {})).toMatchObject({ status: 200 });
  });

  it("answers what is too large or too deep with a sentence, and ends a socket that sends megabytes", async () => {
    const { base, server } = await serve();
    const large = await send(base, "/api/call", { method: "POST", headers: AUTHORIZED, body: `{"name":"app.info","input":"${"x".repeat(5 << 20)}"}` });
    expect([large.status, JSON.parse(large.body)]).toMatchObject([400, { error: { message: "The request is not valid: it is larger than 4194304 bytes." } }]);
    const deep = await send(base, "/api/call", {
      method: "POST",
      headers: AUTHORIZED,
      body: `{"name":"app.info","input":${"[".repeat(1e6)}${"]".repeat(1e6)}}`,
    });
    expect([deep.status, JSON.parse(deep.body)]).toMatchObject([400, { error: { code: "input/invalid", message: expect.stringContaining("64 deep") } }]);
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/events`, ["focaldesk", "token64.c2VjcmV0LXRva2Vu"]);
    await new Promise((resolve) => socket.on("open", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    socket.send("x".repeat(1 << 20));
    await closed;
    expect(await call(base, "app.info", {})).toMatchObject({ status: 200 });
  });

  it("with an empty token lets nobody in", async () => {
    const { app, folder } = await serve();
    const open = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token: "", rendererDir: folder });
    onTestFinished(() => open.close());
    expect(await call(`http://127.0.0.1:${open.port}`, "app.info", {}, {})).toMatchObject({ status: 401, error: { code: "access/token" } });
    expect(await call(`http://127.0.0.1:${open.port}`, "app.info", {}, { authorization: "Bearer " })).toMatchObject({ status: 401 });
  });

  it("says which port is taken", async () => {
    const { app, server, folder } = await serve();
    await expect(serveHttp(app, { host: "127.0.0.1", allowed: [], port: server.port, token: "t", rendererDir: folder })).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 cannot be used`,
    );
  });
});
