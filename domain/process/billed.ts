import type { Invoice } from '../canonical/types.generated.ts';
import { activeShipments, issuesOf, shipmentOf } from './goods.ts';
import { type Decimal, isMore, isZero, minus, plus } from './quantity.ts';
import type { GoodsIssue, OrderProcess, ProcessInvoice, ProcessShipment } from './types.ts';

/** What the invoices of an order cover: single goods issues and single carrier's events, not whole shipments. */
export interface Coverage {
  readonly shipments: ReadonlySet<string>;
  readonly confirmations: ReadonlySet<string>;
  /** Charged or settled. */
  readonly accessorialEvents: ReadonlySet<string>;
  /** Of these, what is on a document. */
  readonly documentedEvents: ReadonlySet<string>;
  /** Of these, what a person said is settled elsewhere, where no document tells of it. */
  readonly settledEvents: ReadonlySet<string>;
  /** Of these, what is not charged by rule of the agreement. */
  readonly absorbedEvents: ReadonlySet<string>;
}

/** What of a shipment no invoice covers. */
export interface Leftover {
  readonly issues: readonly GoodsIssue[];
  /** Events with extra services. */
  readonly eventIds: readonly string[];
}

const settledPrefix = 'unbilled-after-invoice/';

/** By the number of a document that was taken back whole: the credit memo that did, the first of several. */
export function takenBack({ invoices }: Pick<OrderProcess, 'invoices'>): ReadonlyMap<string, ProcessInvoice> {
  const found = new Map<string, ProcessInvoice>();
  for (const memo of invoices) {
    const { kind, relatesTo } = memo;
    if (kind !== 'credit-memo' || relatesTo === undefined || found.has(relatesTo)) continue;
    const earlier = invoices.find(({ invoiceNumber }) => invoiceNumber === relatesTo);
    if (earlier && isReversal(memo.document, earlier.document)) found.set(relatesTo, memo);
  }
  return found;
}

/** Whether a document is another with every sum turned round. */
function isReversal(memo: Invoice, { currency, totals }: Invoice): boolean {
  const turned = (sum: keyof Invoice['totals']) =>
    memo.totals[sum].currency === currency && isZero(plus(memo.totals[sum].amount, totals[sum].amount));
  return turned('net') && turned('tax') && turned('gross');
}

const isCharge = ({ kind }: ProcessInvoice): boolean => kind === 'invoice' || kind === 'debit-memo';

/** What charges the customer and no credit memo has taken back: invoices, and debit memos over later services. */
export function chargesOf(process: Pick<OrderProcess, 'invoices'>): readonly ProcessInvoice[] {
  const back = takenBack(process);
  return process.invoices.filter((each) => isCharge(each) && !back.has(each.invoiceNumber));
}

/** What settles goods and services: charges that stand, and those that were credited for good. */
export function settledBy(process: Pick<OrderProcess, 'invoices'>): readonly ProcessInvoice[] {
  const back = takenBack(process);
  return process.invoices.filter((each) => isCharge(each) && back.get(each.invoiceNumber)?.rebilled !== true);
}

/** Of those the invoices proper: only they bill goods. */
const invoicesOf = (process: Pick<OrderProcess, 'invoices'>): readonly ProcessInvoice[] =>
  settledBy(process).filter(({ kind }) => kind === 'invoice');

/** What of a line is on the invoices that stand. */
const standing = (invoices: readonly ProcessInvoice[], lineNumber: string): Decimal =>
  invoices
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineNumber === lineNumber)
    .reduce((total, { quantity }) => plus(total, quantity), '0');

/**
 * What is billed. An invoice of ours names its goods issues and events. One that names none covers all goods of
 * its shipments, and the extra services known when it was recorded. What a person settled by releasing its hold
 * counts as covered too.
 */
export function coverageOf(process: OrderProcess): Coverage {
  const invoices = invoicesOf(process);
  const absorbedEvents = new Set(process.absorbed.map(({ eventId }) => eventId));
  const documentedEvents = new Set(
    settledBy(process).flatMap(({ accessorialEventIds }) => accessorialEventIds),
  );
  const settledEvents = new Set(
    process.holds
      .filter(({ id, released }) => released && released.by !== 'rule' && id.startsWith(settledPrefix))
      .map(({ id }) => id.slice(settledPrefix.length))
      .filter((eventId) => !documentedEvents.has(eventId)),
  );
  return {
    shipments: new Set(invoices.flatMap((invoice) => shipmentsOf(process, invoice))),
    confirmations: confirmationsOn(process, invoices),
    accessorialEvents: new Set([...documentedEvents, ...settledEvents, ...absorbedEvents]),
    documentedEvents,
    settledEvents,
    absorbedEvents,
  };
}

function confirmationsOn(
  process: OrderProcess,
  invoices: readonly ProcessInvoice[],
): Coverage['confirmations'] {
  const unnamed = new Set(
    invoices.flatMap((invoice) =>
      invoice.confirmationIds === undefined ? shipmentsOf(process, invoice) : [],
    ),
  );
  const inUnnamed = (issue: GoodsIssue) => unnamed.has(shipmentOf(process, issue)?.id ?? '');
  return new Set([
    ...invoices.flatMap(({ confirmationIds = [] }) => confirmationIds),
    ...(unnamed.size === 0 ? [] : process.goodsIssues.filter(inUnnamed).map((each) => each.confirmationId)),
  ]);
}

/** Goods issues that an invoice bills or billed: what a correction takes back to bill it afresh is no new question. */
export const onceBilled = (process: OrderProcess): Coverage['confirmations'] =>
  confirmationsOn(
    process,
    process.invoices.filter(({ kind }) => kind === 'invoice'),
  );

/** Whether an invoice covers the shipment or a part of it; the TMS may have given it another number since. */
export const wasBilled = (process: OrderProcess, shipment: ProcessShipment, coverage: Coverage): boolean =>
  coverage.shipments.has(shipment.id) ||
  shipment.accessorials.some(({ eventId }) => coverage.documentedEvents.has(eventId)) ||
  (coverage.confirmations.size > 0 &&
    issuesOf(process, shipment.id).some(({ confirmationId }) => coverage.confirmations.has(confirmationId)));

/** What is left to bill of a shipment. Extra services wait for goods, and for a person where it cannot be told. */
export function leftoverOf(process: OrderProcess, shipment: ProcessShipment, coverage: Coverage): Leftover {
  const billed = wasBilled(process, shipment, coverage);
  const issues = issuesOf(process, shipment.id).filter(
    (issue) =>
      !coverage.confirmations.has(issue.confirmationId) &&
      (!billed || issue.lines.some(({ quantity }) => !isZero(quantity.value))),
  );
  if (!billed && issues.length === 0) return { issues, eventIds: [] };
  return { issues, eventIds: isUntold(process, shipment) ? [] : uncoveredEvents(shipment, coverage) };
}

/** What cannot be billed by rule: it may be on an invoice that does not say what it covers, or on none. */
export function unbilledAfterInvoice(
  process: OrderProcess,
): readonly { readonly cause: string; readonly reason: string }[] {
  const invoices = invoicesOf(process);
  if (invoices.length === 0) return [];
  const coverage = coverageOf(process);
  const events = activeShipments(process)
    .filter((shipment) => isUntold(process, shipment))
    .flatMap((shipment) =>
      // A release by a person settles the event; the hold itself stays known by it.
      uncoveredEvents(shipment, coverage).map((eventId) => ({
        cause: eventId,
        reason: `extra services of event ${eventId} on shipment ${shipment.id} came after the invoice`,
      })),
    );
  const covered = (lineNumber: string) => {
    const own = process.goodsIssues.filter((issue) =>
      issue.lines.some((each) => each.lineNumber === lineNumber),
    );
    return own.length > 0 && own.every((issue) => coverage.confirmations.has(issue.confirmationId));
  };
  const goods = process.lines
    .map(({ lineNumber, unit, quantities: { shipped, returned = '0' } }) => ({
      ...{ lineNumber, unit, shipped, returned },
      billed: standing(invoices, lineNumber),
    }))
    .filter(
      ({ lineNumber, shipped, billed, returned }) =>
        isMore(shipped, plus(billed, returned)) && covered(lineNumber),
    )
    .map(({ lineNumber, unit, shipped, billed }) => ({
      cause: `${lineNumber}/shipped ${shipped}/billed ${billed}`,
      reason: `line ${lineNumber}: ${shipped} ${unit} shipped, ${billed} billed`,
    }));
  return [...events, ...goods];
}

/**
 * Extra services of loads without a plan, which no document covers: how many orders share their price is not known, and
 * each order would be charged all of it.
 */
export function unplannedServices(process: OrderProcess): readonly {
  readonly code: 'load-not-planned';
  readonly cause: string;
  readonly reason: string;
  readonly shipmentId: string;
}[] {
  const unplanned = activeShipments(process).filter(
    ({ plan, accessorials }) => !plan && accessorials.length > 0,
  );
  if (unplanned.length === 0) return [];
  const coverage = coverageOf(process);
  return unplanned.flatMap((shipment) =>
    uncoveredEvents(shipment, coverage).map((eventId) => ({
      code: 'load-not-planned' as const,
      // The load may get another number; the event stays the same.
      ...{ cause: eventId, shipmentId: shipment.id },
      reason: `extra services of event ${eventId} are of load ${shipment.id}, of which no plan says whose goods were on it`,
    })),
  );
}

/** Invoices that bill what the order does not have: as long as it is not known what they are for, nothing may be billed. */
export function unmatchedInvoices(
  process: OrderProcess,
): readonly { readonly cause: string; readonly reason: string }[] {
  const known = new Set([
    ...process.shipments.flatMap(({ id, plan }) => [id, ...(plan ? [plan.shipmentId] : [])]),
    ...process.goodsIssues.map(({ confirmationId }) => confirmationId),
    ...process.shipments.flatMap(({ accessorials }) => accessorials.map(({ eventId }) => eventId)),
  ]);
  return settledBy(process).flatMap(
    ({ invoiceNumber, confirmationIds, accessorialEventIds, shipmentIds }) => {
      // Where goods issues are named, the TMS may have given their shipment another number since.
      const named = confirmationIds ? [...confirmationIds, ...accessorialEventIds] : shipmentIds;
      const strange = named.filter((each) => !known.has(each)).join(', ');
      const reason = `invoice ${invoiceNumber} bills ${strange}, which this order does not have`;
      return strange === '' ? [] : [{ cause: `${invoiceNumber}/${strange}`, reason }];
    },
  );
}

/** Goods of which a person said, by releasing the hold over them, that they are settled elsewhere. */
export const goodsSettledElsewhere = ({
  holds,
}: Pick<OrderProcess, 'holds'>): readonly {
  readonly lineNumber: string;
  readonly quantity: Decimal;
  readonly reason: string;
}[] =>
  holds.flatMap(({ id, released }) => {
    const goods = id.startsWith(settledPrefix) && /\/(.+)\/shipped (\S+)\/billed (\S+)$/.exec(id);
    if (!goods || !released || released.by === 'rule') return [];
    const [, lineNumber = '', shipped = '0', billed = '0'] = goods;
    return [{ lineNumber, quantity: minus(shipped, billed), reason: released.reason }];
  });

const isUntold = (process: OrderProcess, shipment: ProcessShipment): boolean =>
  invoicesOf(process).some(
    (invoice) => invoice.confirmationIds === undefined && shipmentsOf(process, invoice).includes(shipment.id),
  );

/** An invoice that names no part of the order at all is over the whole of it. */
const shipmentsOf = ({ shipments }: OrderProcess, invoice: ProcessInvoice): readonly string[] =>
  invoice.shipmentIds.length > 0 || invoice.confirmationIds !== undefined
    ? invoice.shipmentIds
    : shipments.map(({ id }) => id);

const uncoveredEvents = (shipment: ProcessShipment, { accessorialEvents }: Coverage): readonly string[] => [
  ...new Set(
    shipment.accessorials.map(({ eventId }) => eventId).filter((eventId) => !accessorialEvents.has(eventId)),
  ),
];
