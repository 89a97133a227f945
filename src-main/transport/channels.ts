/**
 * @file The two IPC channels between the window and the app.
 * A file of its own: the preload needs these names and must not load the main side's half of the transport.
 */

/** Window to app: (command name, input), answered with {@link Answer}. */
export const CALL_CHANNEL = "focaldesk:call";
/** App to window: (event name, payload). */
export const EVENT_CHANNEL = "focaldesk:event";
