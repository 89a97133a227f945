/** Long answers over HTTP: passed on while they come, and broken off where they end before they are whole. */
import { expect, it, onTestFinished } from "vitest";
import { AppError } from "#shared/errors/errors.ts";
import type { App } from "#main/app/app.ts";
import { Parts } from "#main/reads/parts.ts";
import { serveHttp } from "#main/transport/http.ts";

const TOKEN = "parts";

async function ask(parts: Parts): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const app = { answer: async () => ({ json: parts }), subscribe: () => () => {} } as unknown as App;
  const server = await serveHttp(app, { host: "127.0.0.1", allowed: [], port: 0, token: TOKEN, rendererDir: "/nowhere" });
  onTestFinished(() => server.close());
  const response = await fetch(`http://127.0.0.1:${server.port}/api/call`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ name: "compare.get", input: { sweepId: 1 } }),
  });
  expect(response.status).toBe(200);
  return response.body!.getReader();
}

async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, text: string): Promise<string> {
  let read = "";
  while (!read.includes(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    read += Buffer.from(value).toString();
  }
  return read;
}

it("the first part is there before the last was made, and all of it is one JSON", async () => {
  const parts = new Parts();
  parts.add(Buffer.from('{"runs":['));
  const reader = await ask(parts);
  const before = await readUntil(reader, "[");
  // More than a connection takes at once.
  parts.add(Buffer.from(`"${"x".repeat(8_000_000)}"`));
  parts.add(Buffer.from("]}"));
  parts.end(null);
  const { ok, value } = JSON.parse(before + (await readUntil(reader, "]}}"))) as { ok: boolean; value: { runs: string[] } };
  expect([ok, value.runs[0]!.length]).toEqual([true, 8_000_000]);
});

it("what fails half-way breaks the connection off: half an answer is never taken for a whole one", async () => {
  const parts = new Parts();
  parts.add(Buffer.from('{"runs":['));
  const reader = await ask(parts);
  await readUntil(reader, "[");
  parts.end(new AppError("read/died", { what: "compare.get", reason: "exit code 1" }));
  await expect(readUntil(reader, "}")).rejects.toThrow();
});

it("whoever hangs up half-way leaves the server able to answer", async () => {
  const parts = new Parts();
  parts.add(Buffer.from('{"runs":['));
  const reader = await ask(parts);
  await readUntil(reader, "[");
  parts.add(new Uint8Array(8_000_000).fill(32));
  await reader.cancel();
  parts.add(Buffer.from("]}"));
  parts.end(null);
  const again = new Parts();
  again.add(Buffer.from("{}"));
  again.end(null);
  expect(await readUntil(await ask(again), "}}")).toBe('{"ok":true,"value":{}}');
});
