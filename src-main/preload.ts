/**
 * @file The only door between the page and the app: `window.focaldesk` with call and subscribe, and nothing else.
 * Reads: answers and events over IPC. Writes: calls over IPC.
 */
import { contextBridge, ipcRenderer } from "electron";
import { toWire } from "#shared/errors/errors.ts";
import type { Answer } from "#shared/wire/answer.ts";
import { CALL_CHANNEL, EVENT_CHANNEL } from "./transport/channels.ts";

type Listener = (payload: unknown) => void;
const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

contextBridge.exposeInMainWorld("focaldesk", {
  /** Never rejects: an error is an answer, because an Error loses its code on its way through the bridge. */
  async call(name: string, input: unknown): Promise<Answer> {
    try {
      const answer = (await ipcRenderer.invoke(CALL_CHANNEL, name, input)) as Answer | { ok: true; json: Uint8Array };
      // One text crosses the bridge faster than the million values that it holds.
      return "json" in answer ? { ok: true, text: new TextDecoder().decode(answer.json) } : answer;
    } catch (error) {
      return { ok: false, error: toWire(error) };
    }
  },
  subscribe(name: string, listener: Listener): () => void {
    // A wrapper per subscription: the same function subscribed twice is two subscriptions.
    const own: Listener = (payload) => listener(payload);
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(own));
    return () => set.delete(own);
  },
});
