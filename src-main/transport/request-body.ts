/** @file The body of a call: bounded, JSON, with a name. Reads: a request. */
import type { IncomingMessage } from "node:http";
import { AppError, describe } from "#shared/errors/errors.ts";

/** An upload part is at most 1.5 MB of JSON; nothing else comes near. */
const BODY_LIMIT = 4 * 1024 * 1024;
/** So much more is read and thrown away: a client that is still sending when its connection ends sees no answer. */
const DRAIN_LIMIT = 16 * BODY_LIMIT;

/** @throws AppError `input/invalid` for a body that is too large (read to its end all the same, up to a limit). */
export async function readBody(request: IncomingMessage): Promise<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= BODY_LIMIT) parts.push(part);
    else parts = [];
    if (size > DRAIN_LIMIT) break;
  }
  if (size > BODY_LIMIT) throw new AppError("input/invalid", { what: "The request", detail: `it is larger than ${BODY_LIMIT} bytes` });
  return Buffer.concat(parts).toString("utf8");
}

export function parseCall(text: string): { name: string; input: unknown } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError("input/invalid", { what: "The request", detail: `it is not JSON (${describe(error)})` });
  }
  const { name, input } = (body ?? {}) as { name?: unknown; input?: unknown };
  if (typeof name !== "string") throw new AppError("input/invalid", { what: "The request", detail: "it has no command name" });
  return { name, input };
}
