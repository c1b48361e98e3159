import type { Agreement } from '../../domain/edi/agreement.ts';
import type { InterchangeEnvelope } from '../../domain/edi/envelope.ts';
import { type Counted, counted, isAfter, missingBetween } from '../../domain/edi/exchange/gap.ts';
import { chain } from '../../domain/edi/exchange/sent.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { NodeContext } from '../../runtime/face.ts';
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
 * Compares a new control number with the last one. Of a gap that is to be told an exception is raised; the error comes
 * back when the interchange has to wait for it.
 */
export async function followNumber(
  { controlNumber }: InterchangeEnvelope,
  { agreement, controlNumbers: { gap = 'ignore' } }: Agreement,
  last: LastNumbers,
  context: NodeContext,
): Promise<CrossdockError | null> {
  const now = counted(controlNumber);
  if (gap === 'ignore' || !now) return null;
  const stored = (await context.state(lastName(agreement))) as unknown as Counted | null;
  const before = last.get(agreement) ?? stored;
  const missing = before ? missingBetween(before, now) : [];
  if (before && missing.length > 0) {
    const told = gapError(controlNumber, agreement, before, missing, gap);
    if (gap === 'hold' && !(await wasHeld(controlNumber, agreement, context))) return told;
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
        ? 'This one is held back: retry it when the others have come, or to go on without them.'
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
