import { gone, type Refusal, type Write } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

interface Held<State, Ref> {
  readonly ref: Ref;
  readonly state: State;
}

/** What comes here seldom goes on. */
const ends: ReadonlySet<string> = new Set(['done', 'delivered', 'discarded']);

/** The states of messages or of deliveries: what may follow what, and how many are in each. */
export class Lifecycle<State extends string, Ref extends { readonly id: string; handle: number }> {
  readonly #rows = new Projection<Held<State, Ref> | null>();
  readonly #find: (id: string) => Held<State, Ref> | null;
  readonly #what: string;
  /** Name of each state in the tally. */
  readonly #names = new Map<State, string>();
  readonly #tally: Tally;

  constructor(what: string, find: (id: string) => Held<State, Ref> | null, tally: Tally) {
    this.#what = what;
    this.#tally = tally;
    this.#find = find;
  }

  get projection(): Projection<Held<State, Ref> | null> {
    return this.#rows;
  }

  get(id: string): Held<State, Ref> | null {
    return this.#rows.get(id, () => this.#find(id));
  }

  /** Plans a new one; `insert` writes it and returns its handle. */
  start(ref: Ref, state: State, insert: () => number): Write {
    this.#rows.set(ref.id, { ref, state });
    return () => {
      ref.handle = insert();
      this.#tally.add(this.#nameOf(state), 1);
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
    const held = this.get(id);
    if (held === null || !from.includes(held.state)) return gone(this.#what, id, held?.state ?? null);
    const { ref, state: before } = held;
    const refusal = allowed(ref);
    if (refusal) return refusal;
    if (before !== to) {
      this.#rows.set(id, { ref, state: to });
      if (ends.has(to)) this.#rows.over(id);
    }
    return () => {
      write(ref, before);
      if (before !== to) this.#tally.move(this.#nameOf(before), this.#nameOf(to));
    };
  }

  #nameOf(state: State): string {
    const known = this.#names.get(state);
    if (known !== undefined) return known;
    const name = `${this.#what}.${state}`;
    this.#names.set(state, name);
    return name;
  }
}
