import type {
  GoodsReceipt,
  Invoice,
  OrderChange,
  OrderRelease,
  SalesOrder,
  Shipment,
  ShipmentEvent,
  WarehouseConfirmation,
} from '../../../domain/canonical/types.generated.ts';
import type { DocumentType, ProcessInput } from '../../../domain/process/documents.ts';

/**
 * Canonical documents about one order from a few words, so that scenarios read as tables. Everything not
 * said has a usual value: order PO-1 of C-1, release R-1, shipment SH-1 with carrier SWFT.
 */
export type Shorthand = Readonly<Record<string, unknown>>;

const unit = 'CT';
const quantity = (value: unknown) => ({ value: String(value), unit });
const entries = (lines: unknown): [string, unknown][] =>
  Object.entries((lines ?? {}) as Record<string, unknown>);

export function salesOrder({
  number = 'PO-1',
  customer = 'C-1',
  partial = true,
  lines,
  ...more
}: Shorthand): SalesOrder {
  return {
    orderNumber: number,
    orderDate: '2026-03-02T08:00:00Z',
    customer: { id: customer },
    shipTo: { name: 'Store 7', address: { city: 'Köln', postalCode: '50667', country: 'DE' } },
    currency: 'EUR',
    partialShipmentAllowed: partial,
    lines: entries(lines).map(([lineNumber, of]) => {
      const {
        quantity: ordered = of,
        price = '10.00',
        substitution,
      } = (typeof of === 'object' ? of : {}) as Shorthand;
      return {
        lineNumber,
        item: { sku: `NW-100${lineNumber}` },
        quantity: quantity(ordered),
        ...(price === null ? {} : { unitPrice: { amount: price, currency: more.currency ?? 'EUR' } }),
        ...(substitution === undefined ? {} : { substitutionAllowed: substitution }),
      };
    }),
    ...more,
  } as unknown as SalesOrder;
}

export const orderRelease = ({ release = 'R-1', number = 'PO-1', lines, ...more }: Shorthand): OrderRelease =>
  ({
    releaseNumber: release,
    orderNumber: number,
    customer: { id: 'C-1' },
    warehouse: { id: 'WH-CLOUD' },
    shipTo: { name: 'Store 7' },
    lines: entries(lines).map(([lineNumber, value]) => ({
      lineNumber,
      item: { sku: `NW-100${lineNumber}` },
      quantity: quantity(value),
    })),
    ...more,
  }) as unknown as OrderRelease;

export const shipment = ({ shipment: id = 'SH-1', number = 'PO-1', release, ...more }: Shorthand): Shipment =>
  ({
    shipmentId: id,
    status: 'planned',
    orders: [{ orderNumber: number, ...(release === undefined ? {} : { releaseNumber: release }) }],
    carrier: { scac: 'SWFT' },
    mode: 'road',
    origin: {
      id: 'WH-CLOUD',
      unLocode: 'DEHAM',
      address: { city: 'Hamburg', postalCode: '20457', country: 'DE' },
    },
    destination: { name: 'Store 7', address: { city: 'Köln', postalCode: '50667', country: 'DE' } },
    expectedCharges: [],
    ...more,
  }) as unknown as Shipment;

export function shipmentEvent({
  event,
  milestone,
  at,
  exception,
  signed,
  delivered,
  ...more
}: Shorthand): ShipmentEvent {
  const names = 'shipmentId' in more || 'pro' in more || 'bol' in more || 'orderNumber' in more;
  return {
    eventId: event ?? `${milestone}-${at}`,
    ...(names ? {} : { shipmentId: 'SH-1' }),
    milestone,
    occurredAt: at,
    ...(exception === undefined ? {} : { exception: { type: exception } }),
    ...(signed === undefined ? {} : { proofOfDelivery: { signedBy: signed } }),
    ...(delivered === undefined
      ? {}
      : {
          deliveredLines: entries(delivered).map(([lineNumber, value]) => ({
            lineNumber,
            quantity: quantity(value),
          })),
        }),
    ...more,
  } as unknown as ShipmentEvent;
}

/** `lines: { "1": 10, "2": { confirmed: 6, of: 10, status: short } }`. */
export function warehouseConfirmation({
  confirmation = 'WC-1',
  release = 'R-1',
  stage = 'shipped',
  at,
  lines,
  packages = [],
  ...more
}: Shorthand): WarehouseConfirmation {
  return {
    confirmationId: confirmation,
    releaseNumber: release,
    warehouse: { id: 'WH-CLOUD' },
    stage,
    occurredAt: at,
    packages: (packages as readonly string[]).map((sscc) => ({ sscc, contents: [] })),
    lines: entries(lines).flatMap(([lineNumber, of]) =>
      (Array.isArray(of) ? of : [of]).map((row: unknown) => {
        const said = (typeof row === 'object' ? row : { confirmed: row }) as Shorthand;
        const { confirmed, of: ordered = confirmed, status = 'complete', item, lot, unit: other } = said;
        return {
          lineNumber,
          item: { sku: item ?? `NW-100${lineNumber}` },
          ordered: quantity(ordered),
          confirmed: { ...quantity(confirmed), ...(other === undefined ? {} : { unit: other }) },
          status,
          ...(status === 'substituted' ? { substitutedFor: { sku: `NW-100${lineNumber}` } } : {}),
          ...(lot === undefined ? {} : { lot }),
        };
      }),
    ),
    ...more,
  } as unknown as WarehouseConfirmation;
}

/** `lines: { "1": 2, "2": { back: 1, condition: damaged } }`; a line that begins with `NW-` names its item alone. */
export const goodsReceipt = ({
  receipt = 'GR-1',
  number = 'PO-1',
  at,
  lines,
  ...more
}: Shorthand): GoodsReceipt =>
  ({
    receiptNumber: receipt,
    kind: 'return',
    orderNumber: number,
    warehouse: { id: 'WH-CLOUD' },
    receivedAt: at,
    status: 'complete',
    lines: entries(lines).map(([line, of], index) => {
      const said = (typeof of === 'object' ? of : { back: of }) as Shorthand;
      const { back, condition = 'good', unit: other } = said;
      const isItem = line.startsWith('NW-');
      return {
        lineNumber: String(index + 1),
        ...(isItem ? {} : { orderLine: line }),
        item: { sku: isItem ? line : `NW-100${line}` },
        received: { ...quantity(back), ...(other === undefined ? {} : { unit: other }) },
        condition,
      };
    }),
    ...more,
  }) as unknown as GoodsReceipt;

export const invoiceIssued = ({
  invoice = 'INV-1',
  number = 'PO-1',
  shipments = ['SH-1'],
  lines,
  at,
  ...more
}: Shorthand): Invoice => {
  const amount = { amount: '100.00', currency: 'EUR' };
  return {
    invoiceNumber: invoice,
    kind: 'invoice',
    issuedAt: at ?? '2026-03-06T08:00:00Z',
    zone: 'Europe/Berlin',
    billingEntity: { id: 'NORTHWIND' },
    customer: { id: 'C-1' },
    billTo: { id: 'C-1' },
    currency: 'EUR',
    orders: [{ orderNumber: number, shipmentIds: shipments }],
    lines: entries(lines ?? { 1: 10 }).map(([orderLine, of], index) => {
      const {
        quantity: billed = of,
        net = '100.00',
        order: orderNumber,
      } = (typeof of === 'object' ? of : {}) as Shorthand;
      return {
        lineNumber: String(index + 1),
        kind: 'goods',
        description: `Line ${orderLine}`,
        orderLine,
        ...(orderNumber === undefined ? {} : { orderNumber }),
        quantity: quantity(billed),
        amount: { ...amount, amount: net },
        taxCode: 'V7',
      };
    }),
    taxes: [],
    totals: { net: amount, tax: { amount: '0.00', currency: 'EUR' }, gross: amount },
    ...more,
  } as unknown as Invoice;
};

/** `lines: { "1": 8, "2": cancel, "3": { add: 5, price: "9.60" }, "4": { price: "8.00" }, "5": { until: instant } }`. */
export const orderChange = ({
  change = '1',
  number = 'PO-1',
  customer = 'C-1',
  cancel = false,
  lines,
  at = '2026-03-02T09:00:00Z',
  ...more
}: Shorthand): OrderChange =>
  ({
    changeNumber: String(change),
    ...(Number(change) > 0 ? { sequence: Number(change) } : {}),
    orderNumber: number,
    customer: { id: customer },
    kind: cancel ? 'cancellation' : 'change',
    changedAt: at,
    ...(lines === undefined ? {} : { lines: entries(lines).map(changedLine) }),
    ...more,
  }) as unknown as OrderChange;

function changedLine([lineNumber, of]: [string, unknown]) {
  if (of === 'cancel') return { lineNumber, action: 'cancel' };
  const said = (typeof of === 'object' ? of : { to: of }) as Shorthand;
  const { add, to = add, price, until, currency = 'EUR' } = said;
  return {
    lineNumber,
    action: add === undefined ? 'change' : 'add',
    ...(add === undefined ? {} : { item: { sku: `NW-100${lineNumber}` } }),
    ...(to === undefined ? {} : { quantity: { ...quantity(to), ...(said.unit ? { unit: said.unit } : {}) } }),
    ...(price === undefined ? {} : { unitPrice: { amount: price, currency } }),
    ...(until === undefined ? {} : { requestedDelivery: { to: until } }),
  };
}

const builders: Readonly<Record<DocumentType, (said: Shorthand) => unknown>> = {
  'sales-order': salesOrder,
  'order-change': orderChange,
  'erp-confirmation': (said) => ({ orderNumber: 'PO-1', erpOrderNumber: '4711', ...said }),
  'order-release': orderRelease,
  'release-confirmed': (said) => ({ releaseNumber: 'R-1', warehouseReference: 'W-1', ...said }),
  'release-change-answer': (said) => ({
    requestNumber: 'R-1/1',
    releaseNumber: 'R-1',
    accepted: true,
    ...said,
  }),
  shipment,
  'shipment-event': shipmentEvent,
  'warehouse-confirmation': warehouseConfirmation,
  'goods-receipt': goodsReceipt,
  'invoice-issued': invoiceIssued,
  'invoice-posted': (said) => ({ invoiceNumber: 'INV-1', ...said }),
  compensation: (said) => ({ because: 'cancelled by the customer', by: 'flow', ...said }),
  reversal: (said) => ({ done: true, ...said }),
  hold: (said) => ({ code: 'manual', by: 'ada', ...said }),
  'release-hold': (said) => ({ code: 'manual', by: 'ada', reason: 'settled', ...said }),
};

export const isDocumentType = (name: string): name is DocumentType => name in builders;

/** Documents that say when something happened. */
const timed: ReadonlySet<DocumentType> = new Set([
  'shipment-event',
  'warehouse-confirmation',
  'goods-receipt',
  'order-change',
]);

/** A document to record, from shorthand. */
export const input = (type: DocumentType, said: Shorthand, messageId: string, at: string): ProcessInput =>
  ({
    type,
    document: builders[type](timed.has(type) ? { at, ...said } : said),
    messageId,
    at,
  }) as ProcessInput;
