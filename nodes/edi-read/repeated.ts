import { createHash } from 'node:crypto';
import type { Agreement } from '../../domain/edi/agreement.ts';
import type { ReceivedInterchange } from '../../domain/edi/received.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';

const dayMs = 86_400_000;

/**
 * Looks up the control number of an interchange and remembers it when it is new. A number may be used again after the
 * agreement's window; the later use is remembered under the number and a count, because the ledger keeps the first.
 * The same arrival sent through once more, by a person who retried an exception, is no repetition by the partner.
 *
 * @returns the error when it came before: CD_EDI_INTERCHANGE_REPEATED or CD_EDI_CONTROL_NUMBER_DUPLICATE
 */
export async function repeated(
  bytes: Uint8Array,
  { envelope, byteRange }: ReceivedInterchange,
  { agreement, duplicateWindowDays }: Agreement,
  context: NodeContext,
): Promise<'new' | 'retried' | CrossdockError> {
  const { controlNumber } = envelope;
  const scope = `edi-in:${agreement}`;
  const digest = digestOf(bytes, byteRange);
  const earliest = context.now().getTime() - (duplicateWindowDays ?? Number.POSITIVE_INFINITY) * dayMs;
  let key = controlNumber;
  for (let use = 2; ; use += 1) {
    const before = await context.remembered(scope, key);
    if (!before) break;
    const inWindow = new Date(before.at).getTime() >= earliest;
    if (inWindow) {
      const same = before.digest === digest;
      const { messageId = 'unknown', correlationId } = (before.value ?? {}) as {
        readonly messageId?: string;
        readonly correlationId?: string;
      };
      const { envelope: ours } = context;
      if (same && ours.causationId !== null && ours.correlationId === correlationId) return 'retried';
      return new CrossdockError(same ? 'CD_EDI_INTERCHANGE_REPEATED' : 'CD_EDI_CONTROL_NUMBER_DUPLICATE', {
        controlNumber,
        agreement,
        at: before.at,
        messageId,
      });
    }
    key = `${controlNumber}#${use}`;
  }
  const { id: messageId, correlationId, source } = context.envelope;
  const value = { messageId, correlationId, reference: source.reference };
  context.stage({ kind: 'remember', entry: { scope, key, digest, value } });
  return 'new';
}

/** Hex SHA-256 of the interchange's bytes. */
export const digestOf = (bytes: Uint8Array, { from, to }: ReceivedInterchange['byteRange']): string =>
  createHash('sha256').update(bytes.subarray(from, to)).digest('hex');
