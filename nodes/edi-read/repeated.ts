import type { Agreement } from '../../domain/edi/agreement.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { type Missing, markOf } from './gaps.ts';
import type { ArrivedInterchange } from './parts.ts';
import { remembered } from './remembered.ts';

const dayMs = 86_400_000;

/** What a control number says about the interchange that has it. */
export type Arrived =
  | { readonly arrived: 'new'; readonly missed?: Missing; readonly key: string }
  /** A person sends it through once more. */
  | { readonly arrived: 'retried' }
  /** The partner sends it once more, and shall have its acknowledgement again. */
  | {
      readonly arrived: 'resent';
      readonly at: string;
      /** The number it had then, where that was another one. */
      readonly as?: string;
    }
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
      // A person may send a part of it, such as a group.
      if (ours.causationId !== null && ours.correlationId === correlationId) return { arrived: 'retried' };
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

const contentScope = (agreement: string): string => `edi-content:${agreement}`;

/** What came under another number. */
type Earlier = {
  readonly messageId: string;
  readonly controlNumber: string;
};

/**
 * What the content of a new interchange says, where the agreement asks: null when it is new within the window, and then
 * noted, or when it may come again.
 */
export async function renumberedOf(
  { envelope: { controlNumber }, contentDigest }: Pick<ArrivedInterchange, 'envelope' | 'contentDigest'>,
  agreement: Agreement,
  context: NodeContext,
): Promise<Arrived | null> {
  if (contentDigest === '') return null;
  const { duplicateWindowDays = Number.POSITIVE_INFINITY } = agreement;
  const scope = contentScope(agreement.agreement);
  const earliest = context.now().getTime() - duplicateWindowDays * dayMs;
  let key = contentDigest;
  for (let use = 2; ; use += 1) {
    const before = await context.remembered(scope, key);
    if (!before) {
      const value: Earlier = { messageId: context.envelope.id, controlNumber };
      context.stage({ kind: 'remember', entry: remembered({ scope, key, value }, context) });
      return null;
    }
    const { at, value } = before;
    if (new Date(at).getTime() >= earliest)
      return sameContent(controlNumber, value as Earlier, at, agreement, context);
    key = `${contentDigest}#${use}`;
  }
}

/** By the rule of the agreement. */
function sameContent(
  controlNumber: string,
  { messageId, controlNumber: as }: Earlier,
  at: string,
  { agreement, renumbered }: Agreement,
  context: NodeContext,
): Arrived | null {
  if (renumbered === 'acknowledge') return { arrived: 'resent', at, as };
  const { tenant, key } = context.envelope;
  context.stage({
    ...{ kind: 'journal', tenant, key, entry: 'edi-resent' },
    text: `interchange ${controlNumber} of ${agreement} has the same content as ${as}, which came on ${at}`,
  });
  if (renumbered === 'accept') return null;
  const parameters = { controlNumber, agreement, before: as, at, messageId };
  return { arrived: 'refused', error: new CrossdockError('CD_EDI_CONTENT_REPEATED', parameters) };
}
