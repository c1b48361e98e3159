import { CrossdockError } from '../errors.ts';
import { type DocumentType, documentIdentity, type ProcessInput } from './documents.ts';
import { fingerprint } from './fingerprint.ts';
import { identifiersOf } from './identifiers.ts';
import { recordCompensation, recordReversal } from './record/compensation.ts';
import { recordGoodsReturn } from './record/goods-return.ts';
import { recordHold, recordRelease as releaseHold } from './record/hold.ts';
import { recordInvoiceIssued, recordInvoicePosted } from './record/invoice.ts';
import { recordErpConfirmation, recordOrder, startProcess } from './record/order.ts';
import { recordOrderChange } from './record/order-change.ts';
import { contradicted, type Recorded, type Recording, recorded, unchanged } from './record/recording.ts';
import { recordRelease, recordReleaseConfirmed } from './record/release.ts';
import { recordReleaseChangeAnswer } from './record/release-change-answer.ts';
import { recordShipment } from './record/shipment.ts';
import { recordShipmentEvent } from './record/shipment-event.ts';
import { recordWarehouseConfirmation } from './record/warehouse-confirmation.ts';
import { settle } from './settle.ts';
import { defaultTerms, type ProcessTerms } from './terms.ts';
import type { Applied, DocumentRecord, Instant, OrderProcess } from './types.ts';

/** Clocks of carriers and warehouses may be wrong by so much. */
const clockDifferenceMs = 86_400_000;

/**
 * Takes one document into the order's state. Pure: the given process is not touched, and the returned one is
 * the same object when nothing changed (also on `ignored`, unless the document contradicted and placed a hold).
 *
 * @param process null for an order that is not known yet; only a sales order starts one
 * @throws CD_PROCESS_UNKNOWN for any other document without a process
 * @throws CD_PROCESS_HOLD_UNKNOWN for the release of a hold the order never had
 */
export function apply(
  process: OrderProcess | null,
  input: ProcessInput,
  terms: ProcessTerms = defaultTerms,
): Applied {
  const id = identityOf(input);
  const print = fingerprint(input.document);
  const document: DocumentRecord = {
    type: input.type,
    id,
    messageId: input.messageId,
    at: input.at,
    fingerprint: print,
  };
  if (process === null) {
    if (input.type !== 'sales-order') {
      throw new CrossdockError('CD_PROCESS_UNKNOWN', { type: input.type, identity: id });
    }
    const started = startProcess(input.document, input);
    const received = { ...started, documents: [document] };
    return applied(recorded(received, `order ${id} received`), started, input.at, terms);
  }
  if (isRepeated(process, input.type, id, print)) {
    const again = unchanged(process, 'duplicate', `${input.type} ${id} came again`);
    return applied(again, process, input.at, terms);
  }
  const early = inTheFuture(input);
  if (early !== null) {
    const told = contradicted(
      process,
      `${input.type}/${id}/${print}`,
      `${input.type} ${id} ${early}`,
      input.at,
    );
    return applied(told, process, input.at, terms);
  }
  const result = record(process, input);
  if (result.process === process) return applied(result, process, input.at, terms);
  const documents = [...process.documents, document];
  return applied({ ...result, process: { ...result.process, documents } }, process, input.at, terms);
}

/** The result of a recorded change: settled, with journal, identifiers and summary. */
export function applied(result: Recorded, before: OrderProcess, at: Instant, terms: ProcessTerms): Applied {
  const settled =
    result.process === before
      ? { process: before, journal: [] }
      : settle({ ...result.process, updatedAt: at }, before, at, terms);
  const { process } = settled;
  return {
    process,
    outcome: result.outcome,
    journal: [...result.journal, ...settled.journal],
    identifiers: identifiersOf(process),
    summary: {
      status: process.status,
      customer: process.order.customer.id,
      held: process.holds.some((hold) => !hold.released),
      updatedAt: process.updatedAt,
    },
  };
}

function record(process: OrderProcess, input: ProcessInput): Recorded {
  const recording: Recording = { messageId: input.messageId, at: input.at };
  switch (input.type) {
    case 'sales-order':
      return recordOrder(process, input.document, recording);
    case 'order-change':
      return recordOrderChange(process, input.document, recording);
    case 'erp-confirmation':
      return recordErpConfirmation(process, input.document, recording);
    case 'order-release':
      return recordRelease(process, input.document, recording);
    case 'release-confirmed':
      return recordReleaseConfirmed(process, input.document, recording);
    case 'release-change-answer':
      return recordReleaseChangeAnswer(process, input.document, recording);
    case 'shipment':
      return recordShipment(process, input.document, recording);
    case 'shipment-event':
      return recordShipmentEvent(process, input.document, recording);
    case 'warehouse-confirmation':
      return recordWarehouseConfirmation(process, input.document, recording);
    case 'goods-receipt':
      return recordGoodsReturn(process, input.document, recording);
    case 'invoice-issued':
      return recordInvoiceIssued(process, input.document, recording);
    case 'invoice-posted':
      return recordInvoicePosted(process, input.document, recording);
    case 'compensation':
      return recordCompensation(process, input.document, recording);
    case 'reversal':
      return recordReversal(process, input.document, recording);
    case 'hold':
      return recordHold(process, input.document, recording);
    case 'release-hold':
      return releaseHold(process, input.document, recording);
  }
}

/**
 * Says of what happened later than it was told that it cannot be. It is no document of the order: the same with another
 * time is taken.
 */
function inTheFuture({ type, document, at }: ProcessInput): string | null {
  const occurredAt =
    type === 'shipment-event' || type === 'warehouse-confirmation'
      ? document.occurredAt
      : type === 'goods-receipt'
        ? document.receivedAt
        : at;
  const isLater = Date.parse(occurredAt) > Date.parse(at) + clockDifferenceMs;
  return isLater ? `lies in the future (${occurredAt}); it is not taken` : null;
}

/**
 * A plan may go back to what it was before, unless it was cancelled since, and so may what the ERP says of an order;
 * every other document is a repetition whenever it came.
 */
function isRepeated(process: OrderProcess, type: DocumentType, id: string, print: string): boolean {
  const same = process.documents.filter((known) => known.type === type && known.id === id);
  const isCancelled = process.shipments.some((each) => each.id === id && each.plan?.status === 'cancelled');
  return type === 'erp-confirmation' || (type === 'shipment' && !isCancelled)
    ? same.at(-1)?.fingerprint === print
    : same.some((known) => known.fingerprint === print);
}

/** The identity of a document within its type. */
export function identityOf(input: ProcessInput): string {
  const identify = documentIdentity[input.type] as (document: unknown, messageId: string) => string;
  return identify(input.document, input.messageId);
}
