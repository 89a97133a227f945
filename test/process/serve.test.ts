/** @file `focaldesk serve` as its users call it: names, addresses, tokens, the browser it opens, too few file handles. Reads, writes: temporary folders. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { focaldesk } from "../fixtures/focaldesk-command.ts";
import { smallSweep, writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

interface Served {
  readonly child: ChildProcess;
  readonly data: string;
  readonly port: number;
  readonly urls: string[];
  err(): string;
  end(): Promise<number | null>;
}

async function serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, handles?: number): Promise<Served> {
  const data = join(temporaryFolder(), "data");
  const words = [process.execPath, "src-main/cli.ts", "serve", "--port", "0", "--trainers", "1", "--data-dir", data, "--json", ...args];
  const command = handles === undefined ? words : ["bash", "-c", `ulimit -n ${handles}; exec "$@"`, "bash", ...words];
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, FOCALDESK_TOKEN: "t", ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let err = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [line] = (await once(child.stdout!.setEncoding("utf8"), "data")) as [string];
  const { port, urls } = JSON.parse(line) as { port: number; urls: string[] };
  const end = async (): Promise<number | null> => {
    const closed = once(child, "close") as Promise<[number | null]>;
    child.kill("SIGTERM");
    return (await closed)[0];
  };
  return { child, data, port, urls, err: () => err, end };
}

const info = (port: number, token = "t", headers: Record<string, string> = {}): Promise<{ status: number; body: string }> =>
  send(port, "app.info", {}, undefined, { authorization: `Bearer ${token}`, connection: "close", ...headers });

function send(
  port: number,
  name: string,
  input: object,
  agent?: Agent,
  headers: Record<string, string> = { authorization: "Bearer t" },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, path: "/api/call", method: "POST", agent, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode!, body }));
    });
    req.on("error", reject);
    req.end(JSON.stringify({ name, input }));
  });
}

describe("focaldesk serve", () => {
  it.each([
    [["serve", "somewhere"], "“somewhere” is one word too many for serve; a data folder is named with --data-dir somewhere."],
    [["doctor", "now"], "“now” is one word too many for doctor"],
    [["version", "2"], "“2” is one word too many for version."],
    [["serve", "--allow-host", "https://lab.example/x"], "--allow-host “https://lab.example/x”: it must be a name alone"],
  ])("refuses %j", async (args, sentence) => {
    const { code, out, err } = await focaldesk(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
  });

  it("version and help answer --json with JSON", async () => {
    expect(JSON.parse((await focaldesk("version", "--json")).out)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(JSON.parse((await focaldesk("help", "--json")).out)).toMatchObject({
      commands: expect.arrayContaining([expect.objectContaining({ command: "run" })]),
    });
    expect(JSON.parse((await focaldesk("serve", "--help", "--json")).out)).toMatchObject({
      command: "serve",
      options: expect.arrayContaining([expect.objectContaining({ option: "--allow-host" })]),
    });
  });

  it("answers to an allowed name, also behind a proxy with https, and to no other", async () => {
    const { port } = await serve(["--allow-host", "Lab.Example", "--allow-host", "other.example"]);
    const status = async (headers: Record<string, string>): Promise<number> => (await info(port, "t", headers)).status;
    expect(await status({ host: "lab.example" })).toBe(200);
    expect(await status({ host: "other.example:4170" })).toBe(200);
    expect(await status({ "x-forwarded-host": "lab.example", "x-forwarded-proto": "https", origin: "https://lab.example" })).toBe(200);
    expect(await status({ "x-forwarded-host": "evil.example" })).toBe(403);
    expect(await status({ origin: "https://evil.example" })).toBe(403);
    const refused = await info(port, "t", { host: "evil.example" });
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      403,
      { error: { code: "access/host", action: expect.stringContaining("--allow-host evil.example") } },
    ]);
  });

  it("beyond this machine prints addresses that can be opened, and what plain HTTP means", async () => {
    const far = await serve(["--host", "0.0.0.0"]);
    expect(far.urls.length).toBeGreaterThan(0);
    for (const url of far.urls) {
      expect(url).not.toContain("0.0.0.0");
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.destroy();
    }
    await expect.poll(far.err).toContain("This is plain HTTP, open to other machines");
    const near = await serve();
    expect(await near.end()).toBe(0);
    expect(near.err()).not.toContain("plain HTTP");
  });

  it("takes a token with / = , and spaces over HTTP and WebSocket", async () => {
    const token = "a/b+c== d,e";
    const { port, urls } = await serve([], { FOCALDESK_TOKEN: token });
    expect(decodeURIComponent(urls[0]!.split("#token=")[1]!)).toBe(token);
    expect((await info(port, token)).status).toBe(200);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/events`, ["focaldesk", `token64.${Buffer.from(token).toString("base64url")}`]);
    await once(socket, "open");
    socket.terminate();
  });

  it("refuses a token that no header can carry, in a sentence", async () => {
    const data = join(temporaryFolder(), "data");
    const child = spawn(process.execPath, ["src-main/cli.ts", "serve", "--port", "0", "--data-dir", data], {
      env: { ...process.env, FOCALDESK_TOKEN: "schlüssel" },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    expect((await once(child, "close"))[0]).toBe(1);
    expect(err).toContain("The token in FOCALDESK_TOKEN cannot be used: “ü” is not one of them.");
  });

  it.skipIf(process.platform !== "linux")("opens the browser by a page of the owner's, with the token in no process' arguments", async () => {
    const folder = temporaryFolder();
    const said = join(folder, "arguments");
    mkdirSync(join(folder, "bin"));
    // Written beside and renamed: whoever sees it sees all of it.
    writeFileSync(join(folder, "bin", "xdg-open"), `#!/bin/sh\nprintf '%s' "$*" > '${said}.new' && mv '${said}.new' '${said}'\n`);
    chmodSync(join(folder, "bin", "xdg-open"), 0o755);
    const served = await serve(["--open"], { FOCALDESK_TOKEN: "hide-me-4170", PATH: `${join(folder, "bin")}:${process.env["PATH"]}` });
    await expect.poll(() => existsSync(said)).toBe(true);
    const page = readFileSync(said, "utf8");
    expect(page).not.toContain("hide-me");
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, "utf8")).toContain(served.urls[0]!);
    expect(readFileSync(`/proc/${served.child.pid}/cmdline`, "utf8")).not.toContain("hide-me");
    expect(await served.end()).toBe(0);
    expect(existsSync(page)).toBe(false);
  });

  it.skipIf(process.platform !== "linux").each([100, 256])("outlives having %d file handles", async (handles) => {
    const { port, child, end } = await serve([], {}, handles);
    const sockets: Socket[] = [];
    // As many more as there are handles: the last ones are refused or wait.
    for (let i = 0; i < handles + 20; i++) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      sockets.push(socket);
      await Promise.race([once(socket, "connect"), once(socket, "close")]);
    }
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => info(port).then(({ status }) => status, String)).toBe(200);
    expect(child.exitCode).toBeNull();
    expect(await end()).toBe(0);
  });

  it.skipIf(process.platform !== "linux")("blames no run for trainers that could not start for want of file handles", async () => {
    const { port, child, data } = await serve([], {}, 100);
    const folder = join(data, "..");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const call = async (name: string, input: object): Promise<{ ok: boolean; value: never }> => JSON.parse((await send(port, name, input, agent)).body);
    const bytes = readFileSync(writeSmallTable(folder));
    const { uploadId } = (await call("upload.begin", { fileName: "small.csv", sizeBytes: bytes.length })).value as { uploadId: string };
    await call("upload.append", { uploadId, base64: bytes.toString("base64") });
    const { id } = (await call("dataset.import", { source: { uploadId }, options: { delimiter: ",", header: true, label: "kind" } })).value as { id: number };
    await call("queue.pause", {});
    const spec = { ...smallSweep({ engine: "wasm", seeds: [1] }), dataset: {} };
    await call("sweep.create", { datasetId: id, spec, start: true });
    const events = new WebSocket(`ws://127.0.0.1:${port}/api/events`, ["focaldesk", `token64.${Buffer.from("t").toString("base64url")}`]);
    onTestFinished(() => events.terminate());
    await once(events, "open");
    const notice = new Promise<{ message: string }>((resolve) =>
      events.on("message", (text: Buffer) => {
        const { name, payload } = JSON.parse(text.toString()) as { name: string; payload: { message: string } };
        if (name === "notice") resolve(payload);
      }),
    );
    const sockets: Socket[] = [];
    for (const isFull = (): boolean => readdirSync(`/proc/${child.pid}/fd`).length >= 98; !isFull();) {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      sockets.push(socket);
      await once(socket, "connect");
      // Taken by the server, not only by the system's queue.
      await call("app.info", {});
    }
    await call("queue.resume", {});
    expect((await notice).message).toContain("The trainer process could not start: too many files are open (EMFILE)");
    for (const socket of sockets) socket.destroy();
    const counts = async (): Promise<unknown> => ((await call("sweep.list", {})).value as { counts: unknown }[])[0]!.counts;
    await expect.poll(counts, { timeout: 60_000 }).toMatchObject({ complete: 4, failed: 0 });
  });
});
