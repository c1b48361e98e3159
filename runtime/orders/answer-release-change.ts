import { CrossdockError } from '../../domain/errors.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import { isOrder } from '../../domain/process/write.ts';
import type { Operation } from '../../ledger/ledger.ts';
import { instant } from '../clock.ts';
import type { AnsweredReleaseChange } from '../face.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';
import { messagesToPacks } from './to-packs.ts';

/** Where warehouses' answers to release changes go. */
export const answersChannel = 'release-change-answers';

/**
 * Hands a warehouse's answer that a person gives for it to the packs that read such answers; gives the queues that
 * have got work.
 *
 * @throws CD_PROCESS_UNKNOWN CD_PROCESS_QUESTION_UNKNOWN CD_PROCESS_BUSY
 */
export async function answerReleaseChange(
  { tenant, key, requestNumber, accepted, by, reason, id }: AnsweredReleaseChange,
  options: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const { ledger, clock, packs } = options;
  const stored = await ledger.process(tenant, key);
  if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'answer', identity: key });
  const changes = isOrder(stored) ? foundProcess(stored).process.changes : [];
  const asked = changes
    .flatMap(({ parts }) => parts.flatMap((part) => part.asked ?? []))
    .find((each) => each.requestNumber === requestNumber && each.answer === undefined);
  const readers = packs.readersOf(answersChannel);
  if (!asked || readers.length === 0)
    throw new CrossdockError('CD_PROCESS_QUESTION_UNKNOWN', { order: key, request: requestNumber });
  const { releaseNumber } = asked;
  const payload = { requestNumber, releaseNumber, accepted, reason: `${reason} (${by})` };
  const about = {
    tenant,
    key,
    channel: answersChannel,
    type: 'release-change-answer',
    reference: requestNumber,
  };
  const messages = messagesToPacks({ ...about, payload, ...(id !== undefined && { id }) }, options);
  const { committed } = await ledger.commit([
    ...messages.map((message): Operation => ({ op: 'accept', message })),
    {
      op: 'audit',
      entry: {
        ...{ at: instant(clock), by, action: 'release-change.answered', subject: requestNumber },
        ...{ tenant, key, reason, data: { accepted } },
      },
    },
  ]);
  if (!committed) throw new CrossdockError('CD_PROCESS_BUSY', { order: key });
  return messages.map(({ queue }) => queue);
}
