/** @file Under which names the server answers, which pages may call, which addresses it prints, which token it takes. */
import { describe, expect, it } from "vitest";
import { isToken, tokenOfProtocols, usableToken } from "#main/transport/access-token.ts";
import { hostName, isLoopback, refuseHost, refuseOrigin } from "#main/transport/doors.ts";
import { openableHosts } from "#main/transport/open-addresses.ts";

const plain = { host: "127.0.0.1", allowed: [] };
const proxied = { host: "127.0.0.1", allowed: ["lab.example"] };

describe("host names", () => {
  it.each([
    ["Lab.Example.:8443", "lab.example"],
    ["localhost", "localhost"],
    ["[::1]:80", "::1"],
    ["::1", "::1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"],
    ["10.0.0.5:4170", "10.0.0.5"],
  ])("%s is %s", (given, name) => expect(hostName(given)).toBe(name));

  it.each([
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["::1", true],
    ["localhost", true],
    ["0.0.0.0", false],
    ["::", false],
    ["10.0.0.5", false],
    ["lab", false],
  ])("%s reaches this machine only: %s", (host, is) => expect(isLoopback(host)).toBe(is));

  it.each<[string, Record<string, string>, string | null, string | null]>([
    ["an address", { host: "10.0.0.5:4170" }, null, null],
    ["a name", { host: "lab.example:4170" }, "lab.example", null],
    ["another name", { host: "evil.example" }, "evil.example", "evil.example"],
    ["a name that only begins like an allowed one", { host: "lab.example.evil" }, "lab.example.evil", "lab.example.evil"],
    ["a proxy's name", { host: "127.0.0.1:4170", "x-forwarded-host": "lab.example" }, "lab.example", null],
    ["a rebound name through a proxy", { host: "127.0.0.1:4170", "x-forwarded-host": "evil.example" }, "evil.example", "evil.example"],
    ["the nearest of several proxies", { host: "127.0.0.1", "x-forwarded-host": "evil.example, lab.example" }, "lab.example", null],
    ["the standard's header", { host: "127.0.0.1", forwarded: 'for=1.2.3.4;host="evil.example:8443";proto=https' }, "evil.example", "evil.example"],
    [
      "the standard's header of an allowed name",
      { host: "127.0.0.1", forwarded: "for=1.2.3.4, for=5.6.7.8;proto=https;host=lab.example" },
      "lab.example",
      null,
    ],
  ])("%s", (_what, headers, without, allowed) => {
    expect(refuseHost(headers, plain)?.data["host"] ?? null).toBe(without);
    expect(refuseHost(headers, proxied)?.data["host"] ?? null).toBe(allowed);
  });

  it("a refusal names the option", () => {
    expect(refuseHost({ host: "lab.example" }, plain)?.action).toContain("--allow-host lab.example ");
    expect(refuseOrigin({ host: "127.0.0.1:4170", origin: "https://lab.example" }, plain)?.action).toContain("--allow-host lab.example.");
  });

  it.each<[string, string, boolean, boolean]>([
    ["http://127.0.0.1:4170", "127.0.0.1:4170", true, true],
    ["https://lab.example", "127.0.0.1:4170", false, true],
    ["https://lab.example:8443", "lab.example", false, true],
    ["http://lab.example", "lab.example", true, true],
    ["https://evil.example", "127.0.0.1:4170", false, false],
    ["https://lab.example.evil", "127.0.0.1:4170", false, false],
    ["ftp://lab.example", "127.0.0.1:4170", false, false],
    ["null", "127.0.0.1:4170", false, false],
    ["http://127.0.0.1:9", "127.0.0.1:4170", false, false],
  ])("a page of %s calls %s: %s, with the name allowed %s", (origin, host, without, allowed) => {
    expect(refuseOrigin({ origin, host }, plain) === null).toBe(without);
    expect(refuseOrigin({ origin, host }, proxied) === null).toBe(allowed);
  });
});

describe("addresses to print", () => {
  const at = (address: string, internal = false) => ({ address, internal, family: address.includes(":") ? "IPv6" : "IPv4" }) as never;
  const interfaces = { lo: [at("127.0.0.1", true), at("::1", true)], eth0: [at("fe80::1"), at("2001:db8::5"), at("10.0.0.5")] };

  it.each([
    ["127.0.0.1", ["127.0.0.1"]],
    ["::1", ["[::1]"]],
    ["lab.example", ["lab.example"]],
    ["0.0.0.0", ["10.0.0.5", "127.0.0.1"]],
    ["::", ["10.0.0.5", "[2001:db8::5]", "127.0.0.1"]],
  ])("of %s", (host, wanted) => expect(openableHosts(host, interfaces)).toEqual(wanted));

  it("without a network there is still this machine", () => expect(openableHosts("0.0.0.0", { lo: interfaces.lo })).toEqual(["127.0.0.1"]));
});

describe("the token", () => {
  it("may hold what base64 and people write, and is carried by a WebSocket", () => {
    const token = usableToken("a/b+c== d,e%41");
    expect(tokenOfProtocols(`focaldesk, token64.${Buffer.from(token).toString("base64url")}`)).toBe(token);
    expect(isToken(token, token)).toBe(true);
    expect(isToken(token, "a/b+c== d,e%42")).toBe(false);
  });

  it("is missing in other protocols", () => expect(tokenOfProtocols("focaldesk, token.x")).toBeUndefined());

  it.each([
    ["schlüssel", "“ü”"],
    ["a\nb", "a control character"],
    [" a", "space"],
    ["a ", "space"],
  ])("%j is refused", (token, word) => expect(() => usableToken(token)).toThrow(word));
});
