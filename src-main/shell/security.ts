/**
 * @file Keeps the window on its own page: no navigation, no second window, no webview, no permissions.
 * Reads: navigation and permission requests. Writes: opens https links in the user's browser.
 */
import type { Session, WebContents } from "electron";
import { externalTarget, isAppUrl } from "../transport/address.ts";

/**
 * The header of every answer of the app's scheme; the page's own meta element can only narrow it.
 * Style attributes are allowed, style elements are not: Svelte sets widths and positions through attributes.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

/** @param openExternal hands an address to the user's browser. */
export function guardContents(contents: WebContents, openExternal: (address: string) => void): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    // A reload is a navigation to the same page; everything else is refused, and never silently becomes an external link.
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on("will-navigate", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const target = externalTarget(url);
    if (target !== null) openExternal(target);
    return { action: "deny" };
  });
}

/** Writing text to the clipboard is what “Copy” needs; the window has no use for any other permission. */
const isAllowed = (permission: string, origin: string): boolean => permission === "clipboard-sanitized-write" && isAppUrl(origin);

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => answer(isAllowed(permission, contents.getURL())));
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
}
