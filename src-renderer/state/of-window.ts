/**
 * @file Everything that one window keeps over one connection, put together here and nowhere else: main.ts makes it, components reach it by context.
 * Reads: a connection.
 */
import { getContext } from "svelte";
import type { Connection } from "../transport/connection.ts";
import { AppInfoState } from "./app-info.svelte.ts";
import { ConnectionState } from "./connection.svelte.ts";
import { DatasetList } from "./datasets.svelte.ts";
import { NoticeState } from "./notices.svelte.ts";
import { QueueState } from "./queue.svelte.ts";
import { RouteState } from "./route.svelte.ts";
import { SweepList } from "./sweeps.svelte.ts";
import { TroubleState } from "./trouble.svelte.ts";

const KEY = Symbol("window");

export class WindowState {
  readonly backend: Connection;
  readonly route = new RouteState();
  readonly connection: ConnectionState;
  readonly trouble: TroubleState;
  readonly appInfo: AppInfoState;
  readonly notices: NoticeState;
  readonly datasets: DatasetList;
  readonly sweeps: SweepList;
  readonly queue: QueueState;
  readonly #kept = new Map<new (window: WindowState) => object, object>();

  constructor(backend: Connection) {
    this.backend = backend;
    this.connection = new ConnectionState(backend);
    this.trouble = new TroubleState(backend);
    this.appInfo = new AppInfoState(backend);
    this.notices = new NoticeState(backend);
    this.datasets = new DatasetList(backend);
    this.sweeps = new SweepList(backend);
    this.queue = new QueueState(backend, this.notices);
  }

  /** The one of its kind in this window, made when a view first asks: what a view keeps while another is shown. */
  readonly kept = <T extends object>(Kind: new (window: WindowState) => T): T => {
    const known = this.#kept.get(Kind) ?? new Kind(this);
    this.#kept.set(Kind, known);
    return known as T;
  };
  /** For `mount`. */
  get context(): Map<symbol, WindowState> {
    return new Map([[KEY, this]]);
  }
}

/** The state of the window that a component is in; while it is made, as for any context. */
export function ofWindow(): WindowState {
  return getContext<WindowState>(KEY);
}
