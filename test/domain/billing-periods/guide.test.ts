import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { mergeInvoices } from '../../../domain/billing-periods/merge.ts';
import { spanAt } from '../../../domain/billing-periods/span.ts';
import type {
  ExchangeRate,
  Invoice,
  RateAgreement,
  TaxRule,
} from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import { conversion, convertMoney } from '../../../domain/rating/exchange.ts';
import { data } from '../billing/orders.ts';

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const examples = (name: string): readonly unknown[] =>
  [...page(name).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => parse(yaml));
const [usual] = data().agreements as [RateAgreement];

describe('docs/billing-periods.md', () => {
  const [example] = examples('billing-periods.md') as [Pick<RateAgreement, 'invoicing'>];

  it('shows rules that an agreement may have', () => {
    expect(validateCanonical('rate-agreement', { ...usual, ...example })).to.include({ valid: true });
    const rule = example.invoicing!.at(-1)!.consolidate!;
    const span = spanAt(rule, '2026-03-04T09:00:00Z', 'UTC', defaultTerms.calendar);
    expect(span).to.include({ name: '2026-03-06', closesAt: '2026-03-06T17:00:00.000Z' });
  });

  it('names every property of a consolidation', () => {
    const schema = JSON.parse(
      readFileSync(
        new URL('../../../canonical-schemas/rate-agreement/v1.schema.json', import.meta.url),
        'utf8',
      ),
    );
    for (const name of Object.keys(schema.$defs.consolidation.properties))
      expect(page('billing-periods.md')).to.include(`\`${name}\``);
    for (const name of Object.keys(schema.$defs.exchangeTable.properties))
      expect(page('currencies.md')).to.include(`\`table.${name}\``);
  });

  it('rounds the tax of three orders as it says', () => {
    const eur = (amount: string) => ({ amount, currency: 'EUR' });
    const order = (number: string) =>
      ({
        ...{ invoiceNumber: 'NW-1', currency: 'EUR', orders: [{ orderNumber: number }] },
        lines: [{ lineNumber: '1', kind: 'goods', description: 'x', amount: eur('10.35'), taxCode: 'V7' }],
        taxes: [{ code: 'V7', rate: '7', base: eur('10.35'), amount: eur('0.72'), jurisdiction: 'DE' }],
        totals: { net: eur('10.35'), tax: eur('0.72'), gross: eur('11.07') },
      }) as unknown as Invoice;
    const all = ['PO-1', 'PO-2', 'PO-3'].map(order);
    const of = (tax: 'by-invoice' | 'by-order') =>
      mergeInvoices(all, { tax, rounding: 'half-up', period: { from: '2026-03-02', to: '2026-03-06' } });
    expect(of('by-order').invoice.totals.tax.amount).to.equal('2.16');
    expect(of('by-invoice').invoice.totals.tax.amount).to.equal('2.17');
    expect(of('by-invoice').parts.map(({ totals }) => totals.tax.amount)).to.deep.equal([
      '0.73',
      '0.72',
      '0.72',
    ]);
  });
});

describe('docs/currencies.md', () => {
  const [{ exchange }, rates, taxRules] = examples('currencies.md') as [
    Required<Pick<RateAgreement, 'exchange'>>,
    ExchangeRate[],
    TaxRule[],
  ];

  it('shows an exchange that an agreement may have, and a rate as master data keeps it', () => {
    expect(validateCanonical('rate-agreement', { ...usual, exchange })).to.include({ valid: true });
    for (const each of rates) expect(validateCanonical('exchange-rate', each)).to.include({ valid: true });
  });

  it('shows a tax rule that tells its tax in the currency of the country', () => {
    for (const each of taxRules) expect(validateCanonical('tax-rule', each)).to.include({ valid: true });
    const schema = new URL('../../../canonical-schemas/tax-rule/v1.schema.json', import.meta.url);
    const { $defs } = JSON.parse(readFileSync(schema, 'utf8'));
    for (const name of Object.keys($defs.nationalCurrency.properties))
      expect(taxRules[0]!.nationalCurrency).to.have.property(name);
  });

  it('tells the arithmetic of a converted amount as it is told', () => {
    const days = { shipDate: '2026-03-03', invoiceDate: '2026-03-03', orderDate: '2026-03-03' };
    const rate = conversion({ ...usual, exchange }, { from: 'EUR', to: 'USD' }, rates, days);
    const { arithmetic } = convertMoney({ amount: '48.00', currency: 'EUR' }, rate, { mode: 'half-up' });
    expect(page('currencies.md')).to.include(`; ${arithmetic}\``);
  });
});
