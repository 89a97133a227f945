/**
 * @file Where the window or the server that has a data folder is reached by commands: its port on this machine, and the secret that opens it.
 * Reads and writes: <dataDir>/owner.json, for its owner only.
 *
 * The file is the secret: whoever can read it can do what the window can. So it is written where the file system keeps it from others, or not at all,
 * and read only if it is the user's own. One that a kill left behind does no harm: its token opened a process that is gone, and whoever listens on
 * the port since cannot prove that he knows it.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { fstatSync, openSync, closeSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const OWNER_FILE = "owner.json";

const OwnerSchema = z.object({ pid: z.int().min(1), port: z.int().min(1).max(65535), token: z.string().min(32) });
export type Owner = z.infer<typeof OwnerSchema>;

export const newToken = (): string => randomBytes(32).toString("base64url");
export const newNonce = (): string => randomBytes(16).toString("hex");
export const isNonce = (text: string | null): text is string => text !== null && /^[0-9a-f]{32}$/.test(text);

/** What only who has the token can say of a nonce. */
export const proofOf = (token: string, nonce: string): string => createHmac("sha256", token).update(nonce).digest("hex");

export function isProof(token: string, nonce: string, said: string): boolean {
  const [wanted, given] = [Buffer.from(proofOf(token, nonce)), Buffer.from(said)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

const isPrivate = ({ mode, uid }: { mode: number; uid: number }): boolean => process.getuid === undefined || ((mode & 0o077) === 0 && uid === process.getuid());

/**
 * @returns what removes it, if it is still this owner's; null where the file system has no modes to keep it from others: commands are then refused.
 * @throws what the file system says.
 */
export function writeOwnerFile(dataDir: string, owner: Owner): (() => void) | null {
  const path = join(dataDir, OWNER_FILE);
  const temporary = `${path}.${owner.pid}.part`;
  rmSync(temporary, { force: true });
  try {
    // Empty at first: no secret is in it before it is known to be private.
    writeFileSync(temporary, "", { mode: 0o600, flag: "wx" });
    if (!isPrivate(statSync(temporary))) return null;
    writeFileSync(temporary, `${JSON.stringify(owner)}\n`);
    // Whoever reads it sees all of it or none.
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  return () => {
    if (readOwnerFile(dataDir)?.token === owner.token) rmSync(path, { force: true });
  };
}

/** @returns null where there is none, or none that can be trusted. */
export function readOwnerFile(dataDir: string): Owner | null {
  let file: number | null = null;
  try {
    file = openSync(join(dataDir, OWNER_FILE), "r");
    if (!isPrivate(fstatSync(file))) return null;
    return OwnerSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
