/**
 * @file The files of the built window over HTTP.
 * Reads: the folder of the window. Writes: the answer.
 *
 * Each file is read whole before a byte is sent. Streaming leaks a file handle for every request that is broken off (sirv, sveltejs/kit#11617:
 * a thousand of them ended the server), and a stream that cannot open its file ends the process unless every error is caught.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** @returns a path inside the folder, or null for an address that is none or leads out of it. */
function pathOf(folder: string, address: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(address);
  } catch {
    return null;
  }
  if (name.includes("\0")) return null;
  const path = join(folder, normalize(name.endsWith("/") ? `${name}index.html` : name));
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}

/**
 * Answers one GET or HEAD.
 * @param address path of the request, without query.
 * @param known the tag that the browser has already (If-None-Match).
 */
export async function sendWindowFile(folder: string, address: string, known: string | undefined, response: ServerResponse): Promise<void> {
  const path = pathOf(folder, address);
  let bytes: Buffer;
  try {
    if (path === null) return notFound(response);
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" || code === "ENAMETOOLONG") return notFound(response);
    // Too few file handles, for example: the page asks again, the server lives on.
    response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "1" }).end(`The file cannot be read now (${code ?? "unknown"}).\n`);
    return;
  }
  const tag = `"${createHash("sha1").update(bytes).digest("base64url")}"`;
  // The window may be built anew under a running server: the browser asks every time.
  const headers = { etag: tag, "cache-control": "no-cache", "content-type": TYPES[extname(path)] ?? "application/octet-stream" };
  if (known === tag) return void response.writeHead(304, headers).end();
  response.writeHead(200, { ...headers, "content-length": bytes.length }).end(bytes);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not found. The window may not be built: run “npm run build”.\n");
}
