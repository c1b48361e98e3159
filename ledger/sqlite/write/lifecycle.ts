import type { StatementSync } from 'node:sqlite';
import { gone, type Refusal, type Write } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

interface Held<State> {
  /** 0 until the row is written. */
  sequence: number;
  state: State;
}

/** The states of messages or of deliveries: what may follow what, and how many are in each. */
export class Lifecycle<State extends string> {
  readonly projection: Projection<Held<State> | null>;
  readonly #what: string;
  readonly #tally: Tally;

  /** @param find selects `sequence` and `state` by id */
  constructor(what: string, find: StatementSync, tally: Tally) {
    this.#what = what;
    this.#tally = tally;
    this.projection = new Projection((id) => {
      const row = find.get(id);
      return row ? { sequence: Number(row.sequence), state: row.state as State } : null;
    });
  }

  /** Plans a new one; `insert` writes it and returns its sequence. */
  start(id: string, state: State, insert: () => number | bigint): Write {
    const held: Held<State> = { sequence: 0, state };
    this.projection.set(held, id);
    return () => {
      held.sequence = Number(insert());
      this.#tally.add(`${this.#what}.${state}`, 1);
    };
  }

  /** Plans a step, or says why it cannot be made. */
  move(id: string, from: readonly State[], to: State, write: (sequence: number) => void): Write | Refusal {
    const held = this.projection.get(id);
    if (held === null || !from.includes(held.state)) return gone(this.#what, id, held?.state ?? null);
    const before = held.state;
    held.state = to;
    return () => {
      write(held.sequence);
      if (before !== to) this.#tally.move(`${this.#what}.${before}`, `${this.#what}.${to}`);
    };
  }
}
