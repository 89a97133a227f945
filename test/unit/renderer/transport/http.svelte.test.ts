/** @file The window over HTTP: a lost connection is said and tried again with growing pauses, a refused token ends it, and the token leaves the address. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { AppError, toWire } from "../../../../src-shared/errors/errors.ts";
import { HttpConnection, takeToken } from "../../../../src-renderer/transport/http.ts";

/** The server's end of a socket. */
class FakeSocket {
  static readonly all: FakeSocket[] = [];
  onopen = (): void => {};
  onclose = (): void => {};
  onmessage = (_: { data: string }): void => {};
  readonly protocols: readonly string[];
  constructor(_: URL, protocols: readonly string[]) {
    this.protocols = protocols;
    FakeSocket.all.push(this);
  }
}
const socket = (): FakeSocket => FakeSocket.all.at(-1)!;
let answer: () => Promise<unknown> = () => Promise.reject(new Error("no server"));
const posted: { name: string; token: string }[] = [];

beforeEach(() => {
  FakeSocket.all.length = 0;
  posted.length = 0;
  answer = () => Promise.reject(new Error("no server"));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(console, "debug").mockReturnValue();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { href: "http://127.0.0.1:4170/", host: "127.0.0.1:4170", protocol: "http:", hash: "", pathname: "/", search: "" });
  vi.stubGlobal("fetch", async (_: URL, { body, headers }: { body: string; headers: Record<string, string> }) => {
    posted.push({ name: (JSON.parse(body) as { name: string }).name, token: headers["authorization"]! });
    const value = await answer();
    return { json: async () => value };
  });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
});
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe("a connection over HTTP", () => {
  it("opens, is lost, and comes back: pauses grow to a limit and begin anew", async () => {
    const app = new HttpConnection("secret");
    const heard: string[] = [];
    app.onStatus((status) => heard.push(status));
    app.onConnect(() => heard.push("connected"));
    expect([app.status, socket().protocols]).toEqual(["connecting", ["focaldesk", "token64.c2VjcmV0"]]);
    socket().onopen();
    socket().onclose();
    for (const pause of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const count = FakeSocket.all.length;
      await turn();
      vi.advanceTimersByTime(pause - 1);
      expect(FakeSocket.all).toHaveLength(count);
      vi.advanceTimersByTime(1);
      expect(FakeSocket.all).toHaveLength(count + 1);
      socket().onclose();
    }
    vi.advanceTimersByTime(5_000);
    socket().onopen();
    expect(heard).toEqual(["open", "connected", "lost", "open", "connected"]);
    socket().onclose();
    const count = FakeSocket.all.length;
    vi.advanceTimersByTime(250);
    expect(FakeSocket.all).toHaveLength(count + 1);
  });

  it("gives up when the token is refused, and says so to every call", async () => {
    const app = new HttpConnection("old");
    answer = async () => ({ ok: false, error: toWire(new AppError("access/token")) });
    socket().onclose();
    await turn();
    expect([app.status, posted]).toEqual(["refused", [{ name: "app.info", token: "Bearer old" }]]);
    await expect(app.call("sweep.list", {})).rejects.toMatchObject({ code: "access/token" });
    expect(posted).toHaveLength(1);
  });

  it("asks nothing without a token", async () => {
    const app = new HttpConnection(null);
    expect([app.status, FakeSocket.all]).toEqual(["no-token", []]);
    await expect(app.call("sweep.list", {})).rejects.toMatchObject({ code: "access/token" });
  });

  it("tells events to those who listen, and an unreachable app from one that refuses", async () => {
    const app = new HttpConnection("secret");
    socket().onopen();
    const heard: unknown[] = [];
    const end = app.subscribe("engine.progress", (payload) => heard.push(payload));
    socket().onmessage({ data: JSON.stringify({ name: "engine.progress", payload: { text: "linking" } }) });
    socket().onmessage({ data: JSON.stringify({ name: "datasets.changed", payload: {} }) });
    end();
    socket().onmessage({ data: JSON.stringify({ name: "engine.progress", payload: { text: "late" } }) });
    expect(heard).toEqual([{ text: "linking" }]);
    await expect(app.call("sweep.list", {})).rejects.toMatchObject({ code: "host/unreachable", data: { address: "127.0.0.1:4170" } });
    answer = async () => ({ ok: false, error: toWire(new AppError("run/not-found", { what: "run", id: 7 })) });
    await expect(app.call("run.get", { id: 7 })).rejects.toMatchObject({ code: "run/not-found" });
    answer = async () => ({ ok: true, value: [] });
    expect(await app.call("sweep.list", {})).toEqual([]);
    answer = async () => ({ ok: true, text: '[{"id":1}]' });
    expect(await app.call("sweep.list", {})).toEqual([{ id: 1 }]);
  });
});

it("a token of any letters is put into words that a subprotocol may have", () => {
  // base64url of the UTF-8 bytes c3 bf 3f 3e 2f 3d, by hand.
  void new HttpConnection("ÿ?>/=");
  expect(socket().protocols).toEqual(["focaldesk", "token64.w78_Pi89"]);
  void new HttpConnection("a>>?");
  expect(socket().protocols).toEqual(["focaldesk", "token64.YT4-Pw"]);
});

it("the token goes from the address to the session, and is found there after a reload", () => {
  const kept = new Map<string, string>();
  const shown: string[] = [];
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
  vi.stubGlobal("history", { replaceState: (_: unknown, __: string, address: string) => shown.push(address) });
  expect(takeToken()).toBeNull();
  location.hash = "#token=a%2Fb";
  expect([takeToken(), shown]).toEqual(["a/b", ["/"]]);
  location.hash = "";
  expect(takeToken()).toBe("a/b");
  // Put together by hand, and not encoded.
  location.hash = "#token=100%";
  expect(takeToken()).toBe("100%");
});
