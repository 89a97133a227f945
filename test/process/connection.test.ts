/**
 * @file What every connection to the app keeps to, in this process and over HTTP; and how the owner of a folder is found, or not believed.
 * Reads, writes: temporary folders.
 */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findResources } from "#main/base/resources.ts";
import type { Connection } from "#main/connection/connection.ts";
import { connectHere } from "#main/connection/in-process.ts";
import { OWNER_FILE, readOwnerFile, writeOwnerFile } from "#main/connection/owner-file.ts";
import { reachOwner } from "#main/connection/over-http.ts";
import { openCommandDoor } from "#main/transport/command-door.ts";
import type { App } from "#main/app/app.ts";
import { addSweep, openApp } from "../fixtures/open-app.ts";
import { writeSmallTable } from "../fixtures/small-sweep.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const openDoor = async (app: App, folder: string) => {
  const door = await openCommandDoor(app, folder, (detail) => expect.fail(detail));
  onTestFinished(() => door.close());
  return door;
};

const WAYS: readonly [string, (app: App, folder: string) => Promise<Connection>][] = [
  ["in this process", async (app) => connectHere(app)],
  [
    "over HTTP",
    async (app, folder) => {
      await openDoor(app, folder);
      const connection = (await reachOwner(folder))!;
      onTestFinished(() => connection.close());
      return connection;
    },
  ],
];

const options = { delimiter: ",", header: true, label: "kind", missing: "median", ignore: [] as string[], categorical: [] as string[] } as const;

describe.each(WAYS)("a connection %s", (_, connect) => {
  async function open(): Promise<{ connection: Connection; app: App; folder: string }> {
    const folder = temporaryFolder();
    const app = await openApp(folder, { readerEntry: findResources().readerEntry });
    return { connection: await connect(app, folder), app, folder };
  }

  it("answers what the app answers, with defaults filled in, from its threads too", async () => {
    const { connection, app, folder } = await open();
    const { sweepId, datasetId } = await addSweep(app, folder);
    await app.idle();
    const both = async (name: "dataset.list" | "compare.get", input: object): Promise<void> => {
      const answer = await app.call(name, input);
      expect(JSON.parse(JSON.stringify(await connection.call(name, input as never)))).toEqual(JSON.parse(JSON.stringify(answer)));
    };
    await both("dataset.list", {});
    await both("compare.get", { sweepId });
    const spec = await connection.call("sweep.sample", { datasetId });
    expect(await connection.call("sweep.create", { datasetId, spec, start: false })).toMatchObject({ sweepId: sweepId + 1 });
    const table = await connection.call("export.render", { sweepId, format: "csv" });
    expect(table.rowCount).toBe(8);
  });

  it("refuses as the app refuses: code, data, sentence and next step", async () => {
    const { connection, app } = await open();
    for (const [name, input] of [
      ["sweep.get", { id: 99 }],
      ["sweep.rename", { id: 1, name: "" }],
      ["dataset.remove", { id: 7 }],
      ["compare.get", { sweepId: 5 }],
      ["nothing.there", {}],
    ] as const) {
      const [wanted, got] = await Promise.all(
        [app, connection].map((asked) => asked.call(name as "sweep.get", input as never).catch((error: unknown) => error)),
      );
      expect(got).toMatchObject({ code: (wanted as { code: string }).code, data: (wanted as { data: object }).data, message: (wanted as Error).message });
    }
  });

  it("tells whoever subscribed what a later call causes, once for each subscription, until it ends", async () => {
    const { connection, folder } = await open();
    const told: string[] = [];
    const listener = (): void => void told.push("changed");
    const end = connection.subscribe("datasets.changed", listener);
    const other = connection.subscribe("datasets.changed", listener);
    const source = await connection.source(writeSmallTable(folder), "small.csv");
    const { id } = await connection.call("dataset.import", { source, options });
    await expect.poll(() => told).toEqual(["changed", "changed"]);
    end();
    await connection.call("dataset.rename", { id, name: "renamed" });
    await expect.poll(() => told).toHaveLength(3);
    other();
    const last = new Promise<void>((resolve) => connection.subscribe("datasets.changed", () => resolve()));
    await connection.call("dataset.rename", { id, name: "renamed again" });
    await last;
    expect(told).toHaveLength(3);
  });

  it("takes a table by its name here, of several parts too, and tells how far it is; one that is not there is named", async () => {
    const { connection, folder } = await open();
    const path = join(folder, "large.csv");
    writeFileSync(path, `a,kind\n${"1.5,x\n2.5,y\n".repeat(200_000)}`);
    const passed: number[] = [];
    const source = await connection.source(path, "large.csv", { tell: (bytes, total) => passed.push(bytes / total) });
    const dataset = await connection.call("dataset.import", { source, options });
    expect(dataset).toMatchObject({ name: "large", fileName: "large.csv", profile: { rows: 400_000 }, sizeBytes: statSync(path).size });
    expect(passed.at(-1) ?? 1).toBe(1);
    const missing = async (): Promise<unknown> =>
      connection.call("dataset.import", { source: await connection.source(join(folder, "none.csv"), "none.csv"), options });
    await expect(missing()).rejects.toMatchObject({ code: "data/not-found" });
  });

  it("is refused by an app that closes", async () => {
    const { connection, app } = await open();
    await app.close();
    await expect(connection.call("app.info", {})).rejects.toMatchObject({ code: "app/closing" });
  });
});

describe("the owner of a folder", () => {
  it("is found by a file of its own alone, which goes with it", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    expect(await reachOwner(folder)).toBeNull();
    const door = await openDoor(app, folder);
    const path = join(folder, OWNER_FILE);
    if (process.platform !== "win32") expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    const connection = await reachOwner(folder);
    expect(connection?.beside).toEqual({ host: "cli", pid: process.pid });
    await connection!.close();
    await door.close();
    expect(existsSync(path)).toBe(false);
    expect(await reachOwner(folder)).toBeNull();
  });

  it("that was killed leaves a file nobody believes: whoever has the port now is sent no token and no table", async () => {
    const folder = temporaryFolder();
    const heard: string[] = [];
    const stranger = createServer((request, response) => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
      response.end("0".repeat(64));
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void stranger.close());
    const { port } = stranger.address() as { port: number };
    const token = "x".repeat(43);
    expect(writeOwnerFile(folder, { pid: 1, port, token })).not.toBeNull();
    expect(await reachOwner(folder)).toBeNull();
    expect(heard).toHaveLength(1);
    expect(heard.join()).not.toContain(token);
    // Nor is one with nobody behind it, or one that is none.
    await new Promise((resolve) => stranger.close(resolve));
    expect(await reachOwner(folder)).toBeNull();
    writeFileSync(join(folder, OWNER_FILE), "{");
    expect(await reachOwner(folder)).toBeNull();
  });

  it.skipIf(process.platform === "win32")("is not believed by a file that others can read", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    await openDoor(app, folder);
    const path = join(folder, OWNER_FILE);
    chmodSync(path, 0o640);
    expect(readOwnerFile(folder)).toBeNull();
    expect(await reachOwner(folder)).toBeNull();
    chmodSync(path, 0o600);
    expect(await reachOwner(folder)).not.toBeNull();
  });

  it("keeps the file of the next owner when it ends late", async () => {
    const folder = temporaryFolder();
    const remove = writeOwnerFile(folder, { pid: 1, port: 1, token: "a".repeat(43) })!;
    writeOwnerFile(folder, { pid: 2, port: 2, token: "b".repeat(43) });
    remove();
    expect(readOwnerFile(folder)).toMatchObject({ pid: 2 });
  });

  it("answers at its door this machine alone, nobody without the token, no page, and no name but its own", async () => {
    const folder = temporaryFolder();
    const app = await openApp(folder);
    await openDoor(app, folder);
    const { port, token } = JSON.parse(readFileSync(join(folder, OWNER_FILE), "utf8")) as { port: number; token: string };
    const address = `http://127.0.0.1:${port}`;
    const call = (headers: Record<string, string>) =>
      fetch(`${address}/api/call`, { method: "POST", headers, body: JSON.stringify({ name: "app.info", input: {} }) }).then((r) => r.status);
    expect(await call({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await call({ authorization: "Bearer wrong" })).toBe(401);
    expect(await call({})).toBe(401);
    expect(await call({ authorization: `Bearer ${token}`, origin: "https://evil.example" })).toBe(403);
    expect(await call({ authorization: `Bearer ${token}`, "x-forwarded-host": "evil.example" })).toBe(403);
    expect((await fetch(`${address}/`)).status).toBe(404);
    expect((await fetch(`${address}/api/proof?nonce=short`)).status).toBe(400);
    expect((await fetch(`${address}/api/proof?nonce=${"0".repeat(32)}`, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    await expect(fetch(`http://[::1]:${port}/`)).rejects.toThrow();
  });
});
