/** @file The token of the server: which one can be used, how it stands in an address and in the list of WebSocket protocols, and the comparison. */
import { timingSafeEqual } from "node:crypto";
import { AppError } from "#shared/errors/errors.ts";
import { TOKEN_PROTOCOL } from "#shared/wire/http.ts";

/** @throws AppError `host/token` for one that no header can carry, or that is lost at the ends of one. */
export function usableToken(token: string): string {
  const foreign = /[^\x20-\x7e]/.exec(token)?.[0];
  if (foreign !== undefined)
    throw new AppError("host/token", { what: `“${foreign.codePointAt(0)! < 32 ? "a control character" : foreign}” is not one of them` });
  if (token !== token.trim()) throw new AppError("host/token", { what: "it begins or ends with a space" });
  return token;
}

/** @returns the token that a list of WebSocket protocols carries. */
export function tokenOfProtocols(protocols: string | undefined): string | undefined {
  const offered = (protocols ?? "").split(",").map((protocol) => protocol.trim());
  const found = offered.find((protocol) => protocol.startsWith(TOKEN_PROTOCOL));
  return found && Buffer.from(found.slice(TOKEN_PROTOCOL.length), "base64url").toString("utf8");
}

export function isToken(expected: string, given: string | undefined): boolean {
  const [wanted, offered] = [Buffer.from(expected), Buffer.from(given ?? "")];
  // An empty token, e.g. of a variable that was set to nothing, would let everybody in.
  return wanted.length > 0 && offered.length === wanted.length && timingSafeEqual(offered, wanted);
}
