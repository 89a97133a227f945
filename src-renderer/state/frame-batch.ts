/** @file Gathers what arrives between two frames, so that 245 live runs cost one update per frame. */

/** In a hidden window no frame comes; items must not pile up there. */
const HIDDEN_MS = 1_000;

/** @returns a function that takes an item; `apply` gets all items since the last frame, in order. */
export function perFrame<T>(apply: (items: readonly T[]) => void): (item: T) => void {
  let items: T[] = [];
  const flush = (): void => {
    const taken = items;
    items = [];
    apply(taken);
  };
  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    if (document.hidden) setTimeout(flush, HIDDEN_MS);
    else requestAnimationFrame(flush);
  };
}
