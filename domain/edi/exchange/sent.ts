/**
 * What we sent and what came of it, as the ledger remembers it. Nothing remembered is ever changed; what is written
 * under a key that is taken makes the run repeat, so that two runs cannot decide on the same answer.
 *
 * | Scope | Key | Holds |
 * |---|---|---|
 * | `edi-sent:<agreement>` | control number of the interchange | `SentInterchange` |
 * | `edi-document:<agreement>` | type and number of a document, and a count from 1 | `SentPlace`: where it was sent |
 * | `edi-answer:<agreement>` | what is awaited and a count from 1 | `Answer`: came, or overdue |
 */
import type { Agreement } from '../agreement.ts';
import type { Standard } from '../dialect.ts';
import type { TransactionJson } from '../json-form.ts';
import { documentNumber } from './document-number.ts';
import { durationMs } from './duration.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A document in an interchange of ours. */
export type SentDocument = {
  /** Control number of its transaction set or message. */
  readonly transaction: string;
  readonly type: string;
  /** Of the document itself (order, invoice, shipment); '' if it has none. */
  readonly number: string;
  /** Ordering key of the message it was written from. */
  readonly key: string;
  /** `msg.reference` when it was written. */
  readonly reference: Json;
};

export type SentInterchange = {
  readonly type: string;
  readonly at: string;
  readonly documents: readonly SentDocument[];
};

/** Where a document was sent. */
export type SentPlace = { readonly controlNumber: string; readonly transaction: string };

/** An acknowledgement that is waited for: of the interchange, of its syntax, of each document's content. */
export type Awaited = 'interchange' | 'functional' | 'application';

export const awaitedKinds: readonly Awaited[] = ['interchange', 'functional', 'application'];

/** Something to remember; its digest is that of the value. */
export interface Memory {
  readonly scope: string;
  readonly key: string;
  readonly value: Json;
}

export interface Reader {
  remembered(scope: string, key: string): Promise<{ readonly value?: unknown; readonly at: string } | null>;
}

const sentScope = (agreement: string): string => `edi-sent:${agreement}`;
const documentScope = (agreement: string): string => `edi-document:${agreement}`;

/** What a document is when it is written; its number among the documents of the interchange is still to come. */
export type WrittenDocument = Pick<TransactionJson, 'type' | 'segments'> &
  Pick<SentDocument, 'key' | 'reference'>;

/** Documents are numbered as the writer numbers transaction sets. */
export function sentDocuments(standard: Standard, written: readonly WrittenDocument[]): SentDocument[] {
  return written.map(({ type, key, reference, segments }, index) => ({
    transaction: standard === 'X12' ? String(index + 1).padStart(4, '0') : String(index + 1),
    ...{ type, number: documentNumber({ type, segments }), key, reference },
  }));
}

/** Whether the partner answers single documents, so that we have to find them by their numbers. */
const isAnsweredByDocument = ({ receives }: Agreement): boolean => '824' in receives || 'APERAK' in receives;

/** What to remember of an interchange that is sent; `controlNumber` may be a token. */
export async function memoriesOf(
  reader: Reader,
  agreement: Agreement,
  controlNumber: string,
  sent: SentInterchange,
): Promise<Memory[]> {
  const { agreement: name } = agreement;
  const memories: Memory[] = [{ scope: sentScope(name), key: controlNumber, value: sent }];
  if (!isAnsweredByDocument(agreement)) return memories;
  for (const { type, number, transaction } of sent.documents) {
    if (number === '') continue;
    const { next } = await chain(reader, documentScope(name), `${type} ${number}`);
    memories.push({ scope: documentScope(name), key: next, value: { controlNumber, transaction } });
  }
  return memories;
}

/** Where a document was last sent. */
export async function placeOfDocument(
  reader: Reader,
  agreement: string,
  type: string,
  number: string,
): Promise<SentPlace | null> {
  const { values } = await chain(reader, documentScope(agreement), `${type} ${number}`);
  return (values.at(-1) as SentPlace | undefined) ?? null;
}

/** What is remembered under a name and counts from 1, and the key for what comes next. */
export async function chain(
  reader: Reader,
  scope: string,
  name: string,
): Promise<{ readonly values: readonly unknown[]; readonly next: string }> {
  const values: unknown[] = [];
  for (;;) {
    const key = `${name}#${values.length + 1}`;
    const found = await reader.remembered(scope, key);
    if (!found) return { values, next: key };
    values.push(found.value);
  }
}

/** The acknowledgements that the agreement waits for, each until when. */
export function awaitedBy({ expects = {} }: Agreement, now: Date): { kind: Awaited; dueAt: string }[] {
  return awaitedKinds.flatMap((kind) => {
    const within = expects[kind];
    if (within === undefined) return [];
    return [{ kind, dueAt: new Date(now.getTime() + durationMs(within)).toISOString() }];
  });
}

/** What was sent under a control number; null when we know nothing of it. */
export async function sentUnder(
  reader: Reader,
  agreement: string,
  controlNumber: string,
): Promise<SentInterchange | null> {
  const found = await reader.remembered(sentScope(agreement), controlNumber);
  return (found?.value as SentInterchange | undefined) ?? null;
}

/** `940 R-1 (order C-ACME/PO-1)`. */
export const documentWords = ({ type, number, key, transaction }: SentDocument): string =>
  `${type} ${number || `in transaction ${transaction}`} (${key})`;
