import type { AccountBook } from '../../../domain/billing/accounts.ts';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import { correctInvoice, invoicesTakenBack } from '../../../domain/billing/correct-invoice.ts';
import { checkOrder } from '../../../domain/billing-periods/check.ts';
import { closePeriod, type EarlyClose } from '../../../domain/billing-periods/close.ts';
import type { ChangedPeriod } from '../../../domain/billing-periods/collect.ts';
import type { BillingPeriod } from '../../../domain/billing-periods/types.ts';
import type {
  Customer,
  ExchangeRate,
  Invoice,
  RateAgreement,
  TaxRule,
} from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import { chargesOf } from '../../../domain/process/billed.ts';
import type { DocumentType, ProcessInput } from '../../../domain/process/documents.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { Applied, OrderProcess } from '../../../domain/process/types.ts';
import { data } from '../billing/orders.ts';
import { input, type Shorthand } from '../process/documents.ts';

const exempt: TaxRule = {
  ...{ id: 'DE-EXEMPT', version: '1', effective: { from: '2026-01-01' }, jurisdiction: 'DE' },
  ...{ customerStatus: 'exempt', code: 'EX', rate: '0', reason: 'exempt by certificate' },
};

type Consolidation = NonNullable<NonNullable<RateAgreement['invoicing']>[number]['consolidate']>;

/** An agreement that puts the orders of a week, until Friday evening, on one invoice. */
export const weekly = (more: Partial<Consolidation> = {}): Partial<RateAgreement> => ({
  invoicing: [
    {
      id: 'weekly',
      consolidate: { every: 'week', weekday: 'friday', cutOff: '18:00', zone: 'Europe/Berlin', ...more },
    },
  ],
});

export const monday = '2026-03-02T08:00:00Z';
export const wednesday = '2026-03-04T12:00:00Z';
/** After the cut-off. */
export const friday = '2026-03-06T19:00:00Z';
export const nextFriday = '2026-03-13T19:00:00Z';

/** An order says its prices in its own currency. */
function priced(each: ProcessInput): ProcessInput {
  if (each.type !== 'sales-order') return each;
  const { currency, lines } = each.document;
  const own = lines.map((line) => ({
    ...line,
    ...(line.unitPrice && { unitPrice: { ...line.unitPrice, currency } }),
  }));
  return { ...each, document: { ...each.document, lines: own } };
}

/** Orders of one customer, the periods they wait for and everything that was issued, as a ledger would hold it. */
export class Books {
  readonly orders = new Map<string, OrderProcess>();
  readonly periods = new Map<string, { readonly version: number; readonly period: BillingPeriod }>();
  readonly documents: Invoice[] = [];
  readonly proFormas: Invoice[] = [];
  rates: Partial<RateAgreement>;
  exchangeRates: readonly ExchangeRate[] = [];
  /** Go before the usual ones of the same rank. */
  taxRules: readonly TaxRule[] = [];
  customer: Partial<Customer> = {};
  /** In which the country wants its tax told. */
  nationalCurrency: TaxRule['nationalCurrency'] | null = null;
  accounts: AccountBook | null = null;

  constructor(rates: Partial<RateAgreement> = weekly()) {
    this.rates = rates;
  }

  /** Takes a document in; `number` is that of its order, whose release, shipment and confirmation are named after it. */
  take(number: string, type: DocumentType, said: Shorthand = {}, at = monday): Applied {
    const usual = {
      ...{ number, customer: 'C-GLOBEX', shipment: `SH-${number}`, release: `R-${number}` },
      ...(type === 'shipment-event' && { shipmentId: `SH-${number}` }),
      ...(type === 'warehouse-confirmation' && { shipmentId: `SH-${number}`, confirmation: `WC-${number}` }),
    };
    const of = (names: readonly string[]) =>
      Object.fromEntries(Object.entries(usual).filter(([name]) => names.includes(name)));
    const own = {
      'sales-order': of(['number', 'customer']),
      shipment: of(['number', 'shipment']),
      'shipment-event': of(['shipmentId']),
      'warehouse-confirmation': of(['release', 'shipmentId', 'confirmation']),
    }[type as string];
    const process = this.orders.get(number) ?? null;
    const id = `${type} of ${number} at ${at}`;
    const applied = apply(process, priced(input(type, { ...own, ...said }, id, at)));
    this.orders.set(number, applied.process);
    return applied;
  }

  /** An order that is shipped, delivered and proven, so that it may be billed. */
  deliver(number: string, quantity = 10, price = '18.40', more: Shorthand = {}): void {
    this.take(number, 'sales-order', { lines: { 1: { quantity, price } }, ...more });
    this.take(number, 'shipment');
    this.take(number, 'warehouse-confirmation', { lines: { 1: quantity } }, monday);
    this.prove(number);
  }

  prove(number: string, at = '2026-03-03T10:00:00Z'): void {
    this.take(number, 'shipment-event', { milestone: 'delivered', signed: 'Bea' }, at);
  }

  async check(number: string, now = wednesday): Promise<void> {
    const before = this.order(number);
    const checked = await checkOrder(
      before,
      this.#data(),
      this.#run(now),
      async (key) => this.periods.get(key) ?? null,
    );
    this.orders.set(number, checked.applied.process);
    for (const changed of checked.periods) this.#keep(changed);
    if (checked.invoice) this.documents.push(checked.invoice);
    if (checked.proForma) this.proFormas.push(checked.proForma);
  }

  /** Closes a period; gives the keys of orders left out, null when nothing was to be done. */
  close(key: string, now: string, early?: EarlyClose): readonly string[] | null {
    const found = this.periods.get(key);
    if (!found) throw new Error(`no period ${key}`);
    const members = found.period.orders.map((each) => ({
      process: this.order(each.orderNumber),
      data: () => this.#data(),
    }));
    const options = { zone: 'Europe/Berlin', early };
    const closed = closePeriod(found.period, members, this.#run(now), options);
    if (!closed) return null;
    for (const { applied } of closed.orders)
      this.orders.set(applied.process.order.orderNumber, applied.process);
    this.#keep({ version: found.version, period: closed.period, text: closed.text });
    if (closed.invoice) this.documents.push(closed.invoice);
    return closed.leftOut;
  }

  /** Closes every period whose time has come, and checks again what was left out. */
  async pass(now: string): Promise<void> {
    for (const { period } of [...this.periods.values()]) {
      const left = this.close(period.key, now) ?? [];
      for (const key of left) await this.check(key.split('/')[1] ?? '', now);
    }
  }

  correct(number: string, rebill = true, now = nextFriday): void {
    const before = this.order(number);
    const [wrong] = chargesOf(before);
    if (!wrong) throw new Error(`${number} has no invoice to correct`);
    const { invoiceNumber } = wrong;
    const back = invoicesTakenBack(before, { invoiceNumber, rebill });
    const numberOf = (index: number) => `NW-${this.documents.length + 1 + index}`;
    const corrected = correctInvoice(
      before,
      { invoiceNumber, reason: 'x', by: 'ada', rebill },
      this.#data(),
      {
        ...this.#run(now),
        invoiceNumber: numberOf(back.length),
        creditMemoNumbers: back.map((_, index) => numberOf(index)),
      },
    );
    this.orders.set(number, corrected.applied.process);
    this.documents.push(...corrected.creditMemos, ...(corrected.invoice ? [corrected.invoice] : []));
  }

  /** What a fresh rating of an order gives, on an invoice of its own. */
  alone(number: string): Invoice | null {
    const { collected: _, ...order } = this.order(number);
    const bare: OrderProcess = { ...order, invoices: [], absorbed: [] };
    const again = apply(bare, input('hold', { code: 'manual', reason: 'x', by: 'x' }, 'h', monday)).process;
    const free = apply(
      again,
      input('release-hold', { code: 'manual', reason: 'x', by: 'x' }, 'r', monday),
    ).process;
    return billOrder(free, this.#data(), this.#run(nextFriday)).invoice;
  }

  order(number: string): OrderProcess {
    const process = this.orders.get(number);
    if (!process) throw new Error(`no order ${number}`);
    return process;
  }

  get open(): readonly BillingPeriod[] {
    return [...this.periods.values()].map(({ period }) => period).filter(({ closed }) => !closed);
  }

  #keep({ version, period }: ChangedPeriod): void {
    const known = this.periods.get(period.key)?.version ?? 0;
    if (known !== version) throw new Error(`conflict on ${period.key}`);
    this.periods.set(period.key, { version: version + 1, period });
  }

  readonly #data = () => {
    const usual = data(this.customer, this.rates);
    const { exchangeRates, nationalCurrency } = this;
    const taxRules = [...this.taxRules, ...usual.taxRules, exempt].map((rule) =>
      nationalCurrency ? { ...rule, nationalCurrency } : rule,
    );
    return { ...usual, exchangeRates, taxRules, ...(this.accounts && { accounts: this.accounts }) };
  };
  readonly #run = (now: string) => ({
    ...{ messageId: `run at ${now}`, now, terms: defaultTerms },
    invoiceNumber: `NW-${this.documents.length + 1}`,
  });
}
