/**
 * @file Paths of this machine that a call names.
 * Reads: input of a call, not yet parsed.
 *
 * Whoever holds the token of a server, or runs script in the window, must not read and overwrite every file of the user who runs it: over HTTP
 * no path is taken at all (files come by upload and leave as text), in the desktop window only those that a dialog gave.
 */
import { AppError } from "#shared/errors/errors.ts";

/** The commands that take a path, and where it stands. */
function pathsIn(input: unknown): string[] {
  const { path, source } = (input ?? {}) as { path?: unknown; source?: { path?: unknown } | null };
  return [path, source?.path].filter((value) => typeof value === "string");
}

/** @param allowed asked for every path that the call names. @throws AppError `access/path`. */
export function refusePaths(name: string, input: unknown, allowed: (path: string) => boolean): void {
  const refused = pathsIn(input).find((path) => !allowed(path));
  if (refused !== undefined) throw new AppError("access/path", { command: name, path: refused });
}
