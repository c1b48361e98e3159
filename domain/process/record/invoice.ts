import type { Invoice } from '../../canonical/types.generated.ts';
import { coverageOf, takenBack } from '../billed.ts';
import type { InvoicePosted, IssuedInvoice } from '../documents.ts';
import { isMore, minus, plus } from '../quantity.ts';
import type { OrderProcess, ProcessInvoice } from '../types.ts';
import { type Share, shareOf } from './invoice-share.ts';
import { contradicted, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

/** The parts of an order that an invoice names. */
interface Named {
  readonly shipmentIds: readonly string[];
  readonly confirmationIds: readonly string[];
  readonly eventIds: readonly string[];
  /** It names goods issues or events, not only shipments. */
  readonly isNamed: boolean;
}

/**
 * Takes an invoice into the books of the order, once: a second one for the same goods issues and events, or for
 * the same shipments where it names none, is a duplicate. A credit memo that takes an invoice back whole leaves
 * its goods to be billed again; there is one at most.
 */
export function recordInvoiceIssued(process: OrderProcess, invoice: Invoice, recording: Recording): Recorded {
  const { invoiceNumber, kind } = invoice;
  if (process.invoices.some((known) => known.invoiceNumber === invoiceNumber)) {
    return unchanged(process, 'duplicate', `invoice ${invoiceNumber} is already recorded`);
  }
  const odd = oddMoney(process, invoice) ?? oddOrders(process, invoice);
  if (odd) return contradicted(process, `invoice/${recording.messageId}`, odd, recording.at);
  const named = namedBy(invoice, process);
  const share = shareOf(invoice, ownOrder(process, invoice)?.orderNumber ?? process.order.orderNumber);
  const charges = kind === 'invoice' || (kind === 'debit-memo' && named.isNamed);
  const refused = charges
    ? billedBefore(process, invoiceNumber, named, recording)
    : kind === 'credit-memo' && creditedBefore(process, invoice, share, recording);
  if (refused) return refused;
  const entry = entryOf(process, invoice, named, share, recording.messageId);
  const charged = charges ? named.eventIds : [];
  const absorbed = process.absorbed.filter(({ eventId }) => !charged.includes(eventId));
  const next = withLines({ ...process, absorbed, invoices: [...process.invoices, entry] }, entry);
  const { currency } = invoice;
  const back =
    takenBack(next).get(invoice.relatesTo ?? '') === entry ? `, takes ${invoice.relatesTo} back` : '';
  const part = invoice.orders.length > 1 ? ` for this order of ${invoice.totals.gross.amount}` : '';
  return recorded(next, `${kind} ${invoiceNumber} over ${share.gross}${part} ${currency} issued${back}`);
}

/** Why the sums of a document cannot be set off against those of the order; null when they can. */
function oddMoney({ order }: OrderProcess, { invoiceNumber, currency, totals }: Invoice): string | null {
  const { net, tax, gross } = totals;
  const odd = [currency, net.currency, tax.currency, gross.currency].find((each) => each !== order.currency);
  return odd === undefined ? null : `${invoiceNumber} is in ${odd}, the order in ${order.currency}`;
}

/** Which order an invoice over several means must be told; a single one may have another number elsewhere. */
const oddOrders = (process: OrderProcess, invoice: Invoice): string | null =>
  invoice.orders.length > 1 && !ownOrder(process, invoice)
    ? `${invoice.invoiceNumber} is over orders ${invoice.orders.map(({ orderNumber }) => orderNumber).join(', ')}`
    : null;

const ownOrder = (process: OrderProcess, { orders }: Invoice) =>
  orders.find((order) => isOwn(order, process));

const isOwn = (named: Invoice['orders'][number], { order, erpOrderNumber }: OrderProcess): boolean =>
  named.orderNumber === order.orderNumber ||
  (erpOrderNumber !== undefined && named.erpOrderNumber === erpOrderNumber);

function namedBy(invoice: Invoice, process: OrderProcess): Named {
  const orders = invoice.orders.filter((order) => isOwn(order, process));
  const confirmationIds = orders.flatMap((order) => order.confirmationIds ?? []);
  const eventIds = orders.flatMap((order) => order.accessorialEventIds ?? []);
  return {
    shipmentIds: orders.flatMap((order) => order.shipmentIds ?? []),
    ...{ confirmationIds, eventIds, isNamed: confirmationIds.length + eventIds.length > 0 },
  };
}

function billedBefore(
  process: OrderProcess,
  invoiceNumber: string,
  { shipmentIds, confirmationIds, eventIds, isNamed }: Named,
  { at, messageId }: Recording,
): Recorded | null {
  const covered = coverageOf(process);
  const parts = isNamed ? [...confirmationIds, ...eventIds] : shipmentIds;
  const again = isNamed
    ? [
        ...confirmationIds.filter((each) => covered.confirmations.has(each)),
        ...eventIds.filter((each) => covered.documentedEvents.has(each)),
      ]
    : shipmentIds.filter((each) => covered.shipments.has(each));
  if (again.length === 0) return null;
  const what = isNamed ? 'what is reported as' : 'shipment';
  const text = `${what} ${again.join(', ')} is billed already; invoice ${invoiceNumber} is not taken`;
  return again.length === parts.length
    ? unchanged(process, 'duplicate', text)
    : contradicted(process, `invoice/${messageId}`, text, at);
}

/** A credit memo over what is credited already, or over more than its invoice charged. */
function creditedBefore(
  process: OrderProcess,
  { invoiceNumber, relatesTo }: Invoice,
  { net: own }: Share,
  { at, messageId }: Recording,
): Recorded | null {
  const before = takenBack(process).get(relatesTo ?? '');
  const earlier = process.invoices.find((each) => each.invoiceNumber === relatesTo);
  const memos = process.invoices.filter(
    (each) => each.kind === 'credit-memo' && each.relatesTo === relatesTo,
  );
  const credited = memos.reduce((total, { net }) => plus(total, net), own);
  const excess = earlier !== undefined && isMore('0', plus(earlier.net, credited));
  const reason = before
    ? `${relatesTo} is taken back by ${before.invoiceNumber} already`
    : isMore(own, '0')
      ? 'a credit memo has sums below zero'
      : excess && `${relatesTo} charged ${earlier.net}, less than would be credited`;
  if (!reason) return null;
  const text = `${reason}; credit memo ${invoiceNumber} is not taken`;
  return contradicted(process, `credit-memo/${messageId}`, text, at);
}

function entryOf(
  process: OrderProcess,
  { rebilled, consolidated, ...invoice }: IssuedInvoice,
  { shipmentIds, confirmationIds, eventIds, isNamed }: Named,
  share: Share,
  messageId: string,
): ProcessInvoice {
  const { invoiceNumber, kind, issuedAt, currency, relatesTo } = invoice;
  return {
    ...{ invoiceNumber, kind, issuedAt, messageId, shipmentIds, currency },
    ...(isNamed ? { confirmationIds } : {}),
    accessorialEventIds: isNamed ? eventIds : kind === 'invoice' ? knownEvents(process, shipmentIds) : [],
    ...share,
    ...(relatesTo === undefined ? {} : { relatesTo }),
    ...(rebilled ? { rebilled } : {}),
    ...(consolidated ? { consolidated } : {}),
    document: { ...invoice, lines: invoice.lines.map(({ explanation: _, ...line }) => line) },
  };
}

/** An invoice adds to what is billed, a credit memo, whose quantities are below zero, to what is credited. */
function withLines(process: OrderProcess, { kind, lines }: ProcessInvoice): OrderProcess {
  if (kind !== 'invoice' && kind !== 'credit-memo') return process;
  const counted = process.lines.map((line) => {
    const own = lines.filter(({ lineNumber }) => lineNumber === line.lineNumber);
    const { billed, credited } = line.quantities;
    const quantities =
      kind === 'invoice'
        ? { billed: own.reduce((total, { quantity }) => plus(total, quantity), billed) }
        : { credited: own.reduce((total, { quantity }) => minus(total, quantity), credited) };
    return { ...line, quantities: { ...line.quantities, ...quantities } };
  });
  return { ...process, lines: counted };
}

const knownEvents = ({ shipments }: OrderProcess, ids: readonly string[]): readonly string[] => [
  ...new Set(
    shipments
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ accessorials }) => accessorials.map(({ eventId }) => eventId)),
  ),
];

export function recordInvoicePosted(
  process: OrderProcess,
  posted: InvoicePosted,
  { at, messageId }: Recording,
): Recorded {
  const { invoiceNumber, system = 'erp', documentNumber, postedAt = at } = posted;
  const known = process.postings.find(
    (each) => each.invoiceNumber === invoiceNumber && each.system === system,
  );
  const first = known?.documentNumber;
  if (known && first === undefined && documentNumber !== undefined) {
    const numbered = process.postings.map((each) => (each === known ? { ...known, documentNumber } : each));
    const text = `invoice ${invoiceNumber} has number ${documentNumber} in ${system}`;
    return recorded({ ...process, postings: numbered }, text);
  }
  if (known && (documentNumber ?? first) !== first) {
    const reason = `${system} booked invoice ${invoiceNumber} twice: as ${known.documentNumber} and as ${documentNumber}`;
    return contradicted(process, `invoice-posted/${system}/${documentNumber}`, reason, at);
  }
  if (known) return unchanged(process, 'duplicate', `${system} has booked invoice ${invoiceNumber} before`);
  const posting = {
    invoiceNumber,
    system,
    ...(documentNumber === undefined ? {} : { documentNumber }),
    at: postedAt,
    messageId,
  };
  const next = { ...process, postings: [...process.postings, posting] };
  const text = `invoice ${invoiceNumber} booked in ${system}${documentNumber ? ` as ${documentNumber}` : ''}`;
  return process.invoices.some((invoice) => invoice.invoiceNumber === invoiceNumber)
    ? recorded(next, text)
    : {
        process: next,
        outcome: 'deferred',
        journal: [{ kind: 'deferred', text: `${text}; the invoice itself is not here yet` }],
      };
}
