import { itemBySku } from '../catalogue.ts';
import { composeX12 } from '../x12.ts';

export interface OrderedLine {
  readonly sku: string;
  readonly cartons: number;
}

export interface ShipTo {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly region?: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface PurchaseOrder {
  readonly number: string;
  readonly shipTo: ShipTo;
  readonly lines: readonly OrderedLine[];
  /** Interchange control number; each file has its own. */
  readonly control: number;
  /** No day of delivery is asked for: a file that lies around is never late. */
  readonly isUndated?: boolean;
}

const day = (at: Date): string => at.toISOString().slice(0, 10).replaceAll('-', '');
const item = (sku: string): { gtin: string; price: string; description: string } =>
  itemBySku.get(sku) ?? { gtin: '0000000000000', price: '1.00', description: 'not in the catalogue' };

/** Acme Retail's purchase order: X12 850, 004010. Items by our SKU (VN) and GTIN (EN). */
export function acme850(order: PurchaseOrder, at: Date): string {
  const { shipTo } = order;
  const body = [
    `BEG*00*SA*${order.number}**${day(at)}`,
    'CUR*BY*USD',
    'REF*DP*014',
    ...(order.isUndated ? [] : [`DTM*002*${day(new Date(at.getTime() + 5 * 86_400_000))}`]),
    'N1*BY*Acme Retail Inc*92*ACMERETAIL',
    `N1*ST*${shipTo.name}*92*S${shipTo.postalCode}`,
    `N3*${shipTo.street}`,
    `N4*${shipTo.city}*${shipTo.region ?? ''}*${shipTo.postalCode}*${shipTo.country}`,
    ...order.lines.flatMap(({ sku, cartons }, index) => [
      `PO1*${index + 1}*${cartons}*CA*${item(sku).price}*PE*VN*${sku}*EN*${item(sku).gtin}`,
      `PID*F****${item(sku).description.toUpperCase()}`,
    ]),
    `CTT*${order.lines.length}`,
  ];
  const identity = {
    senderQualifier: '01',
    sender: 'ACMERETAIL',
    receiverQualifier: 'ZZ',
    receiver: 'CROSSDOCK',
    functionalId: 'PO',
  };
  return composeX12({ ...identity, control: order.control }, '850', [body], at);
}

const released = (text: string): string => text.replace(/[?'+:]/g, '?$&');

/** Globex's purchase order: EDIFACT ORDERS, D.96A. Items by GTIN. */
export function globexOrders(order: PurchaseOrder, at: Date): string {
  const { shipTo } = order;
  const body = [
    'UNH+1+ORDERS:D:96A:UN:EAN008',
    `BGM+220+${released(order.number)}+9`,
    `DTM+137:${day(at)}:102`,
    ...(order.isUndated ? [] : [`DTM+2:${day(new Date(at.getTime() + 4 * 86_400_000))}:102`]),
    'NAD+BY+4006381000017::9',
    'NAD+SU+4006381000000::9',
    `NAD+DP+4006381000024::9++${released(shipTo.name)}+${released(shipTo.street)}+${released(shipTo.city)}++${shipTo.postalCode}+${shipTo.country}`,
    'CUX+2:EUR:9',
    ...order.lines.flatMap(({ sku, cartons }, index) => [
      `LIN+${index + 1}++${item(sku).gtin}:EN`,
      `IMD+F++:::${released(item(sku).description)}`,
      `QTY+21:${cartons}:CT`,
      `PRI+AAA:${item(sku).price}`,
    ]),
    'UNS+S',
    `CNT+2:${order.lines.length}`,
  ];
  return globexInterchange(body, order.control, at);
}

export interface OrderChangeRequest {
  readonly number: string;
  readonly orderNumber: string;
  readonly cancelled: boolean;
  readonly lines: readonly (OrderedLine & { readonly number: number; readonly action: '1' | '2' | '3' })[];
  readonly control: number;
}

/** Globex's change to a purchase order: EDIFACT ORDCHG, D.96A. */
export function globexOrderChange(change: OrderChangeRequest, at: Date): string {
  const body = [
    'UNH+1+ORDCHG:D:96A:UN:EAN008',
    `BGM+230+${released(change.number)}+${change.cancelled ? 1 : 4}`,
    `DTM+137:${day(at)}${at.toISOString().slice(11, 16).replace(':', '')}:203`,
    `RFF+ON:${released(change.orderNumber)}`,
    'NAD+BY+4006381000017::9',
    'NAD+SU+4006381000000::9',
    ...change.lines.flatMap(({ number, action, sku, cartons }) => [
      `LIN+${number}+${action}+${item(sku).gtin}:EN`,
      `QTY+21:${cartons}:CT`,
      `PRI+AAA:${item(sku).price}`,
    ]),
    'UNS+S',
    `CNT+2:${change.lines.length}`,
  ];
  return globexInterchange(body, change.control, at);
}

function globexInterchange(body: readonly string[], number: number, at: Date): string {
  const stamp = at.toISOString().replace(/[-:T]/g, '');
  const control = `GX${String(number).padStart(8, '0')}`;
  const segments = [
    `UNB+UNOC:3+4006381000017:14+4006381000000:14+${stamp.slice(2, 8)}:${stamp.slice(8, 12)}+${control}`,
    ...body,
    `UNT+${body.length + 1}+1`,
    `UNZ+1+${control}`,
  ];
  return `UNA:+.? '\n${segments.join("'\n")}'\n`;
}
