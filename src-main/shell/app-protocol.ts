/**
 * @file Serves the built window under focaldesk://app/: no file:// page, no open port.
 * Reads: the renderer's folder.
 */
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { isAppUrl } from "../transport/address.ts";
import { CONTENT_SECURITY_POLICY } from "./security.ts";

const MIME: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** @returns the file that an address names, or null when it names none inside the folder. */
export function fileOfAddress(folder: string, address: string): string | null {
  if (!isAppUrl(address)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null; // A broken escape such as %zz.
  }
  if (path.includes("\0")) return null;
  const file = join(folder, path === "/" ? "index.html" : path);
  // URL resolves plain "..", but not one written as %2e%2e%2f.
  return file.startsWith(folder + sep) ? file : null;
}

/** @param folder dist/renderer. @returns the handler for the app's scheme; unknown files are 404, other methods 405. */
export function serveRenderer(folder: string): (request: Request) => Promise<Response> {
  const headers = { "content-security-policy": CONTENT_SECURITY_POLICY, "x-content-type-options": "nosniff", "cross-origin-opener-policy": "same-origin" };
  const refuse = (status: number, text: string): Response => new Response(text, { status, headers: { ...headers, "content-type": "text/plain" } });
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "Method not allowed");
    const file = fileOfAddress(folder, request.url);
    const mime = file === null ? undefined : MIME[extname(file)];
    // Only kinds of files that a window is made of: a stray map or stamp in the folder stays unread.
    if (file === null || mime === undefined) return refuse(404, "Not found");
    try {
      const bytes = await readFile(file);
      return new Response(request.method === "HEAD" ? null : new Uint8Array(bytes), { headers: { ...headers, "content-type": mime } });
    } catch {
      return refuse(404, "Not found");
    }
  };
}
