import type { Agreement } from '../../domain/edi/agreement.ts';
import {
  type AdvisedDocument,
  type AdvisedError,
  type AdvisedVerdict,
  buildAdvice,
} from '../../domain/edi/exchange/advice.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { FlowMessage, NodeContext } from '../../runtime/face.ts';

/** `msg.advice`: what the flow decided about a document. */
interface Decided {
  readonly verdict?: AdvisedVerdict;
  readonly errors?: readonly AdvisedError[];
}

const verdicts: ReadonlySet<unknown> = new Set(['accepted', 'accepted-with-errors', 'rejected']);

/** BGN02 has 30 characters. */
const numberLength = 30;

/**
 * The 824 or APERAK about the document that `msg.edi` names: `msg.advice` says what became of it; without one it is
 * rejected for `msg.error`, or accepted when there is none.
 *
 * @throws CD_EDI_ADVICE_SUBJECT
 */
export function adviceOf(message: FlowMessage, agreement: Agreement, context: NodeContext) {
  const { envelope, node } = context;
  const edi = (message.edi ?? {}) as Partial<Record<keyof AdvisedDocument, unknown>>;
  const refuse = (reason: string) => new CrossdockError('CD_EDI_ADVICE_SUBJECT', { node: node.name, reason });
  if (typeof edi.controlNumber !== 'string' || typeof edi.transaction !== 'string') {
    throw refuse('msg.edi names no transaction set');
  }
  const decided = (message.advice ?? fromError(message.error)) as Decided;
  const { verdict = 'rejected', errors = [] } = decided;
  if (!verdicts.has(verdict)) throw refuse(`msg.advice.verdict is "${String(verdict)}"`);
  if (!Array.isArray(errors) || errors.some((one) => typeof one?.text !== 'string')) {
    throw refuse('msg.advice.errors is no list of objects with a text');
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const about: AdvisedDocument = {
    type: text(edi.type).replace(/^.*\./, ''),
    ...{ number: text(edi.number), controlNumber: edi.controlNumber, group: text(edi.group) },
    transaction: edi.transaction,
  };
  const number = envelope.id.replaceAll('-', '').slice(-numberLength).toUpperCase();
  return buildAdvice({ number, verdict, errors, about }, agreement, context.now());
}

function fromError(error: unknown): Decided {
  const { message } = (error ?? {}) as { readonly message?: unknown };
  if (typeof message !== 'string') return { verdict: 'accepted' };
  return { verdict: 'rejected', errors: [{ text: message }] };
}
