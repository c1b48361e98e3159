import type { ExceptionRow } from './changes.ts';
import { content } from './content.ts';
import { gone, type Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Sink } from './sink.ts';
import type { HeldException, Source } from './source.ts';
import type { Tally } from './tally.ts';

/** Plans the opening of an exception; a step of other operations too. Returns the function that writes it. */
export type Raise = (row: ExceptionRow, now: number) => () => void;

export interface Exceptions extends Part<'exception' | 'assign' | 'closeException'> {
  readonly raise: Raise;
  /** As the operations planned so far leave it; null: there is none. */
  get(id: string): HeldException | null;
  set(id: string, exception: HeldException): void;
}

/** An exception that waits for a decision, or null. */
export const undecided = (exception: HeldException | null): HeldException | null =>
  exception?.state === 'open' || exception?.state === 'assigned' ? exception : null;

export function exceptions(source: Source, sink: Sink, tally: Tally): Exceptions {
  const held = new Projection<HeldException | null>();
  const get = (id: string) => held.get(id, () => source.exception(id));

  const raise: Raise = (row, raisedAt) => {
    held.set(row.id, { state: 'open', error: row.error });
    return () => {
      const document = row.document === null ? null : content(row.document, sink);
      const retry = row.retry === null ? null : content(row.retry, sink);
      sink.insertException({ ...row, document, retry, raisedAt });
      tally.add('exception.open', 1);
    };
  };

  return {
    raise,
    get,
    set: (id, exception) => held.set(id, exception),
    projections: [held],
    planners: {
      exception: ({ exception }, { now }) => raise(exception, now),
      assign: ({ id, assignee }) => {
        const before = undecided(get(id));
        if (!before) return gone('exception', id, get(id)?.state ?? null);
        const state = assignee === null ? 'open' : 'assigned';
        held.set(id, { ...before, state });
        return () => {
          sink.assignException(id, assignee);
          tally.move(`exception.${before.state}`, `exception.${state}`);
        };
      },
      closeException: ({ id, state, by, reason, ifOpen }, { now }) => {
        const before = undecided(get(id));
        if (!before) return ifOpen ? () => {} : gone('exception', id, get(id)?.state ?? null);
        held.set(id, { ...before, state });
        return () => {
          sink.closeException(id, state, now, by, reason);
          tally.move(`exception.${before.state}`, `exception.${state}`);
        };
      },
    },
  };
}
