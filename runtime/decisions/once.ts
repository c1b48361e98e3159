import type { Json, Ledger, Operation } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { Decision } from '../face.ts';
import { digestOf } from '../runs/digest.ts';

export interface OnceOptions {
  readonly ledger: Pick<Ledger, 'commit' | 'remembered'>;
  readonly clock: Clock;
}

/** What a decision made, with what has to be committed for it. */
export interface Made<T> {
  /** Carries a new id, so that two attempts at one decision differ. */
  readonly value: T;
  readonly operations: readonly Operation[];
}

const scope = 'decision';

/**
 * Carries decisions out once, however often they are told: under their id for ever and in all processes, without
 * one while the first is being written. The later ones get what the first has made.
 */
export class Once {
  private readonly options: OnceOptions;
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(options: OnceOptions) {
    this.options = options;
  }

  /** `what` names the change and its subject: `replay 4711`. `refused` makes the error for a commit that was refused. */
  carryOut<T extends Readonly<Record<string, Json>>>(
    what: string,
    decision: Decision,
    make: () => Promise<Made<T>>,
    refused: () => Error,
  ): Promise<T> {
    const { by, reason, id } = decision;
    const told = JSON.stringify([what, id ?? [by, reason]]);
    const first = this.underWay.get(told);
    if (first) return first as Promise<T>;
    const work = this.write(what, id, make, refused).finally(() => this.underWay.delete(told));
    this.underWay.set(told, work);
    return work;
  }

  private async write<T extends Readonly<Record<string, Json>>>(
    what: string,
    id: string | undefined,
    make: () => Promise<Made<T>>,
    refused: () => Error,
  ): Promise<T> {
    const { ledger, clock } = this.options;
    const key = id === undefined ? null : `${what} ${id}`;
    const before = key === null ? null : await ledger.remembered(scope, key);
    if (before) return before.value as T;
    const { value, operations } = await make();
    const entry = { scope, key: key ?? '', digest: digestOf(value), value, at: instant(clock) };
    const result = await ledger.commit([
      ...(key === null ? [] : [{ op: 'remember', entry } as const]),
      ...operations,
    ]);
    if (result.committed) return value;
    const meanwhile = key === null ? null : await ledger.remembered(scope, key);
    if (meanwhile) return meanwhile.value as T;
    throw refused();
  }
}
