/**
 * @file The addresses to print: those that can be opened, also from another machine.
 * Reads: the network interfaces.
 */
import { isIP } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** A host that means every interface of the machine; nothing can be opened at it. */
const ANY: Readonly<Record<string, "IPv4" | "both">> = { "0.0.0.0": "IPv4", "::": "both", "0:0:0:0:0:0:0:0": "both" };

/** Addresses as a URL holds them. Scoped IPv6 addresses (fe80::) cannot be opened in a browser. */
export function openableHosts(host: string, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string[] {
  const families = ANY[host];
  if (families === undefined) return [isIP(host) === 6 ? `[${host}]` : host];
  const outside = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const v4 = outside.filter(({ family }) => family === "IPv4").map(({ address }) => address);
  const v6 = families === "both" ? outside.filter(({ family }) => family === "IPv6").map(({ address }) => `[${address}]`) : [];
  return [...v4, ...v6, "127.0.0.1"];
}
