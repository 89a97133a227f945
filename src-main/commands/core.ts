/** @file What the handlers of the contract work with. */
import type { EngineName } from "#shared/wire/engines.ts";
import type { HostServices } from "../base/host.ts";
import type { Engines } from "../engine-choice/engines.ts";
import type { Paces } from "../engine-choice/paces.ts";
import type { Queue, SlotWork } from "../queue/queue.ts";
import type { WriteDb } from "../store/open.ts";
import type { SweepRow } from "../store/sweep-rows.ts";
import type { TableReaders } from "../table-readers/table-readers.ts";
import type { Slot } from "../trainers/slot.ts";
import type { Backfill } from "./backfill.ts";
import type { Control } from "./control.ts";
import type { Readings } from "./readings.ts";
import type { Uploads } from "./uploads.ts";

export interface AppCore {
  readonly db: WriteDb;
  readonly dataDir: string;
  readonly examples: string;
  readonly host: HostServices;
  readonly engines: Engines;
  readonly queue: Queue;
  readonly slots: readonly Slot[];
  readonly paces: Paces;
  readonly backfill: Backfill;
  readonly control: Control;
  readonly uploads: Uploads;
  readonly tables: TableReaders;
  readonly readings: Readings;
  readonly changed: Changed;
  /** A line about an installation, for whoever watches. */
  tell(text: string): void;
  works(): SlotWork[];
  now(): string;
  /** What `auto` means for a sweep now. */
  resolveEngine(sweep: SweepRow): Promise<EngineName>;
  forgetCheckpoints(runIds: readonly number[]): void;
}

export interface Changed {
  datasets(): void;
  sweeps(ids: readonly number[]): void;
  runs(sweepId: number, ids: readonly number[]): void;
  queue(): void;
}
