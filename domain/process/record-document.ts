import { CrossdockError } from '../errors.ts';
import { apply } from './apply.ts';
import { expire } from './deadlines.ts';
import type { ProcessInput } from './documents.ts';
import {
  type FoundProcess,
  foundProcess,
  locateProcesses,
  type Missing,
  type ProcessReader,
} from './locate.ts';
import type { ProcessTerms } from './terms.ts';
import type { Applied, OrderProcess, Posting } from './types.ts';
import { type OrderWrite, writesOf } from './writes.ts';

export interface RecordOptions {
  readonly tenant: string;
  /** Key of the order the message is about, if the flow knows it. */
  readonly hint?: string;
  /** Takes a document over several orders for those that are known, and tells of the others; absent: all or none. */
  readonly missing?: Missing;
  readonly terms: ProcessTerms;
  /** What else follows from the order as it stands after the document, one step per change. */
  readonly follow?: (process: OrderProcess) => readonly Applied[];
  /** Channel on which the order is woken when something is overdue; empty for none. */
  readonly deadlineChannel: string;
}

export interface RecordedDocument {
  /** The order before it; null when the document started it. */
  readonly before: OrderProcess | null;
  readonly applied: Applied;
  /** To be staged in this order. */
  readonly writes: readonly OrderWrite[];
}

/**
 * Finds the order or orders a document belongs to and applies it to each. Reads are passed in; what has to
 * change comes back as effects to stage.
 *
 * @throws CD_PROCESS_UNKNOWN, CD_PROCESS_AMBIGUOUS, CD_PROCESS_HOLD_UNKNOWN
 */
export async function recordDocument(
  reader: ProcessReader,
  input: ProcessInput,
  options: RecordOptions,
): Promise<readonly RecordedDocument[]> {
  const { tenant, terms } = options;
  if (input.type === 'sales-order') {
    const stored = await reader.process(
      tenant,
      `${input.document.customer.id}/${input.document.orderNumber}`,
    );
    const known = stored ? foundProcess(stored) : null;
    return [recordedOn(known, apply(known?.process ?? null, input, terms), options)];
  }
  const found = await locateProcesses(reader, tenant, input, options);
  const booked = bookedBefore(found, input);
  return found.map((known) => {
    const applied = apply(known.process, input, terms);
    return recordedOn(known, applied, options, bookings(applied.process, booked, input, terms));
  });
}

/** Bookings of an invoice that came before it: over several orders they could be told to one of them only. */
const bookedBefore = (found: readonly FoundProcess[], input: ProcessInput): readonly Posting[] =>
  input.type === 'invoice-issued'
    ? found.flatMap(({ process }) =>
        process.postings.filter(({ invoiceNumber }) => invoiceNumber === input.document.invoiceNumber),
      )
    : [];

/** The bookings that an order on the invoice was not told, each a step of its own; another number is a contradiction. */
function bookings(
  process: OrderProcess,
  booked: readonly Posting[],
  { at }: ProcessInput,
  terms: ProcessTerms,
): readonly Applied[] {
  const steps: Applied[] = [];
  for (const { invoiceNumber, system, documentNumber, at: postedAt, messageId } of booked) {
    const last = steps.at(-1)?.process ?? process;
    const isOn = last.invoices.some((invoice) => invoice.invoiceNumber === invoiceNumber);
    const isTold = last.postings.some(
      (each) =>
        each.invoiceNumber === invoiceNumber &&
        each.system === system &&
        each.documentNumber === documentNumber,
    );
    if (!isOn || isTold) continue;
    const number = documentNumber === undefined ? {} : { documentNumber };
    const document = { invoiceNumber, system, postedAt, ...number };
    steps.push(apply(last, { type: 'invoice-posted', document, messageId, at }, terms));
  }
  return steps;
}

/**
 * Lets time pass for one order: what a deadline's message asks for.
 *
 * @throws CD_PROCESS_UNKNOWN
 */
export async function recordTime(
  reader: ProcessReader,
  key: string,
  now: string,
  options: RecordOptions,
): Promise<RecordedDocument> {
  const stored = await reader.process(options.tenant, key);
  if (!stored) throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: 'deadline', identity: key });
  const known = foundProcess(stored);
  const passed = recordedOn(known, expire(known.process, now, options.terms), options);
  // What follows from master data is news too, when no deadline was due.
  const isNews = passed.applied.process !== known.process;
  return isNews ? { ...passed, applied: { ...passed.applied, outcome: 'recorded' } } : passed;
}

function recordedOn(
  known: FoundProcess | null,
  document: Applied,
  { tenant, terms, deadlineChannel, follow }: RecordOptions,
  own: readonly Applied[] = [],
): RecordedDocument {
  const steps = [...own, ...(follow?.((own.at(-1) ?? document).process) ?? [])];
  const applied: Applied = {
    ...(steps.at(-1) ?? document),
    outcome: document.outcome,
    journal: [document, ...steps].flatMap(({ journal }) => journal),
  };
  const base = { tenant, version: known?.version ?? 0, terms, deadlineChannel };
  return { before: known?.process ?? null, applied, writes: writesOf(applied, known?.process ?? null, base) };
}

/** Whether a document changed the order. */
export const isNews = (outcome: string): boolean => outcome === 'recorded' || outcome === 'deferred';

/** What a document that changed nothing contradicts, in words. */
export const contradictionOf = ({ journal }: Applied): string | null =>
  journal.find(({ kind }) => kind === 'contradiction')?.text ?? null;
