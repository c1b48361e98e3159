import type { Agreement } from '../../domain/edi/agreement.ts';
import type { InterchangeAcknowledgement } from '../../domain/edi/envelope.ts';
import type { LoopValues, TransactionJson } from '../../domain/edi/json-form.ts';
import type { Json, NodeContext } from '../../runtime/face.ts';

/** What a partner says about one interchange or group of ours. */
export interface Verdict {
  readonly kind: '997' | '999' | 'CONTRL' | 'TA1';
  readonly accepted: boolean;
  /** AK901, UCI04 or TA104. */
  readonly code: string;
  /** Control number of what we sent. */
  readonly reference: string;
  /** The verdicts on the transaction sets or messages in it. */
  readonly transactions: readonly { readonly controlNumber: string; readonly code: string }[];
}

export interface Status extends Verdict {
  /** What edi-write remembered when it sent the interchange; absent when it knows nothing of it. */
  readonly documents?: Json;
}

/** The text of an element in the JSON form; '' when it is not there. */
function element(segments: unknown, ...path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    segments,
  );
  return typeof value === 'string' ? value : '';
}

const loops = (segments: LoopValues, name: string): readonly unknown[] => {
  const found = segments[name];
  return Array.isArray(found) ? found : [];
};

/** The verdict of a 997 or 999 (one functional group) or CONTRL (one interchange); null for other types. */
export function verdictOf({ type, segments }: TransactionJson): Verdict | null {
  if (type === '997' || type === '999') {
    const verdict = type === '997' ? 'AK5' : 'IK5';
    const code = element(segments, 'AK9', 'AK901');
    const transactions = loops(segments, 'AK2Loop').map((set) => ({
      controlNumber: element(set, 'AK2', 'AK202'),
      code: element(set, verdict, `${verdict}01`),
    }));
    const reference = element(segments, 'AK1', 'AK102');
    return { kind: type, accepted: code === 'A' || code === 'E', code, reference, transactions };
  }
  if (type !== 'CONTRL') return null;
  const code = element(segments, 'UCI', 'UCI04');
  const transactions = loops(segments, 'UCMLoop').map((message) => ({
    controlNumber: element(message, 'UCM', 'UCM01'),
    code: element(message, 'UCM', 'UCM03'),
  }));
  const rejected = code === '4' || transactions.some((message) => message.code === '4');
  return {
    ...{ kind: 'CONTRL', accepted: !rejected, code, transactions },
    reference: element(segments, 'UCI', 'UCI01'),
  };
}

/** The verdict of a TA1 on an interchange. */
export const receiptOf = ({ controlNumber, status }: InterchangeAcknowledgement): Verdict => ({
  ...{ kind: 'TA1', accepted: status !== 'R', code: status, reference: controlNumber, transactions: [] },
});

/** Adds what was remembered when the interchange was sent, and writes the verdict into the document's history. */
export async function reconcile(
  verdict: Verdict,
  { agreement, standard }: Agreement,
  context: NodeContext,
): Promise<Status> {
  const { kind, accepted, code, reference } = verdict;
  // GS06 is a number: partners may send it back without the zeros.
  const key = standard === 'X12' ? reference.padStart(9, '0') : reference;
  const sent = await context.remembered(`edi-sent:${agreement}`, key);
  if (sent?.value === undefined) return verdict;
  const documents = sent.value as { readonly type?: string; readonly key?: string };
  context.stage({
    ...{ kind: 'journal', tenant: context.envelope.tenant, key: documents.key ?? context.envelope.key },
    entry: 'edi-acknowledged',
    text: `${kind} of ${agreement} ${accepted ? 'accepts' : 'rejects'} ${documents.type ?? 'interchange'} ${reference}`,
    data: { agreement, code, reference },
  });
  return { ...verdict, documents: sent.value };
}
