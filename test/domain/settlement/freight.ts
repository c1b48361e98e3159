import type {
  Charge,
  ExchangeRate,
  FreightInvoice,
  Shipment,
  ShipmentEvent,
} from '../../../domain/canonical/types.generated.ts';
import { accrue } from '../../../domain/settlement/accrue.ts';
import { recordEvent, recordPlan } from '../../../domain/settlement/plan.ts';
import { settleInvoice } from '../../../domain/settlement/settle-invoice.ts';
import { defaultSettlementTerms, type SettlementTerms } from '../../../domain/settlement/terms.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { settledStatus } from '../../../domain/settlement/writes.ts';

export const eur = (amount: string) => ({ amount, currency: 'EUR' });
const accessorialCodes = ['detention', 'liftgate'];

/** `{ freight: '260.40', detention: '60.00' }` as charges. */
export const charges = (amounts: Readonly<Record<string, string>>, currency = 'EUR'): Charge[] =>
  Object.entries(amounts).map(([code, amount]) => ({
    code,
    kind:
      code === 'freight' || code === 'fuel'
        ? code
        : accessorialCodes.includes(code)
          ? 'accessorial'
          : 'other',
    description: code,
    amount: { amount, currency },
  }));

export const terms: SettlementTerms = {
  ...defaultSettlementTerms,
  zone: 'Europe/Berlin',
  tolerances: [
    { carrier: 'SWFT', charge: 'freight', percent: '2', amount: eur('5.00') },
    { charge: 'fuel', percent: '10' },
  ],
  services: [
    {
      ...{ code: 'detention', description: 'Waiting time', unit: 'HUR', freeQuantity: '2' },
      ...{ rate: eur('40.00'), maximum: eur('150.00') },
    },
  ],
  costCentres: [{ origin: 'WH-CLOUD', costCentre: '4711' }, { costCentre: '4000' }],
};

export const at = '2026-03-31T22:30:00Z';

export const shipment = (expected: Record<string, string>, more: Partial<Shipment> = {}): Shipment => ({
  ...{ shipmentId: 'SH-1', status: 'accepted', carrier: { scac: 'SWFT' }, mode: 'road', pro: '123456789' },
  ...{ origin: { id: 'WH-CLOUD' }, destination: { id: 'DC-7' } },
  orders: [{ orderNumber: 'PO-1' }, { orderNumber: 'PO-2' }],
  expectedCharges: charges(expected),
  ...more,
});

export const event = (
  milestone: ShipmentEvent['milestone'],
  more: Partial<ShipmentEvent> = {},
): ShipmentEvent => ({
  ...{ eventId: `E-${milestone}`, shipmentId: 'SH-1', carrier: { scac: 'SWFT' }, milestone, occurredAt: at },
  ...more,
});

/** A carrier's document over one shipment, in euros unless it says otherwise; VAT 19 % is stated as `tax`. */
export function invoice(
  asked: Record<string, string>,
  { tax = '0.00', ...more }: Partial<FreightInvoice> & { tax?: string } = {},
): FreightInvoice {
  const { currency = 'EUR' } = more;
  const billed = charges(asked, currency);
  const money = (amount: string) => ({ amount, currency });
  const cents = billed.reduce((total, { amount }) => total + Math.round(Number(amount.amount) * 100), 0);
  const net = (cents / 100).toFixed(2);
  const gross = ((cents + Math.round(Number(tax) * 100)) / 100).toFixed(2);
  return {
    ...{ invoiceNumber: 'F-1', kind: 'invoice', carrier: { scac: 'SWFT' }, billTo: { id: 'NORTHWIND' } },
    ...{ issuedAt: at, currency, totals: { net: money(net), tax: money(tax), gross: money(gross) } },
    shipments: [{ shipmentId: 'SH-1', charges: billed }],
    ...more,
  };
}

/** What the ECB published on some days. */
export const rates: readonly ExchangeRate[] = [
  { id: 'R-1', source: 'ECB', base: 'EUR', quote: 'USD', rate: '1.25', validFrom: '2026-03-30' },
  { id: 'R-2', source: 'ECB', base: 'EUR', quote: 'USD', rate: '1.10', validFrom: '2026-04-10' },
  { id: 'R-3', source: 'ECB', base: 'EUR', quote: 'JPY', rate: '163.27', validFrom: '2026-03-30' },
];

/** The terms with rates of the ECB, of the day of the invoice. */
export const exchanging: SettlementTerms = {
  ...terms,
  exchange: [{ table: { source: 'ECB', date: 'invoice-date', maxAgeDays: 7, inverse: true } }],
};

const arrival = {
  messageId: 'm-1',
  now: at,
  rates,
  exceptionId: (number: string) => `exception of ${number}`,
};

/** What a shipment costs after a plan and what came of it, in order; accruals are brought in line after each. */
export function costOf(...documents: readonly (Shipment | ShipmentEvent | FreightInvoice)[]): FreightProcess {
  let process: FreightProcess | null = null;
  for (const document of documents) {
    if ('milestone' in document) process = process && recordEvent(process, document, arrival);
    else if ('invoiceNumber' in document) process = process && bill(process, document).process;
    else process = recordPlan(process, document, arrival);
    if (process) process = accrue(process, terms, at).process;
  }
  if (!process) throw new Error('nothing is known of the shipment');
  return settledStatus(process);
}

export function bill(process: FreightProcess, document: FreightInvoice, by: SettlementTerms = terms) {
  const [billed] = document.shipments;
  if (!billed) throw new Error('the document bills nothing');
  const settled = settleInvoice(document, [{ process, billed }], by, arrival);
  const [own] = settled.shipments;
  if (!own) throw new Error('nothing was settled');
  return { ...own, settled };
}
