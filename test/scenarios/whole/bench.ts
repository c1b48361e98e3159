import type { Request } from 'express';
import type { Invoice, OrderResponse } from '../../../domain/canonical/types.generated.ts';
import { addSoldToParty } from '../../../partners/catalogue.ts';
import type { Received } from '../../../partners/recorder.ts';
import type { Partners } from '../../../partners/start.ts';
import { Desk, type Said } from './desk.ts';
import { Names } from './names.ts';
import type { PassingClock } from './passing-clock.ts';
import type { Seat } from './site.ts';

/** What partners were asked and told in one case. */
export class Table {
  readonly seat: Seat;
  readonly desk = new Desk();
  readonly names = new Names();
  readonly invoices: Invoice[] = [];
  /** What the ERP was given to book, by invoice number. */
  readonly booked = new Map<string, Record<string, unknown>>();
  readonly responses: OrderResponse[] = [];
  readonly requests: Record<string, unknown>[] = [];
  /** What freight costs, as billing was told: `24.95 open`. */
  readonly accruals: string[] = [];
  /** Gross amounts that carriers are paid. */
  readonly payables: string[] = [];
  /** Goods movements that the ERP was given: `601 NW-1001 10`. */
  readonly movements: string[] = [];
  /** The TMS's answer about its load. */
  planned: object | null = null;
  /** Codes with which the tower refused what a person asked for. */
  readonly refused: string[] = [];

  constructor(seat: Seat) {
    this.seat = seat;
    const { code, customer, scenario } = seat;
    this.names.call('C-GLOBEX', customer.id);
    const shipment = firstShipment(seat);
    this.names.call(shipment, `${shipment}-${code}`);
    for (const { shipment: load } of scenario.given) {
      const { pro } = (load ?? {}) as { pro?: string };
      if (pro) this.names.call(pro, `${pro}${code.slice(1)}`);
    }
  }
}

const erpNumbers = ['4711', '4712', '4713'];

/** The partners of all cases: each question is told to the case it is about, and answered when that says so. */
export class Bench {
  private readonly tables: ReadonlyMap<string, Table>;
  private readonly clock: PassingClock;

  constructor(seats: readonly Seat[], partners: Partners, clock: PassingClock) {
    this.clock = clock;
    this.tables = new Map(seats.map((seat) => [seat.code, new Table(seat)]));
    const { erp, wms, tms, billing } = partners;
    for (const { customer } of seats) addSoldToParty(customer.identifiers?.[0]?.value ?? '', customer.name);
    erp.standIn.gatedBy((request) => this.erp(request));
    wms.gatedBy((request) => this.wms(request));
    tms.gatedBy((request) => this.tms(request));
    billing.gatedBy((request) => this.billing(request));
    erp.standIn.recorder.on('received', (one) => this.learnOrder(one));
    tms.recorder.on('received', ({ what, body, outcome }) => {
      const table = what === 'shipment' && outcome.startsWith('201') ? this.about(body) : null;
      table?.names.call('PRO', `NRDX${outcome.slice(6)}`);
    });
  }

  table({ code }: Seat): Table {
    const table = this.tables.get(code);
    if (!table) throw new Error(`${code} has no table`);
    return table;
  }

  get held(): number {
    return [...this.tables.values()].reduce((all, { desk }) => all + desk.held, 0);
  }

  close(): void {
    for (const { desk } of this.tables.values()) desk.close();
  }

  /** Numbers that the ERP gives: `PO-2` of a case is its 4712 there, and is released as R-2. */
  private learnOrder({ what, reference, body, outcome }: Received): void {
    const table = what === 'sales order' && outcome.startsWith('201') ? this.about(body) : null;
    if (!table) return;
    const which = Number(/PO-(\d)/.exec(reference)?.[1] ?? 1);
    table.names.call(`471${which}`, outcome.slice(4));
    table.names.call(`R-${which}`, `${outcome.slice(4)}-1`);
    // What leaves from a second warehouse has a release of its own.
    table.names.call(`R-${which}B`, `${outcome.slice(4)}-2`);
  }

  /** The case that a document speaks of, by its order number or a number that only this case has. */
  private about(document: unknown): Table | null {
    const text = JSON.stringify(document) ?? '';
    const code = /-(K\d{3})\b/.exec(text)?.[1];
    if (code) return this.tables.get(code) ?? null;
    const knows = ({ names }: Table) =>
      erpNumbers.some((each) => {
        const there = names.known(each);
        return there !== null && new RegExp(`\\b${there}\\b`).test(text);
      });
    return [...this.tables.values()].find(knows) ?? null;
  }

  private async erp({ method, path, body }: Request): Promise<Said> {
    if (method === 'GET' || method === 'HEAD') return null;
    const table = this.about([path, body]);
    if (!table) return null;
    // What the customer changed is taken at once; what is taken back waits until the case says so.
    if (method !== 'POST') return isReversal(body) ? table.desk.ask('reversal erp-order') : null;
    if (path.endsWith('A_SalesOrder')) return table.desk.ask('erp-confirmation');
    if (path.endsWith('A_MaterialDocumentHeader')) table.movements.push(...movementsOf(body));
    if (path.endsWith('A_BillingDocument')) {
      const number = String((body as Record<string, unknown>).DocumentReferenceID);
      table.booked.set(number, body as Record<string, unknown>);
      return table.desk.ask(`booking of ${nameOfInvoice(table, number)}`);
    }
    return null;
  }

  private async wms({ method, path, body }: Request): Promise<Said> {
    const table = this.about([path, body]);
    if (!table) return null;
    const { desk, requests, responses } = table;
    if (path.endsWith('/order-responses')) {
      responses.push(body as OrderResponse);
      return { status: 201, body: {} };
    }
    if (path.endsWith('/release-changes')) {
      requests.push(body as Record<string, unknown>);
      return desk.ask(`release-change-answer ${requests.length}`);
    }
    if (method === 'DELETE') return desk.ask('reversal release');
    const said = await desk.ask('release-confirmed');
    return said ?? ((answer) => ({ ...answer, confirmedAt: this.clock.now().toISOString() }));
  }

  private async tms({ method, path, body }: Request): Promise<Said> {
    const table = this.about([path, body]);
    if (!table) return null;
    if (method === 'POST' && path.endsWith('/shipments')) {
      const said = await table.desk.ask(questionOf(body as { releaseNumber: string }));
      if (said !== null && 'status' in said) return said;
      return (answer) => {
        table.planned = said === null ? answer : said(answer);
        return table.planned;
      };
    }
    // What a case says of the plan stays: a load that carries something else costs as much as before.
    if (method === 'PATCH') return { status: 200, body: table.planned ?? {} };
    if (method !== 'DELETE') return null;
    // The number is the case's, which the stand-in has never heard of.
    const said = await table.desk.ask('reversal shipment');
    return said ?? { status: 200, body: { number: path.split('/').at(-1), cancelled: true } };
  }

  private async billing({ path, body }: Request): Promise<Said> {
    const table = this.about(body);
    if (!table) return null;
    if (path.endsWith('/accruals'))
      table.accruals.push(`${(body as Accrual).total.amount} ${(body as Accrual).status}`);
    if (path.endsWith('/payables')) table.payables.push((body as Invoice).totals.gross.amount);
    if (!path.endsWith('/invoices')) return null;
    const invoice = body as Invoice;
    if (!table.invoices.some(({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber)) {
      table.invoices.push(invoice);
      nameOfInvoice(table, invoice.invoiceNumber);
    }
    return null;
  }
}

/** What the TMS is asked about the load of a release. */
export const questionOf = ({ releaseNumber }: { readonly releaseNumber: string }): string =>
  releaseNumber.endsWith('-1') ? 'shipment' : `shipment of ${releaseNumber}`;

/** An item of an order that is cancelled as a whole; 93 is a line that the customer cancelled. */
const isReversal = (body: unknown): boolean =>
  (body as { SalesDocumentRjcnReason?: unknown }).SalesDocumentRjcnReason === '92';

interface Accrual {
  readonly status: string;
  readonly total: { readonly amount: string };
}

interface GoodsMovement {
  readonly to_MaterialDocumentItem: { readonly results: readonly Readonly<Record<string, string>>[] };
}

const movementsOf = (body: GoodsMovement): readonly string[] =>
  body.to_MaterialDocumentItem.results.map(
    ({ GoodsMovementType, Material, QuantityInEntryUnit, CostCenter }) =>
      [GoodsMovementType, Material, QuantityInEntryUnit, ...(CostCenter ? [CostCenter] : [])].join(' '),
  );

/** The name in the case of the first load; `SH-1` when it does not speak of one. */
export function firstShipment({ scenario }: Seat): string {
  for (const { shipment } of scenario.given)
    if (shipment) return String((shipment as { shipment?: string }).shipment ?? 'SH-1');
  return 'SH-1';
}

/** Documents of a case are `NW-1`, `NW-2` in the order of their numbers. */
function nameOfInvoice({ names }: Table, number: string): string {
  for (let index = 1; ; index += 1) {
    const name = `NW-${index}`;
    const there = names.known(name);
    if (there === null) names.call(name, number);
    if (there === null || there === number) return name;
  }
}
