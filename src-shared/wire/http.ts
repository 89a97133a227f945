/** @file Where the contract is over HTTP and WebSocket, for the server and for those who call it. */

/** POST `{name, input}` with a bearer token. */
export const CALL_PATH = "/api/call";
/** A WebSocket; each message is `{name, payload}`. */
export const EVENTS_PATH = "/api/events";
/** GET with `?nonce=`: shows that whoever listens there knows the token, before anybody sends it. */
export const PROOF_PATH = "/api/proof";

/** What a socket speaks; the token travels beside it in the same list. */
export const EVENTS_PROTOCOL = "focaldesk";
/** A browser takes no / = , or space in a WebSocket protocol (RFC 6455), so the token goes as base64url of its UTF-8 behind this. */
export const TOKEN_PROTOCOL = "token64.";
