/**
 * @file Remembers where the window was. Reads and writes: one small JSON file.
 * The file is a convenience: whatever is wrong with it, the window opens in its default place.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** Device-independent pixels. */
const RectangleSchema = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
const WindowStateSchema = z.object({ bounds: RectangleSchema.nullable(), maximized: z.boolean() });
export type Rectangle = z.infer<typeof RectangleSchema>;
/** `bounds` are those of the unmaximised window; null: never placed. */
export type WindowState = z.infer<typeof WindowStateSchema>;

export const MIN_SIZE = { width: 960, height: 640 };
const DEFAULT_SIZE = { width: 1280, height: 840 };
const DEFAULT_STATE: WindowState = { bounds: null, maximized: false };
/** So much of the title bar must be on a screen that a hand can grab it. */
const GRIP = { width: 120, height: 32 };

/** Never throws: a missing, unreadable or foreign file gives the default. */
export function readWindowState(file: string): WindowState {
  try {
    return WindowStateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return DEFAULT_STATE;
  }
}

/** Never throws: a full disk must not keep the window from closing. Returns whether it was written. */
export function writeWindowState(file: string, state: WindowState): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
    return true;
  } catch {
    return false;
  }
}

const overlap = (aStart: number, aLength: number, bStart: number, bLength: number): number =>
  Math.min(aStart + aLength, bStart + bLength) - Math.max(aStart, bStart);

/**
 * Where to open the window.
 * @param workAreas of the screens that are there now, the main one first; at least one.
 * @returns the remembered place when its title bar can be reached on one screen, else that size (at most the screen's) centred on the main screen.
 */
export function placeWindow(state: WindowState, workAreas: readonly Rectangle[]): Rectangle {
  const { bounds } = state;
  if (bounds !== null) {
    const reachable = workAreas.some(
      (area) => overlap(bounds.x, bounds.width, area.x, area.width) >= GRIP.width && overlap(bounds.y, GRIP.height, area.y, area.height) >= GRIP.height,
    );
    if (reachable) return { ...bounds, width: Math.max(bounds.width, MIN_SIZE.width), height: Math.max(bounds.height, MIN_SIZE.height) };
  }
  const main = workAreas[0]!;
  const wanted = bounds ?? { ...DEFAULT_SIZE };
  const width = Math.min(Math.max(wanted.width, MIN_SIZE.width), main.width);
  const height = Math.min(Math.max(wanted.height, MIN_SIZE.height), main.height);
  return { x: main.x + Math.floor((main.width - width) / 2), y: main.y + Math.floor((main.height - height) / 2), width, height };
}
