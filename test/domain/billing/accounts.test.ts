import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type AccountBook, accountRulesFrom } from '../../../domain/billing/accounts.ts';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import { correctInvoice } from '../../../domain/billing/correct-invoice.ts';
import type { Account } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { data, first, order, planned, proven, second, waited } from './orders.ts';

const guide = readFileSync(new URL('../../../docs/order-to-cash.md', import.meta.url), 'utf8');
const [, example = ''] = /## Accounts[\s\S]*?```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
const rules = accountRulesFrom(parse(example), 'docs/order-to-cash.md');
const account = (number: string, more: Partial<Account> = {}): Account => ({
  ...{ number, name: number, kind: number.startsWith('38') ? 'liability' : 'revenue' },
  effective: { from: '2026-01-01' },
  ...more,
});
const usual = ['440000', '441000', '449000', '380300', '380600'].map((number) => account(number));
const bookOf = (chart: readonly Account[] | null = usual, of = rules): AccountBook => ({
  rules: of,
  chart: chart && {
    zone: 'Europe/Berlin',
    account: (number) => chart.find((each) => each.number === number) ?? null,
  },
});
const ready = [planned, first, second, waited('DET-1', '3'), proven].reduce<OrderProcess>(
  (process, each) => apply(process, each).process,
  apply(null, order()).process,
);
const run = { messageId: 'm', now: '2026-03-04T12:00:00Z', terms: defaultTerms, invoiceNumber: 'NW-1' };
const bill = (accounts: AccountBook) => billOrder(ready, { ...data(), accounts }, run);

describe('an invoice whose step names accounts', () => {
  it('names one for each line and tax, by the first rule that fits', () => {
    const { invoice } = bill(bookOf());
    expect(invoice!.lines.map((line) => `${line.kind} ${line.account}`)).to.deep.equal([
      'goods 440000',
      'goods 440000',
      'freight 441000',
      'fuel 449000',
      'accessorial 449000',
    ]);
    const taxes = invoice!.taxes.map((tax) => `${tax.code} ${tax.account}`).sort();
    expect(taxes).to.deep.equal(['V19 380600', 'V7 380300']);
  });

  it('is not made where no rule fits, where there is no such account, or one that is closed or of another kind', () => {
    const none = { ...rules, revenue: [{ kind: 'goods' as const, account: '440000' }] };
    expect(() => bill(bookOf(usual, none))).to.throw(
      'no rule names an account for line 3 (freight, tax V19)',
    );
    expect(() => bill(bookOf(usual, { ...rules, tax: [] }))).to.throw('for tax V');
    expect(() => bill(bookOf(usual.slice(1)))).to.throw('account 440000 is not in the chart of accounts');
    const closed = usual.map((each) => ({ ...each, effective: { from: '2026-01-01', to: '2026-03-03' } }));
    expect(() => bill(bookOf(closed))).to.throw('is closed since 2026-03-03');
    const costs = usual.map((each) => account(each.number, { kind: 'expense' }));
    expect(() => bill(bookOf(costs))).to.throw('is of expense, not of revenue');
    const dollars = usual.map((each) => account(each.number, { currency: 'USD' }));
    expect(() => bill(bookOf(dollars))).to.throw('takes USD, not EUR');
  });

  it('is made without a chart', () => {
    expect(bill(bookOf(null)).invoice!.lines[0]!.account).to.equal('440000');
  });

  it('is given back on the same accounts, and not on one that is closed by then', () => {
    const { applied, invoice } = bill(bookOf());
    const correct = (accounts: AccountBook) =>
      correctInvoice(
        applied.process,
        { invoiceNumber: 'NW-1', reason: 'x', by: 'ada', rebill: false },
        { ...data(), accounts },
        { ...run, now: '2026-04-04T12:00:00Z', invoiceNumber: 'NW-3', creditMemoNumbers: ['NW-2'] },
      );
    const [memo] = correct(bookOf()).creditMemos;
    const named = (lines: readonly { readonly account?: string }[]) => lines.map((each) => each.account);
    expect(named(memo!.lines)).to.deep.equal(named(invoice!.lines));
    expect(named(memo!.taxes)).to.deep.equal(named(invoice!.taxes));
    const closed = usual.map((each) => ({ ...each, effective: { from: '2026-01-01', to: '2026-03-31' } }));
    expect(() => correct(bookOf(closed))).to.throw('is closed since 2026-03-31');
  });
});

describe('accountRulesFrom', () => {
  it('names the file and what is wrong', () => {
    const wrong = (of: unknown) => () => accountRulesFrom(of, 'invoice-accounts.yaml');
    expect(wrong({ revenue: [{ kind: 'goods' }], tax: [] })).to.throw('invoice-accounts.yaml: revenue.0');
    expect(wrong({ revenue: [{ kind: 'gods', account: '1' }], tax: [] })).to.throw('revenue.0.kind');
    expect(wrong(null)).to.throw('invoice-accounts.yaml');
  });
});
