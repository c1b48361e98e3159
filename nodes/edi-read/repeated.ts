import type { Agreement } from '../../domain/edi/agreement.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { type Missing, markOf } from './gaps.ts';
import type { ArrivedInterchange } from './parts.ts';

const dayMs = 86_400_000;

/** What a control number says about the interchange that has it. */
export type Arrived =
  | { readonly arrived: 'new'; readonly missed?: Missing; readonly key: string }
  /** A person sends it through once more. */
  | { readonly arrived: 'retried' }
  /** The partner sends it once more, and shall have its acknowledgement again. */
  | { readonly arrived: 'resent'; readonly at: string }
  | {
      readonly arrived: 'refused';
      readonly error: CrossdockError;
      /** Under which it may be released later. */
      readonly exceptionId?: string;
    };

/**
 * Looks up the control number of an interchange. A number may be used again after the agreement's window; the later use
 * is remembered under the number and a count, because the ledger keeps the first. So is one that was marked as missing.
 * The same arrival sent through once more, by a person who retried an exception, is no repetition by the partner.
 */
export async function arrivalOf(
  { envelope, digest }: Pick<ArrivedInterchange, 'envelope' | 'digest'>,
  { agreement, duplicateWindowDays, resends = 'reject' }: Agreement,
  context: NodeContext,
): Promise<Arrived> {
  const { controlNumber } = envelope;
  const earliest = context.now().getTime() - (duplicateWindowDays ?? Number.POSITIVE_INFINITY) * dayMs;
  let key = controlNumber;
  let missed: Missing | undefined;
  for (let use = 2; ; use += 1) {
    const before = await context.remembered(arrivalScope(agreement), key);
    if (!before) return { arrived: 'new', key, ...(missed && { missed }) };
    missed = markOf(before.value) ?? undefined;
    if (!missed && new Date(before.at).getTime() >= earliest) {
      const same = before.digest === digest;
      const { messageId = 'unknown', correlationId } = (before.value ?? {}) as {
        readonly messageId?: string;
        readonly correlationId?: string;
      };
      const { envelope: ours } = context;
      if (same && ours.causationId !== null && ours.correlationId === correlationId) {
        return { arrived: 'retried' };
      }
      if (same && resends === 'acknowledge') return { arrived: 'resent', at: before.at };
      const parameters = { controlNumber, agreement, at: before.at, messageId };
      const code = same ? 'CD_EDI_INTERCHANGE_REPEATED' : 'CD_EDI_CONTROL_NUMBER_DUPLICATE';
      return { arrived: 'refused', error: new CrossdockError(code, parameters) };
    }
    key = `${controlNumber}#${use}`;
  }
}

export const arrivalScope = (agreement: string): string => `edi-in:${agreement}`;

/** Remembers a new interchange under the key that `arrivalOf` gave. */
export function rememberArrival(
  { digest }: Pick<ArrivedInterchange, 'digest'>,
  { agreement }: Agreement,
  key: string,
  context: NodeContext,
): void {
  const { id: messageId, correlationId, source } = context.envelope;
  const value = { messageId, correlationId, reference: source.reference };
  const entry = { scope: arrivalScope(agreement), key, digest, value };
  context.stage({ kind: 'remember', entry });
}
