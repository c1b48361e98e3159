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
  /** As the operations planned so far leave them; null: there is none. */
  readonly held: Projection<HeldException | null>;
}

/** An exception that waits for a decision, or null. */
export const undecided = (exception: HeldException | null): HeldException | null =>
  exception?.state === 'open' || exception?.state === 'assigned' ? exception : null;

export function exceptions(source: Source, sink: Sink, tally: Tally): Exceptions {
  const held = new Projection<HeldException | null>((id) => source.exception(id));

  const raise: Raise = (row, raisedAt) => {
    held.set({ state: 'open', error: row.error }, row.id);
    return () => {
      const document = row.document === null ? null : content(row.document, sink);
      const retry = row.retry === null ? null : content(row.retry, sink);
      sink.insertException({ ...row, document, retry, raisedAt });
      tally.add('exception.open', 1);
    };
  };

  return {
    raise,
    held,
    projections: [held],
    planners: {
      exception: ({ exception }, { now }) => raise(exception, now),
      assign: ({ id, assignee }) => {
        const before = undecided(held.get(id));
        if (!before) return gone('exception', id, held.get(id)?.state ?? null);
        const state = assignee === null ? 'open' : 'assigned';
        held.set({ ...before, state }, id);
        return () => {
          sink.assignException(id, assignee);
          tally.move(`exception.${before.state}`, `exception.${state}`);
        };
      },
      closeException: ({ id, state, by, reason }, { now }) => {
        const before = undecided(held.get(id));
        if (!before) return gone('exception', id, held.get(id)?.state ?? null);
        held.set({ ...before, state }, id);
        return () => {
          sink.closeException(id, state, now, by, reason);
          tally.move(`exception.${before.state}`, `exception.${state}`);
        };
      },
    },
  };
}
