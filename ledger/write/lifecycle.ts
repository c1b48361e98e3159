import { gone, type Refusal, type Write } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

interface Held<State, Ref> {
  readonly ref: Ref;
  readonly state: State;
}

/** The states of messages or of deliveries: what may follow what, and how many are in each. */
export class Lifecycle<State extends string, Ref extends { readonly id: string; handle: number }> {
  readonly #rows: Projection<Held<State, Ref> | null>;
  readonly #what: string;
  readonly #tally: Tally;

  constructor(what: string, find: (id: string) => Held<State, Ref> | null, tally: Tally) {
    this.#what = what;
    this.#tally = tally;
    this.#rows = new Projection((id) => find(id));
  }

  get projection(): Projection<Held<State, Ref> | null> {
    return this.#rows;
  }

  get(id: string): Held<State, Ref> | null {
    return this.#rows.get(id);
  }

  /** Plans a new one; `insert` writes it and returns its handle. */
  start(ref: Ref, state: State, insert: () => number): Write {
    this.#rows.set({ ref, state }, ref.id);
    return () => {
      ref.handle = insert();
      this.#tally.add(`${this.#what}.${state}`, 1);
    };
  }

  /** Plans a step, or says why it cannot be made. `allowed` may refuse it for another reason. */
  move(
    id: string,
    from: readonly State[],
    to: State,
    write: (ref: Ref, before: State) => void,
    allowed: (ref: Ref) => Refusal | null = () => null,
  ): Write | Refusal {
    const held = this.#rows.get(id);
    if (held === null || !from.includes(held.state)) return gone(this.#what, id, held?.state ?? null);
    const { ref, state: before } = held;
    const refusal = allowed(ref);
    if (refusal) return refusal;
    if (before !== to) this.#rows.set({ ref, state: to }, id);
    return () => {
      write(ref, before);
      this.#tally.move(`${this.#what}.${before}`, `${this.#what}.${to}`);
    };
  }
}
