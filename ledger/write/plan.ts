import type { AcceptResult, Conflict } from '../ledger.ts';
import type { Change } from './changes.ts';
import type { Projection } from './projection.ts';

/** Gives one operation to the sink; runs only when every operation of its commit was planned without a conflict. */
export type Write = () => void;

/** Why an operation cannot be carried out. */
export type Refusal = Omit<Conflict, 'operation'>;

/** One commit while it is planned. */
export interface Plan {
  readonly now: number;
  readonly accepted: AcceptResult[];
  /** Token → number, from the 'allot' operations so far; null: there was none. */
  numbers: Map<string, string> | null;
}

/** Checks one operation against the store as the operations before it leave it. */
export type Planner<Op extends Change['op']> = (
  change: Extract<Change, { op: Op }>,
  plan: Plan,
) => Write | Refusal | null;

/** A part of the ledger: planners for its operations, and what they expect the store to be. */
export interface Part<Op extends Change['op']> {
  readonly planners: { readonly [Name in Op]: Planner<Name> };
  readonly projections: readonly Pick<Projection<unknown>, 'forget' | 'settle' | 'trim' | 'rollBack'>[];
}

export const gone = (what: string, id: string, state: string | null): Refusal => ({
  cause: 'state',
  reason: state === null ? `there is no ${what} ${id}` : `${what} ${id} is ${state}`,
});
