import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import { recorded } from '../decisions/recorded.ts';
import type { Decision } from '../face.ts';
import { undecided } from './close-exception.ts';

export interface AssignOptions {
  readonly ledger: Pick<Ledger, 'exception' | 'commit'>;
  readonly clock: Clock;
}

/**
 * Names who works on an exception; null gives it back. Naming who has it already changes nothing.
 * @throws CD_EXCEPTION_UNKNOWN CD_EXCEPTION_CLOSED
 */
export async function assignException(
  id: string,
  assignee: string | null,
  decision: Decision,
  { ledger, clock }: AssignOptions,
): Promise<void> {
  const { tenant, key, assignee: before = null } = await undecided(id, ledger);
  if (before === assignee) return;
  const deed = {
    ...{ tenant, key, subject: id, data: { exceptionId: id, assignee, before } },
    ...(assignee === null
      ? { action: 'exception.given-back', kind: 'exception-open', text: `exception given back` }
      : {
          action: 'exception.assigned',
          kind: 'exception-assigned',
          text: `exception assigned to ${assignee}`,
        }),
  };
  const result = await ledger.commit([
    { op: 'assign', id, assignee },
    ...recorded(deed, decision, instant(clock)),
  ]);
  if (!result.committed) throw new CrossdockError('CD_EXCEPTION_CLOSED', { id, state: 'being handled' });
}
