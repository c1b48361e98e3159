import { CrossdockError } from '../../domain/errors.ts';
import { foundProcess } from '../../domain/process/locate.ts';
import type { NewMessage, Operation } from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import { instant } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { AnsweredReleaseChange } from '../face.ts';
import { encodeBody } from '../runs/body.ts';
import { digestOf } from '../runs/digest.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';

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
  { ledger, clock, ids, packs, siteId }: CorrectInvoiceOptions,
): Promise<readonly string[]> {
  const stored = await ledger.process(tenant, key);
  if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'answer', identity: key });
  const asked = foundProcess(stored)
    .process.changes.flatMap(({ parts }) => parts.flatMap((part) => part.asked ?? []))
    .find((each) => each.requestNumber === requestNumber && each.answer === undefined);
  const readers = packs.readersOf(answersChannel);
  if (!asked || readers.length === 0)
    throw new CrossdockError('CD_PROCESS_QUESTION_UNKNOWN', { order: key, request: requestNumber });
  const { releaseNumber } = asked;
  const payload = { requestNumber, releaseNumber, accepted, reason: `${reason} (${by})` };
  const messages = readers.map((pack): NewMessage => {
    const body = encodeBody({ payload }, 'tower');
    const source = { system: 'tower', protocol: 'tower', reference: requestNumber };
    const type = 'release-change-answer';
    const envelope = newEnvelope({ tenant, site: siteId, type, key, source }, { clock, ids });
    return {
      ...{ envelope, body, digest: digestOf(body), queue: queues.channel(answersChannel, pack) },
      idempotencyKey: `tower:release-change-answer/${id ?? envelope.id}/${pack}`,
    };
  });
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
