import type { Invoice } from '../../canonical/types.generated.ts';
import { coverageOf } from '../billed.ts';
import type { InvoicePosted } from '../documents.ts';
import { plus } from '../quantity.ts';
import type { ChargedSums, OrderProcess, ProcessInvoice } from '../types.ts';
import { contradicted, type Recorded, type Recording, recorded, unchanged } from './recording.ts';

/**
 * Takes an invoice into the books of the order, once: a second one for the same goods issues and events, or for
 * the same shipments where it names none, is a duplicate.
 */
export function recordInvoiceIssued(
  process: OrderProcess,
  invoice: Invoice,
  { at, messageId }: Recording,
): Recorded {
  const { invoiceNumber, kind } = invoice;
  if (process.invoices.some((known) => known.invoiceNumber === invoiceNumber)) {
    return unchanged(process, 'duplicate', `invoice ${invoiceNumber} is already recorded`);
  }
  const { orderNumber } = process.order;
  const orders = invoice.orders.filter((order) => order.orderNumber === orderNumber);
  const shipmentIds = orders.flatMap((order) => order.shipmentIds ?? []);
  const confirmationIds = orders.flatMap((order) => order.confirmationIds ?? []);
  const eventIds = orders.flatMap((order) => order.accessorialEventIds ?? []);
  const isNamed = confirmationIds.length + eventIds.length > 0;
  const covered = coverageOf(process);
  const parts = isNamed ? [...confirmationIds, ...eventIds] : shipmentIds;
  const again = isNamed
    ? [
        ...confirmationIds.filter((each) => covered.confirmations.has(each)),
        ...eventIds.filter((each) => covered.accessorialEvents.has(each)),
      ]
    : shipmentIds.filter((each) => covered.shipments.has(each));
  if (kind === 'invoice' && again.length > 0) {
    const what = isNamed ? 'what is reported as' : 'shipment';
    const text = `${what} ${again.join(', ')} is billed already; invoice ${invoiceNumber} is not taken`;
    return again.length === parts.length
      ? unchanged(process, 'duplicate', text)
      : contradicted(process, `invoice/${messageId}`, text, at);
  }
  const own = invoice.lines.filter(
    (each) => each.kind === 'goods' && (each.orderNumber ?? orderNumber) === orderNumber,
  );
  const entry: ProcessInvoice = {
    invoiceNumber,
    kind,
    issuedAt: invoice.issuedAt,
    messageId,
    shipmentIds,
    ...(isNamed ? { confirmationIds } : {}),
    accessorialEventIds: isNamed ? eventIds : knownEvents(process, shipmentIds),
    currency: invoice.currency,
    net: invoice.totals.net.amount,
    gross: invoice.totals.gross.amount,
    charged: chargedSums(invoice, orderNumber),
    lines: own.flatMap(({ orderLine, quantity }) =>
      orderLine === undefined || quantity === undefined
        ? []
        : [{ lineNumber: orderLine, quantity: quantity.value }],
    ),
  };
  const lines =
    kind === 'invoice'
      ? process.lines.map((line) => {
          const billed = entry.lines
            .filter((each) => each.lineNumber === line.lineNumber)
            .reduce((total, each) => plus(total, each.quantity), line.quantities.billed);
          return { ...line, quantities: { ...line.quantities, billed } };
        })
      : process.lines;
  const next = { ...process, lines, invoices: [...process.invoices, entry] };
  const { amount, currency } = invoice.totals.gross;
  return recorded(next, `${kind} ${invoiceNumber} over ${amount} ${currency} issued`);
}

const knownEvents = ({ shipments }: OrderProcess, ids: readonly string[]): readonly string[] => [
  ...new Set(
    shipments
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ accessorials }) => accessorials.map(({ eventId }) => eventId)),
  ),
];

function chargedSums({ lines }: Invoice, own: string): ChargedSums {
  const total = (kind: keyof ChargedSums) =>
    lines
      .filter((line) => line.kind === kind && (line.orderNumber ?? own) === own)
      .reduce((sum, { amount }) => plus(sum, amount.amount), '0');
  return { freight: total('freight'), fuel: total('fuel'), accessorial: total('accessorial') };
}

export function recordInvoicePosted(
  process: OrderProcess,
  posted: InvoicePosted,
  { at, messageId }: Recording,
): Recorded {
  const { invoiceNumber, system = 'erp', documentNumber, postedAt = at } = posted;
  const known = process.postings.find(
    (each) => each.invoiceNumber === invoiceNumber && each.system === system,
  );
  if (known && (documentNumber ?? known.documentNumber) !== known.documentNumber) {
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
