/** @file The address of the app's own page, and which addresses may leave the app. */

export const APP_SCHEME = "focaldesk";
const APP_HOST = "app";
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

/** True for the app's own page only. Scheme and host are compared: `origin` is "null" for a scheme that Node does not know. */
export function isAppUrl(address: string): boolean {
  const url = parse(address);
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
}

/**
 * @returns the address to hand to the user's browser, or null for what must not be opened: anything but https (a file: or a custom scheme
 * starts programs), and addresses with a user name (they look like another site).
 */
export function externalTarget(address: string): string | null {
  const url = parse(address);
  return url !== null && url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
}
