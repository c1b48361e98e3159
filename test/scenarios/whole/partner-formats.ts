import type {
  GoodsReceipt,
  OrderChange,
  SalesOrder,
  ShipmentEvent,
  WarehouseConfirmation,
} from '../../../domain/canonical/types.generated.ts';
import { itemBySku } from '../../../partners/catalogue.ts';
import { composeX12 } from '../../../partners/x12.ts';

/** An interchange's control number and when it was written. */
export interface Envelope {
  readonly control: number;
  readonly at: Date;
}

const units: Readonly<Record<string, string>> = { CT: 'CT', C62: 'PCE', XPX: 'PF', KGM: 'KGM' };
const gtinOf = (sku = ''): string | undefined => itemBySku.get(sku)?.gtin;
const digits = (at: Date): string => at.toISOString().replace(/\D/g, '');

/** The order as EDIFACT ORDERS; null when that cannot say what the order says. */
export function ordersOf(order: SalesOrder, buyer: string, envelope: Envelope): string | null {
  const { shipTo, lines, currency, partialShipmentAllowed, requestedDelivery } = order;
  const said = lines.map(({ lineNumber, item, quantity, unitPrice, substitutionAllowed = true }) => {
    const gtin = gtinOf(item.sku);
    if (!gtin || !unitPrice || unitPrice.currency !== currency || !substitutionAllowed) return null;
    return [
      `LIN+${lineNumber}++${gtin}:EN`,
      `QTY+21:${quantity.value}:${units[quantity.unit]}`,
      `PRI+AAA:${unitPrice.amount}`,
    ];
  });
  if (!partialShipmentAllowed || requestedDelivery || said.includes(null)) return null;
  const { name = '', address } = shipTo;
  const body = [
    'UNH+1+ORDERS:D:96A:UN:EAN008',
    `BGM+220+${order.orderNumber}+9`,
    `DTM+137:${digits(new Date(order.orderDate)).slice(0, 8)}:102`,
    `NAD+BY+${buyer}::9`,
    'NAD+SU+4006381000000::9',
    `NAD+DP+4006381000024::9++${name}+Hafenstrasse 5+${address?.city}++${address?.postalCode}+${address?.country}`,
    `CUX+2:${currency}:9`,
    ...said.flatMap((line) => line ?? []),
    'UNS+S',
    `CNT+2:${lines.length}`,
  ];
  return edifact(body, envelope);
}

/** The change as EDIFACT ORDCHG; null when that cannot say what the change says. */
export function ordchgOf(change: OrderChange, buyer: string, envelope: Envelope): string | null {
  const { changeNumber, orderNumber, kind, changedAt, shipTo, lines = [], requestedDelivery } = change;
  const said = lines.map(({ lineNumber, action, item, quantity, unitPrice, requestedDelivery: until }) => {
    const gtin = gtinOf(item?.sku ?? `NW-100${lineNumber}`);
    if (!gtin || until || (unitPrice && unitPrice.currency !== 'EUR')) return null;
    return [
      `LIN+${lineNumber}+${{ add: 1, cancel: 2, change: 3 }[action]}+${gtin}:EN`,
      ...(quantity ? [`QTY+21:${quantity.value}:${units[quantity.unit]}`] : []),
      ...(unitPrice ? [`PRI+AAA:${unitPrice.amount}`] : []),
    ];
  });
  if (requestedDelivery || said.includes(null)) return null;
  const local = new Date(Date.parse(changedAt) + 3_600_000);
  const body = [
    'UNH+1+ORDCHG:D:96A:UN:EAN008',
    `BGM+230+${changeNumber}+${kind === 'cancellation' ? 1 : 4}`,
    `DTM+137:${digits(local).slice(0, 12)}:203`,
    `RFF+ON:${orderNumber}`,
    `NAD+BY+${buyer}::9`,
    'NAD+SU+4006381000000::9',
    ...(shipTo
      ? [
          `NAD+DP+4006381000024::9++${shipTo.name}+Hafenstrasse 5+${shipTo.address?.city}++${shipTo.address?.postalCode}+${shipTo.address?.country}`,
        ]
      : []),
    ...said.flatMap((line) => line ?? []),
    'UNS+S',
    `CNT+2:${lines.length}`,
  ];
  return edifact(body, envelope);
}

function edifact(body: readonly string[], { control, at }: Envelope): string {
  const stamp = digits(at);
  const segments = [
    `UNB+UNOC:3+4006381000017:14+4006381000000:14+${stamp.slice(2, 8)}:${stamp.slice(8, 12)}+${control}`,
    ...body,
    `UNT+${body.length + 1}+1`,
    `UNZ+1+${control}`,
  ];
  return `UNA:+.? '\n${segments.join("'\n")}'\n`;
}

const statuses: Readonly<Record<string, string>> = {
  'tender-accepted': 'XB',
  dispatched: 'AF',
  'in-transit': 'X6',
  arrived: 'X1',
  delivered: 'D1',
  exception: 'A9',
  'exception-cleared': 'CA',
};

/** The event as an X12 214 of the carrier Swift; null when that cannot say what the event says. */
export function statusOf(event: ShipmentEvent, envelope: Envelope): string | null {
  const {
    milestone,
    occurredAt,
    shipmentId = '',
    pro = '',
    proofOfDelivery,
    exception,
    accessorials,
    deliveredLines,
  } = event;
  const status = statuses[milestone];
  const isNamed = event.eventId !== `${milestone}-${occurredAt}`;
  if (!status || isNamed || accessorials || deliveredLines || (exception && exception.type !== 'damage'))
    return null;
  if (!pro || !occurredAt.endsWith(':00Z')) return null;
  const stamp = digits(new Date(occurredAt));
  const body = [
    `B10*${pro}*${shipmentId}*SWFT`,
    ...(proofOfDelivery?.signedBy ? [`L11*${proofOfDelivery.signedBy}*SG`] : []),
    'LX*1',
    `AT7*${status}*NS***${stamp.slice(0, 8)}*${stamp.slice(8, 12)}*UT`,
    'MS1*Koeln**DE',
  ];
  const identity = { senderQualifier: '02', sender: 'SWFT', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' };
  return composeX12(
    { ...identity, functionalId: 'QM', control: envelope.control },
    '214',
    [body],
    envelope.at,
  );
}

/** The event as the TMS publishes it by MQTT; null when that cannot say what the event says. */
export function tmsEventOf(event: ShipmentEvent): object | null {
  const {
    eventId,
    shipmentId,
    pro,
    bol,
    milestone,
    occurredAt,
    exception,
    proofOfDelivery,
    accessorials = [],
    deliveredLines,
  } = event;
  if (!shipmentId || deliveredLines) return null;
  return {
    ...{ eventId, shipmentId, pro, bol, carrier: 'SWFT', occurredAt, timeZone: 'Europe/Berlin', exception },
    code: milestone.toUpperCase().replaceAll('-', '_'),
    ...(proofOfDelivery && { proofOfDelivery: { signedBy: proofOfDelivery.signedBy } }),
    accessorials: accessorials.map(({ code, quantity: { value, unit } }) => ({
      code,
      ...(unit === 'HUR' ? { hours: Number(value) } : { count: Number(value) }),
    })),
  };
}

/** The confirmation as the cloud warehouse sends it to our webhook; null when it is another's, or says what that cannot say. */
export function wmsEventOf(confirmation: WarehouseConfirmation): object | null {
  const { confirmationId, stage, releaseNumber, orderNumber, shipmentId, occurredAt, lines, packages } =
    confirmation;
  const isSaid =
    confirmation.warehouse.id === 'WH-CLOUD' &&
    lines.every(({ ordered, confirmed }) => ordered.unit === confirmed.unit) &&
    packages.length === 0;
  if (!isSaid) return null;
  return {
    ...{
      event: 'fulfilment',
      eventId: confirmationId,
      stage,
      releaseNumber,
      orderNumber,
      shipmentId,
      occurredAt,
    },
    lines: lines.map(({ lineNumber, item, ordered, confirmed, status, substitutedFor, lot }) => ({
      ...{
        line: lineNumber,
        sku: item.sku,
        ordered: Number(ordered.value),
        confirmed: Number(confirmed.value),
      },
      ...{ unit: ordered.unit, status, substitutedFor: substitutedFor?.sku, lot },
    })),
    grossWeightKg: lines.reduce(
      (all, { item, confirmed }) =>
        all + Number(confirmed.value) * (itemBySku.get(item.sku ?? '')?.kilograms ?? 0),
      0,
    ),
    parcels: [],
  };
}

/** Goods that came back, as the cloud warehouse tells of them. */
export const wmsReturnOf = ({ receiptNumber, orderNumber, shipmentId, receivedAt, lines }: GoodsReceipt) => ({
  ...{ receipt: receiptNumber, orderNumber, shipmentId, at: receivedAt },
  lines: lines.map(({ lineNumber, orderLine, item, received, condition }) => ({
    ...{ line: lineNumber, orderLine, sku: item.sku, condition },
    ...{ quantity: Number(received.value), unit: received.unit },
  })),
});

/** Amounts by code: `{ LINEHAUL: "54.43" }`. */
export type Charges = Readonly<Record<string, string>>;

const freightCodes: Readonly<Record<string, string>> = { LINEHAUL: 'LHS', FUEL: 'FUE', detention: 'DET' };
const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** A carrier's bill for one load, as Swift sends it: X12 210. */
export function freightBillOf(
  invoice: string,
  shipment: string,
  { charges, currency }: { readonly charges: Charges; readonly currency: string },
  { control, at }: Envelope,
): string {
  const day = digits(at).slice(0, 8);
  const total = Object.values(charges).reduce((all, amount) => all + cents(amount), 0);
  const lines = Object.entries(charges).flatMap(([code, amount], index) => [
    `LX*${index + 1}`,
    `L1*${index + 1}*${amount}*FR*${cents(amount)}****${freightCodes[code]}****${code}`,
  ]);
  const body = [
    `B3**${invoice}*${shipment}*PP**${day}*${total}**${day}*035*SWFT`,
    `C3*${currency}`,
    `N9*BM*BOL-${shipment}`,
    ...lines,
    `L3*****${total}`,
  ];
  const identity = { senderQualifier: '02', sender: 'SWFT', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' };
  return composeX12({ ...identity, functionalId: 'IM', control }, '210', [body], at);
}
