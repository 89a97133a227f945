/**
 * @file Under which names the server answers, and which pages may call it.
 * Reads: headers of a request, those of a reverse proxy too.
 *
 * A page of any site can be made to call this machine by a name of its own (DNS rebinding), so names are answered only where the user said so.
 * What a proxy reports can only add refusals: a page of an allowed name may call, whatever proxy stands between.
 */
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { AppError } from "#shared/errors/errors.ts";

export interface Doors {
  /** What the server listens on. */
  readonly host: string;
  /** Further names, as {@link hostName} gives them. */
  readonly allowed: readonly string[];
}

/** “Lab.Example.:8443” and “[::1]:80” as they are compared: no port, no brackets, lower case. */
export function hostName(value: string): string {
  const text = value.trim().toLowerCase();
  if (isIP(text) !== 0) return text;
  return text
    .replace(/:\d*$/, "")
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** Whether only programs of this machine reach it. */
export function isLoopback(host: string): boolean {
  const name = hostName(host);
  return name === "localhost" || name === "::1" || /^(?:::ffff:)?127\./.test(name);
}

/** The name by which the browser asked a reverse proxy; undefined without one. The last of several was added by the nearest proxy. */
function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  const plain = headers["x-forwarded-host"];
  const last = (Array.isArray(plain) ? plain.join(",") : plain)?.split(",").at(-1);
  const standard = /(?:^|[;,\s])host="?([^";,]+)"?[^,]*$/i.exec(headers["forwarded"] ?? "")?.[1];
  return last ?? standard;
}

function isAnswered(name: string, { host, allowed }: Doors): boolean {
  // Addresses cannot be rebound; names can.
  return isIP(name) !== 0 || name === "localhost" || name === hostName(host) || allowed.includes(name);
}

/** @returns `access/host` naming the option, or null. */
export function refuseHost(headers: IncomingHttpHeaders, doors: Doors): AppError | null {
  const names = [headers.host ?? "", forwardedHost(headers) ?? "localhost"].map(hostName);
  const refused = names.find((name) => !isAnswered(name, doors));
  return refused === undefined ? null : new AppError("access/host", { host: refused === "" ? "(none)" : refused });
}

/** A page is let in when it is ours, or one of an allowed name: behind a proxy its scheme and port are not those of this server. */
export function refuseOrigin(headers: IncomingHttpHeaders, doors: Doors): AppError | null {
  const { origin } = headers;
  if (origin === undefined || origin === `http://${headers.host}`) return null;
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const name = url === null ? "" : hostName(url.host);
  if (url !== null && /^https?:$/.test(url.protocol) && doors.allowed.includes(name)) return null;
  return new AppError("access/origin", { origin, name: name === "" ? "NAME" : name });
}
