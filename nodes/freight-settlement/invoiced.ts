import type {
  ExchangeRate,
  FreightInvoice,
  FreightInvoiceShipment,
} from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { fingerprint } from '../../domain/process/fingerprint.ts';
import { readable } from '../../domain/rating/money.ts';
import { carrierOf, disputeDocument, payableOf } from '../../domain/settlement/documents.ts';
import { type FoundFreight, findFreight, numberOf } from '../../domain/settlement/locate.ts';
import { unplanned, unplannedKey } from '../../domain/settlement/plan.ts';
import { type SettledShipment, settleInvoice } from '../../domain/settlement/settle-invoice.ts';
import type { CarrierBill, Dispute } from '../../domain/settlement/types.ts';
import { disputeReasons } from '../../domain/settlement/writes.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { orderWeights } from './order-weights.ts';
import { prepare, type Settling, type Told } from './settling.ts';

interface Part {
  readonly found: FoundFreight | null;
  readonly billed: FreightInvoiceShipment;
}

/**
 * Matches a carrier's document: what is owed becomes a payable, what is not a dispute with an exception for its owner.
 *
 * @throws CD_SETTLEMENT_CONTRADICTED, CD_SETTLEMENT_TOTALS, CD_RATING_EXCHANGE_*
 */
export async function invoiced(invoice: FreightInvoice, settling: Settling): Promise<Told> {
  const { context, terms, owner, now } = settling;
  const mark = await markOf(invoice, context);
  const parts = await partsOf(invoice, settling);
  const isKnown = parts.some(({ found }) => found?.process.bills.some((bill) => isSame(bill, invoice)));
  if (mark === null || isKnown) return { outcome: 'duplicate' };
  const settled = settleInvoice(
    invoice,
    parts.map(({ found, billed }) => ({
      billed,
      process: found?.process ?? unknown(invoice, billed, now),
    })),
    terms,
    {
      ...{ messageId: context.envelope.id, now, rates: ratesOf(context) },
      exceptionId: (number) => context.effectId(`dispute ${number}`),
    },
  );
  const weights = new Map<string, readonly string[]>();
  for (const { process } of settled.shipments) {
    weights.set(process.key, await orderWeights(process, context));
  }
  const prepared = settled.shipments.map((one, index) =>
    prepare(one.process, parts[index]?.found?.version ?? 0, linesOf(invoice, one), settling),
  );
  const payable = payableOf(invoice, settled, terms, ({ key }) => weights.get(key) ?? []);
  // From here on nothing can fail: what is staged is written, whatever the node answers.
  context.stage({ kind: 'remember', entry: mark });
  for (const [index, one] of settled.shipments.entries()) {
    openAndClose(one, parts[index]?.found?.process.disputes ?? [], owner, context);
    askAbout(one, invoice, owner, context);
    prepared[index]?.stage();
  }
  return {
    ...{ outcome: 'recorded', payable },
    accruals: prepared.flatMap(({ accruals }) => accruals),
    disputes: settled.shipments.flatMap(({ process, dispute }) =>
      dispute ? [disputeDocument(process, dispute)] : [],
    ),
  };
}

/** Typed: records of master data have passed the schema of their object. */
const ratesOf = (context: NodeContext) => context.list('exchange-rate') as unknown as readonly ExchangeRate[];

/** A dispute asks a person; a credit that covers one whole needs nobody any more. */
function openAndClose(
  { process, dispute }: SettledShipment,
  before: readonly Dispute[],
  owner: string,
  context: NodeContext,
): void {
  const isOpen = ({ status }: Dispute): boolean => status === 'open';
  for (const { number, exceptionId } of before.filter(isOpen)) {
    const now = process.disputes.find((one) => one.number === number);
    if (now?.status === 'credited')
      context.stage({ kind: 'close-exception', id: exceptionId, reason: 'the carrier has credited it' });
  }
  if (!dispute) return;
  const { number, invoiceNumber, amount, currency, exceptionId: id } = dispute;
  const error = new CrossdockError('CD_SETTLEMENT_DISPUTED', {
    ...{ dispute: number, invoice: invoiceNumber, carrier: carrierOf(process, dispute).scac },
    ...{ amount: readable({ amount, currency }), shipment: numberOf(process) },
    reasons: disputeReasons(dispute),
  }).record();
  const charges = dispute.charges.map(({ group, expected, invoiced: asked, disputed, reason }) => ({
    ...{ group, expected, invoiced: asked, disputed, reason },
  }));
  const document = { disputeNumber: number, invoiceNumber, shipment: numberOf(process), currency, charges };
  context.stage({
    kind: 'exception',
    exception: { id, kind: 'document', key: process.key, owner, error, document },
  });
}

/** More credit than was ever owed is taken, and somebody is asked. */
function askAbout(
  { process, beyond }: SettledShipment,
  { kind, invoiceNumber, carrier }: FreightInvoice,
  owner: string,
  context: NodeContext,
): void {
  if (!beyond) return;
  const error = new CrossdockError('CD_SETTLEMENT_CREDIT_BEYOND', {
    ...{ carrier: carrier.scac, kind, invoice: invoiceNumber },
    ...{ amount: readable(beyond), shipment: numberOf(process) },
  }).record();
  const id = context.effectId(`credit beyond ${process.key}`);
  context.stage({ kind: 'exception', exception: { id, kind: 'document', key: process.key, owner, error } });
}

function linesOf({ kind, invoiceNumber, currency }: FreightInvoice, { charges, dispute }: SettledShipment) {
  const text = charges
    .map(
      ({ group, invoiced: asked, approved, reason }) =>
        `${group} ${readable({ amount: asked, currency })}, owed ${readable({ amount: approved, currency })}: ${reason}`,
    )
    .join('; ');
  const billed = { entry: 'recorded', text: `${kind} ${invoiceNumber}: ${text}` };
  return dispute ? [billed, { entry: 'dispute', text: `dispute ${dispute.number} opened` }] : [billed];
}

const isSame = (
  bill: Pick<CarrierBill, 'invoiceNumber' | 'kind' | 'carrier'>,
  { invoiceNumber, kind, carrier }: FreightInvoice,
): boolean => bill.invoiceNumber === invoiceNumber && bill.kind === kind && bill.carrier === carrier.scac;

/** What remembers the document by the carrier's number; null when it came before. @throws CD_SETTLEMENT_CONTRADICTED */
async function markOf(invoice: FreightInvoice, context: NodeContext) {
  const { carrier, kind, invoiceNumber } = invoice;
  const scope = `freight-invoice:${context.envelope.tenant}`;
  const key = `${carrier.scac} ${kind} ${invoiceNumber}`;
  const digest = fingerprint(invoice);
  const before = await context.remembered(scope, key);
  if (!before) return { scope, key, digest };
  if (before.digest === digest) return null;
  const parameters = { carrier: carrier.scac, kind, invoice: invoiceNumber };
  throw new CrossdockError('CD_SETTLEMENT_CONTRADICTED', parameters);
}

/** The shipments of the document; one that it lists in several places counts once. */
async function partsOf({ carrier, shipments }: FreightInvoice, { context }: Settling): Promise<Part[]> {
  const parts = new Map<string, Part>();
  for (const billed of shipments) {
    const found = await findFreight(context, context.envelope.tenant, { ...billed, carrier });
    const key = found?.process.key ?? unplannedKey(carrier.scac, numberOf(billed));
    const before = parts.get(key);
    const charges = [...(before?.billed.charges ?? []), ...billed.charges];
    parts.set(key, { found, billed: { ...billed, charges } });
  }
  return [...parts.values()];
}

const unknown = (
  { carrier, currency }: FreightInvoice,
  { shipmentId, pro, bol, orders = [] }: FreightInvoiceShipment,
  now: string,
) =>
  unplanned(
    unplannedKey(carrier.scac, numberOf({ shipmentId, pro, bol })),
    {
      ...{ carrier, currency, orders },
      ...(shipmentId !== undefined && { shipmentId }),
      ...(pro !== undefined && { pro }),
      ...(bol !== undefined && { bol }),
    },
    now,
  );
