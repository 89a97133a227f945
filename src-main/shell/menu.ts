/** @file The native menu. Its items lead to places of the window; it does no work of its own. */
import type { MenuItemConstructorOptions } from "electron";

interface MenuActions {
  /** Shows a place of the window, e.g. "#/data". */
  readonly go: (route: string) => void;
  readonly openDataFolder: () => void;
  readonly showLog: () => void;
  readonly openLink: (address: string) => void;
}

const PAPER = "https://arxiv.org/abs/1708.02002";

/** @param development adds reload and the developer tools. @returns the template, in the order of the platform's habit. */
export function menuTemplate(
  platform: NodeJS.Platform,
  development: boolean,
  { go, openDataFolder, showLog, openLink }: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const line: MenuItemConstructorOptions = { type: "separator" };
  const place = (label: string, route: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => go(route),
    ...(accelerator ? { accelerator } : {}),
  });
  const settings = place("Settings", "#/settings", "CmdOrCtrl+,");
  const appMenu: MenuItemConstructorOptions = {
    role: "appMenu",
    submenu: [{ role: "about" }, line, settings, line, { role: "hide" }, { role: "hideOthers" }, { role: "unhide" }, line, { role: "quit" }],
  };
  return [
    ...(mac ? [appMenu] : []),
    {
      label: "&File",
      submenu: [
        place("Open Data", "#/data", "CmdOrCtrl+O"),
        place("New Sweep or Open Sweep File", "#/sweeps/new", "CmdOrCtrl+N"),
        line,
        place("Export Results", "#/compare", "CmdOrCtrl+E"),
        { label: "Show Data Folder", click: openDataFolder },
        ...(mac ? [line, { role: "close" } as const] : [line, settings, line, { role: "quit" } as const]),
      ],
    },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        place("Data", "#/data", "CmdOrCtrl+1"),
        place("Sweeps", "#/sweeps", "CmdOrCtrl+2"),
        place("Queue", "#/queue", "CmdOrCtrl+3"),
        place("Compare", "#/compare", "CmdOrCtrl+4"),
        line,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        line,
        { role: "togglefullscreen" },
        ...(development ? [line, { role: "reload" } as const, { role: "toggleDevTools" } as const] : []),
      ],
    },
    { role: "windowMenu" },
    {
      role: "help",
      submenu: [{ label: "Show Log", click: showLog }, line, { label: "Focal Loss: the Paper (Lin et al. 2017)", click: () => openLink(PAPER) }],
    },
  ];
}
