import { receive } from '../../domain/edi/receive.ts';
import type { ReceivedInterchange, ReceivedTransaction } from '../../domain/edi/received.ts';
import { resume, type Suspended } from '../../domain/edi/suspended.ts';
import type { FlowMessage } from '../../runtime/face.ts';
import { type Read, type Reading, readAccepted } from './interchange.ts';
import { rejection } from './rejection.ts';

type Settings = Parameters<typeof receive>[1];

/**
 * Reads a suspended transaction set again, as a person has corrected it, under the agreement of the day it came. It goes
 * on with the control numbers it came with. Its partner was told of it then: nothing is acknowledged now.
 */
export async function readCorrected(
  suspended: Suspended,
  settings: (now: Date) => Settings,
  reading: Reading,
): Promise<Read> {
  const { message, context, read } = reading;
  const bytes = resume(suspended);
  const { interchanges, errors } = receive(bytes, settings(new Date(suspended.envelope.receivedAt)));
  const [interchange] = interchanges;
  const transaction = interchange?.transactions[0];
  const problems = [...errors, ...(interchange?.problems ?? [])];
  if (!interchange || !transaction?.accepted || transaction.suspended || problems.some(isError)) {
    const all = [...problems, ...(transaction?.problems ?? [])];
    const again = { ...suspended, problems: all.map((one) => `${one.message}. ${one.remedy}`) };
    const rejected = { problems: all, byteRange: { from: 0, to: bytes.length }, retryWith: again };
    read.rejected.push(rejection(message, bytes, { ...rejected, ...(transaction && { transaction }) }));
    return read;
  }
  const { byteRange, controlNumber, acknowledged } = suspended.envelope;
  const { tenant, key } = context.envelope;
  const { type, controlNumber: set } = transaction.json;
  context.stage({
    ...{ kind: 'journal', tenant, key, entry: 'edi-corrected' },
    text: `${type} ${set} of interchange ${controlNumber} goes on as corrected; it was acknowledged as ${acknowledged}`,
  });
  await readAccepted(inPlace(transaction, byteRange), interchange, reading);
  read.transaction.splice(0, read.transaction.length, ...read.transaction.map(asCorrected));
  return read;
}

const isError = ({ severity }: ReceivedInterchange['problems'][number]): boolean => severity === 'error';

/** Where it stands in the file that came. */
const inPlace = (
  transaction: ReceivedTransaction,
  byteRange: ReceivedTransaction['byteRange'],
): ReceivedTransaction => ({ ...transaction, byteRange });

const asCorrected = (message: FlowMessage): FlowMessage => ({
  ...message,
  edi: { ...(message.edi as object), corrected: true },
});
