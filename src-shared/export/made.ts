/** @file The bytes of a table that was made for an answer. */

/** A text as UTF-8. */
export function bytesOf(made: { readonly text: string } | { readonly base64: string }): Uint8Array<ArrayBuffer> {
  if ("text" in made) return new TextEncoder().encode(made.text);
  return Uint8Array.from(atob(made.base64), (sign) => sign.charCodeAt(0));
}
