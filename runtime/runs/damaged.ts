import { CrossdockError } from '../../domain/errors.ts';
import type { StoredMessage } from '../../ledger/ledger.ts';
import type { ConcludeOptions, Verdict } from './conclude.ts';
import { parkOperations } from './crashes.ts';

/** A message that cannot be read any more becomes an exception, so that only its key waits for it. */
export async function parkDamaged(
  message: StoredMessage,
  options: Pick<ConcludeOptions, 'ledger' | 'ids' | 'clock' | 'ownerOf' | 'log'>,
): Promise<Verdict> {
  const { id, key } = message.envelope;
  const reason = message.damaged ?? '';
  const error = new CrossdockError('CD_LEDGER_ROW_DAMAGED', { subject: 'message', id, key, reason });
  const result = await options.ledger.commit(
    parkOperations(message, message.attempts, error.record(), options),
  );
  if (!result.committed) return { kind: 'gone' };
  options.log('error', `parked: ${error.message}`, { messageId: id, queue: message.queue, key });
  return { kind: 'parked' };
}
