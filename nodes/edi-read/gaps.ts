import type { Agreement } from '../../domain/edi/agreement.ts';
import type { InterchangeEnvelope } from '../../domain/edi/envelope.ts';
import { type Counted, counted, isAfter, missingBetween } from '../../domain/edi/exchange/gap.ts';
import { chain } from '../../domain/edi/exchange/sent.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';
import { remembered } from './remembered.ts';

/**
 * How a gap is kept: each missing number is remembered as such, where its arrival looks; two runs that disagree on
 * whether a number has come write the same key, and one of them is repeated. What fills a gap is counted, so that the
 * last arrival closes the exception.
 */
export type Missing = {
  readonly missing: string;
  readonly of: number;
  readonly exceptionId: string;
};

export const markOf = (value: unknown): Missing | null =>
  typeof value === 'object' && value !== null && 'missing' in value ? (value as Missing) : null;

/** Why an interchange is held back, and the exception by which it goes on. */
export interface HeldBack {
  readonly told: CrossdockError;
  readonly exceptionId: string;
}

const heldAs = (controlNumber: string): string => `held ${controlNumber}`;

/** The last control number that came, by agreement; of this run, where it has read some. */
export type LastNumbers = Map<string, Counted>;

const lastName = (agreement: string): string => `edi-in-last:${agreement}`;

/** What was missing has come. */
export async function fill(
  { missing, of, exceptionId }: Missing,
  { agreement }: Agreement,
  context: NodeContext,
): Promise<void> {
  const scope = `edi-gap:${agreement}`;
  const { values, next } = await chain(context, scope, exceptionId);
  context.stage({ kind: 'remember', entry: remembered({ scope, key: next, value: missing }, context) });
  if (values.length + 1 < of) return;
  context.stage({ kind: 'close-exception', id: exceptionId, reason: 'everything that was missing has come' });
}

/**
 * A held interchange waits for the number before it: whoever brings that number releases it, in a message of its own,
 * when the exception that holds it is in the ledger for certain.
 */
export const releaseType = 'edi-release-held';

interface Held {
  readonly controlNumber: string;
  readonly exceptionId: string;
}

const waitingScope = (agreement: string): string => `edi-waiting:${agreement}`;

/** What is held back until this number has come may go on. */
export async function releaseWaiting(
  { controlNumber }: InterchangeEnvelope,
  { agreement, controlNumbers: { gap } }: Agreement,
  context: NodeContext,
): Promise<void> {
  if (gap !== 'hold') return;
  const { values } = await chain(context, waitingScope(agreement), controlNumber);
  for (const held of values as readonly Held[]) {
    context.stage({
      ...{ kind: 'channel', type: releaseType, key: context.envelope.key, payload: held },
      discriminator: held.exceptionId,
    });
  }
}

/** The message that `releaseWaiting` has sent. */
export async function releaseHeld({ payload }: FlowMessage, context: NodeContext): Promise<void> {
  const { controlNumber, exceptionId } = payload as Held;
  const reason = `everything before interchange ${controlNumber} has come`;
  if (!(await context.releaseException(exceptionId, reason))) return;
  const { tenant, key } = context.envelope;
  context.stage({
    ...{ kind: 'journal', tenant, key, entry: 'edi-released' },
    text: `interchange ${controlNumber} goes on: ${reason}`,
  });
}

/**
 * Compares a new control number with the last one. Of a gap that is to be told an exception is raised; the error comes
 * back when the interchange has to wait for it.
 */
export async function followNumber(
  { controlNumber }: InterchangeEnvelope,
  { agreement, controlNumbers: { gap = 'ignore' } }: Agreement,
  last: LastNumbers,
  context: NodeContext,
): Promise<HeldBack | null> {
  const now = counted(controlNumber);
  if (gap === 'ignore' || !now) return null;
  const stored = (await context.state(lastName(agreement))) as unknown as Counted | null;
  const before = last.get(agreement) ?? stored;
  const missing = before ? missingBetween(before, now) : [];
  if (before && missing.length > 0) {
    const told = gapError(controlNumber, agreement, before, missing, gap);
    if (gap === 'hold' && !(await wasHeld(controlNumber, agreement, context))) {
      const exceptionId = context.effectId(heldAs(controlNumber));
      const held: Held = { controlNumber, exceptionId };
      const scope = waitingScope(agreement);
      const { next } = await chain(context, scope, missing.at(-1) ?? '');
      context.stage({
        kind: 'remember',
        entry: remembered({ scope, key: next, value: { ...held } }, context),
      });
      return { told, exceptionId };
    }
    mark(missing, agreement, gap === 'warn' ? told : null, context);
  }
  if (isAfter(before, now)) {
    last.set(agreement, now);
    context.stage({ kind: 'state', name: lastName(agreement), value: { ...now } });
  }
  return null;
}

function gapError(
  controlNumber: string,
  agreement: string,
  { prefix, number, width }: Counted,
  missing: readonly string[],
  gap: 'warn' | 'hold',
): CrossdockError {
  const [first = '', ...others] = missing;
  return new CrossdockError('CD_EDI_CONTROL_NUMBER_GAP', {
    ...{ controlNumber, agreement, last: prefix + String(number).padStart(width, '0') },
    missing: others.length === 0 ? first : `${first} to ${others.at(-1)}`,
    consequence:
      gap === 'hold'
        ? 'This one is held back until the others have come; retry it to go on without them.'
        : 'This one was taken in; the exception closes when the others come.',
  });
}

function mark(
  missing: readonly string[],
  agreement: string,
  told: CrossdockError | null,
  context: NodeContext,
): void {
  const exceptionId = context.effectId(`gap ${missing[0]}`);
  for (const one of missing) {
    const value: Missing = { missing: one, of: missing.length, exceptionId };
    const entry = remembered({ scope: `edi-in:${agreement}`, key: one, value }, context);
    context.stage({ kind: 'remember', entry });
  }
  if (!told) return;
  context.stage({
    kind: 'exception',
    exception: {
      ...{ id: exceptionId, kind: 'document', key: context.envelope.key, error: told.record() },
      document: { agreement, missing: [...missing] },
    },
  });
}

/** Whether a person sends on what was held back; notes it as held otherwise. */
async function wasHeld(controlNumber: string, agreement: string, context: NodeContext): Promise<boolean> {
  const { correlationId, causationId } = context.envelope;
  const scope = `edi-held:${agreement}`;
  const { values, next } = await chain(context, scope, controlNumber);
  if (causationId !== null && values.includes(correlationId)) return true;
  const entry = remembered({ scope, key: next, value: correlationId }, context);
  context.stage({ kind: 'remember', entry });
  return false;
}
