import type { Agreement } from './agreement.ts';
import type {
  GroupEnvelope,
  Interchange,
  InterchangeAcknowledgement,
  InterchangeEnvelope,
} from './envelope.ts';
import type { TransactionJson } from './json-form.ts';
import type { Problem } from './problem.ts';

/** What the receiver decides about one transaction set. */
export type Verdict = 'accepted' | 'accepted-with-errors' | 'rejected';

export interface ReceivedTransaction {
  /** `segments` is empty if the agreement or a guide for it is missing. */
  readonly json: TransactionJson;
  /** Its bytes in the file, header and trailer included. */
  readonly byteRange: { readonly from: number; readonly to: number };
  /** In file order, header and trailer included; problems of group and interchange are there. */
  readonly problems: readonly Problem[];
  readonly verdict: Verdict;
  /** Whether it goes on: the verdict is not `rejected`. */
  readonly accepted: boolean;
  /** Acknowledged as accepted, but a person corrects it before it goes on. */
  readonly suspended: boolean;
  /** UNH S009 as sent. */
  readonly identifier?: readonly string[];
}

export interface ReceivedGroup {
  readonly envelope: GroupEnvelope | null;
  readonly byteRange: { readonly from: number; readonly to: number };
  /** Transaction sets its trailer counts. */
  readonly declared: number;
  readonly transactions: readonly ReceivedTransaction[];
  readonly problems: readonly Problem[];
}

/** Acknowledgements to send back: one 997 or 999 per functional group, one CONTRL or TA1 per interchange. */
export interface Acknowledgement {
  readonly type: '997' | '999' | 'CONTRL' | 'TA1';
  /** Ready for `write`. */
  readonly transactions: readonly TransactionJson[];
}

/** What to answer, as the agreement and the sender ask for it. */
export interface Answers {
  readonly acknowledgement?: Acknowledgement;
  /** The TA1 that the agreement or the sender asks for. */
  readonly receipt?: Acknowledgement;
}

/** An interchange whose envelopes have been read. */
export interface OpenedInterchange {
  readonly envelope: InterchangeEnvelope;
  readonly byteRange: { readonly from: number; readonly to: number };
  /** `null` if nobody agreed to receive it; then everything in it is rejected. */
  readonly agreement: Agreement | null;
  /** TA1 segments in it. */
  readonly acknowledgements: readonly InterchangeAcknowledgement[];
  /** Problems of the interchange and of its groups. */
  readonly problems: readonly Problem[];
  /** None of its own problems is an error. */
  readonly isSound: boolean;
}

export interface ReceivedInterchange extends OpenedInterchange, Answers {
  readonly groups: readonly ReceivedGroup[];
  /** Those of all groups, in file order. */
  readonly transactions: readonly ReceivedTransaction[];
}

export interface Received {
  readonly interchanges: readonly ReceivedInterchange[];
  /** What is outside of any interchange: not EDI at all, junk, a limit. */
  readonly errors: readonly Problem[];
}

/** What is received, piece by piece in file order; a group stands between `group` and `group-end`. */
export type ReceivedPart =
  | {
      readonly kind: 'interchange';
      readonly interchange: OpenedInterchange;
      /** Its envelopes as they were read. */
      readonly envelopes: Interchange;
    }
  | { readonly kind: 'group'; readonly group: Omit<ReceivedGroup, 'transactions'> }
  | { readonly kind: 'transaction'; readonly transaction: ReceivedTransaction }
  | { readonly kind: 'group-end' }
  | { readonly kind: 'interchange-end'; readonly answers: Answers }
  /** The last one. */
  | { readonly kind: 'end'; readonly errors: readonly Problem[] };

/** The pieces put together. */
export function wholeOf(parts: Iterable<ReceivedPart>): Received {
  const interchanges: ReceivedInterchange[] = [];
  let errors: readonly Problem[] = [];
  let opened: OpenedInterchange | null = null;
  let groups: (Omit<ReceivedGroup, 'transactions'> & { transactions: ReceivedTransaction[] })[] = [];
  for (const part of parts) {
    if (part.kind === 'interchange') [opened, groups] = [part.interchange, []];
    else if (part.kind === 'group') groups.push({ ...part.group, transactions: [] });
    else if (part.kind === 'transaction') groups.at(-1)?.transactions.push(part.transaction);
    else if (part.kind === 'end') ({ errors } = part);
    else if (part.kind === 'interchange-end' && opened) {
      const transactions = groups.flatMap((group) => group.transactions);
      interchanges.push({ ...opened, groups, transactions, ...part.answers });
    }
  }
  return { interchanges, errors };
}
