/**
 * @file An app made of what a test says: calls wait until the test answers them, in any order; events come when it sends them.
 * Both directions are parsed with the contract, as the real transports and the app do. Reads: the contract.
 */
import {
  COMMANDS,
  EVENTS,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type EventName,
  type EventPayload,
  type ParsedInput,
} from "#shared/wire/contract.ts";
import { AppError, fromWire, toWire } from "#shared/errors/errors.ts";
import { type Connection, type ConnectionStatus, EventListeners, Listeners } from "./connection.ts";

/** A call that the window made and that has no answer yet. */
export interface Held<N extends CommandName> {
  readonly input: ParsedInput<N>;
  /** @throws ZodError when the app could not say this. */
  answer(output: CommandOutput<N>): void;
  /** The app refuses. */
  refuse(error: AppError): void;
  /** The answer never comes: the app has gone. */
  lose(): void;
}
type Standing<N extends CommandName> = (input: ParsedInput<N>) => CommandOutput<N>;

/** As it would come over a wire: a copy, without what JSON has no word for. */
const overWire = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

export class FakeConnection implements Connection {
  readonly kind = "browser";
  #status: ConnectionStatus;
  readonly #events = new EventListeners();
  readonly #statusListeners = new Listeners<ConnectionStatus>();
  readonly #connectListeners = new Listeners<void>();
  readonly #standing = new Map<CommandName, Standing<never>>();
  readonly #held = new Map<CommandName, Held<never>[]>();
  /** Names of all calls, in the order they came. */
  readonly calls: CommandName[] = [];
  /** Calls that the contract does not allow. State that catches its errors would hide them: look here at the end of a test. */
  readonly faults: unknown[] = [];

  constructor(status: ConnectionStatus = "open") {
    this.#status = status;
  }
  get status(): ConnectionStatus {
    return this.#status;
  }

  async call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    this.calls.push(name);
    let parsed: ParsedInput<N>;
    try {
      parsed = COMMANDS[name].in.parse(overWire(input)) as ParsedInput<N>;
    } catch (fault) {
      this.faults.push(fault);
      throw fault;
    }
    if (this.#status === "no-token" || this.#status === "refused") throw new AppError("access/token");
    const standing = this.#standing.get(name) as Standing<N> | undefined;
    if (standing) return this.#said(name, standing(parsed));
    return new Promise<CommandOutput<N>>((resolve, reject) => {
      const list = this.#held.get(name) ?? [];
      this.#held.set(name, list);
      const held: Held<N> = {
        input: parsed,
        answer: (output) => (resolve(this.#said(name, output)), this.#release(name, held)),
        refuse: (error) => (reject(fromWire(toWire(error))), this.#release(name, held)),
        lose: () => (reject(new AppError("host/unreachable", { address: "fake" })), this.#release(name, held)),
      };
      list.push(held as unknown as Held<never>);
    });
  }

  /** Such calls are answered at once from now on, and those that wait. What `answer` throws is the app's refusal. */
  answers<N extends CommandName>(name: N, answer: Standing<N>): void {
    this.#standing.set(name, answer as Standing<never>);
    for (const held of this.held(name)) held.answer(answer(held.input));
  }
  /** From now on such calls wait for the test again. */
  holds(name: CommandName): void {
    this.#standing.delete(name);
  }
  /** Those that wait, the first one first. */
  held<N extends CommandName>(name: N): readonly Held<N>[] {
    return [...(this.#held.get(name) ?? [])] as unknown as Held<N>[];
  }
  /** The only one that waits. @throws when none does, or several. */
  one<N extends CommandName>(name: N): Held<N> {
    const held = this.held(name);
    if (held.length !== 1) throw new Error(`${held.length} calls of ${name} wait, not one; calls so far: ${this.calls.join(", ")}`);
    return held[0]!;
  }
  countOf(name: CommandName): number {
    return this.calls.filter((called) => called === name).length;
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    return this.#events.add(name, listener);
  }
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    return this.#statusListeners.add(listener);
  }
  onConnect(listener: () => void): () => void {
    return this.#connectListeners.add(listener);
  }

  /** @throws ZodError when the app could not send this. Nobody hears it while the connection is lost. */
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    const said = EVENTS[name].parse(overWire(payload)) as EventPayload<N>;
    if (this.#status === "open") this.#events.tell(name, said);
  }
  /** The app goes: calls under way fail, events stop. */
  lose(): void {
    this.#setStatus("lost");
    for (const name of this.#held.keys()) for (const held of this.held(name)) held.lose();
  }
  /** The app is there, for the first time or again. */
  connect(): void {
    this.#setStatus("open");
    this.#connectListeners.tell();
  }

  #setStatus(status: ConnectionStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#statusListeners.tell(status);
  }
  #said<N extends CommandName>(name: N, output: CommandOutput<N>): CommandOutput<N> {
    return COMMANDS[name].out.parse(overWire(output)) as CommandOutput<N>;
  }
  #release<N extends CommandName>(name: N, held: Held<N>): void {
    const list = this.#held.get(name)!;
    list.splice(list.indexOf(held as unknown as Held<never>), 1);
  }
}
