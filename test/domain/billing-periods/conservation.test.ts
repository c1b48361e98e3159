import { expect } from 'chai';
import fc from 'fast-check';
import type { AccountRules } from '../../../domain/billing/accounts.ts';
import { mergeInvoices } from '../../../domain/billing-periods/merge.ts';
import type { Invoice } from '../../../domain/canonical/types.generated.ts';
import { minus } from '../../../domain/process/quantity.ts';
import { sum } from '../../../domain/rating/money.ts';
import { Books, friday, nextFriday, wednesday, weekly } from './books.ts';

const numbers = ['PO-1', 'PO-2', 'PO-3'] as const;
const total = (documents: readonly Invoice[], name: keyof Invoice['totals']): string =>
  sum(
    'EUR',
    documents.map(({ totals }) => totals[name]),
  ).amount;

const accounts: AccountRules = {
  revenue: [
    { kind: 'goods', account: '440000' },
    { kind: 'freight', account: '441000' },
    { account: '449000' },
  ],
  tax: [{ code: 'V7', account: '380300' }, { account: '380600' }],
};

/** What all lines come to on each revenue account that has moved. */
function byAccount(documents: readonly Invoice[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(
    documents.flatMap(({ lines }) => lines),
    ({ account = 'none' }) => account,
  );
  const sums = [...groups].map(([account, lines]) => {
    const amounts = lines.map(({ amount }) => amount);
    return [account, sum('EUR', amounts).amount] as const;
  });
  return Object.fromEntries(sums.filter(([, amount]) => amount !== '0.00').sort());
}

const priced = fc.record({
  quantity: fc.integer({ min: 1, max: 400 }),
  price: fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
});
const acts = ['bill', 'bill', 'hold', 'free', 'late', 'correct', 'credit', 'close', 'friday'] as const;
const steps = fc.array(fc.tuple(fc.constantFrom(...acts), fc.constantFrom(...numbers)), { maxLength: 14 });
type Act = (typeof acts)[number];

/** Three orders and whatever happens to them, each thing possible only where it is. */
async function played(
  tax: 'by-invoice' | 'by-order',
  orders: readonly { readonly quantity: number; readonly price: string }[],
  all: readonly (readonly [Act, string])[],
  erps: readonly (string | undefined)[] = [],
): Promise<Books> {
  const books = new Books(weekly({ tax }));
  books.accounts = { rules: accounts, chart: null };
  for (const [index, { quantity, price }] of orders.entries())
    books.deliver(`PO-${index + 1}`, quantity, price, erps[index] ? { erp: erps[index] } : {});
  for (const [index, [act, number]] of all.entries()) await take(books, act, number, index);
  for (const number of numbers) {
    await take(books, 'free', number, 59);
    await books.check(number, nextFriday);
  }
  await books.pass('2026-04-03T19:00:00Z');
  return books;
}

async function take(books: Books, act: Act, number: string, index: number): Promise<void> {
  const process = books.order(number);
  const held = process.holds.some(({ released }) => !released);
  const by = { code: 'manual', reason: 'x', by: 'ada' };
  const minute = `2026-03-04T12:${String(index).padStart(2, '0')}:00Z`;
  if (act === 'bill') await books.check(number, wednesday);
  else if (act === 'hold' && !held) books.take(number, 'hold', by, minute);
  else if (act === 'free' && held) books.take(number, 'release-hold', by, minute);
  else if (act === 'late')
    books.take(
      number,
      'shipment-event',
      {
        ...{ event: `E-${number}-${index}`, milestone: 'in-transit' },
        accessorials: [{ code: 'liftgate', quantity: { value: '1', unit: 'C62' } }],
      },
      minute,
    );
  else if ((act === 'correct' || act === 'credit') && !held && process.invoices.length > 0) {
    const isOpen = process.invoices.every(({ kind }) => kind !== 'credit-memo');
    if (isOpen) books.correct(number, act === 'correct', nextFriday);
  } else if (act === 'close' && process.collected)
    books.close(process.collected.period, wednesday, { by: 'ada', reason: 'x' });
  else if (act === 'friday') await books.pass(friday);
}

const credited = (books: Books, number: string): boolean =>
  books.order(number).invoices.some(({ kind, rebilled }) => kind === 'credit-memo' && rebilled !== true);

describe('the books of consolidated invoices, whatever comes when', () => {
  const orders = fc.tuple(priced, priced, priced);

  it('come to what each order costs alone, net to the cent whatever tax is rounded on', async () => {
    await fc.assert(
      fc.asyncProperty(
        orders,
        steps,
        fc.constantFrom('by-invoice' as const, 'by-order' as const),
        async (of, all, tax) => {
          const books = await played(tax, of, all);
          if (numbers.some((number) => credited(books, number))) return;
          const alone = numbers.flatMap((number) => books.alone(number) ?? []);
          expect(total(books.documents, 'net')).to.equal(total(alone, 'net'));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('come to the same on every account, and never mix orders of two ERPs, whatever is corrected', async () => {
    const erp = fc.constantFrom('erp', 'legacy-erp', undefined);
    await fc.assert(
      fc.asyncProperty(orders, fc.tuple(erp, erp, erp), steps, async (of, erps, all) => {
        const books = await played('by-invoice', of, all, erps);
        for (const { orders: on } of books.documents)
          expect(new Set(on.map((each) => each.erp)).size).to.equal(1);
        for (const { lines, taxes } of books.documents)
          for (const { account } of [...lines, ...taxes]) expect(account).to.be.a('string');
        if (numbers.some((number) => credited(books, number))) return;
        const alone = numbers.flatMap((number) => books.alone(number) ?? []);
        expect(byAccount(books.documents)).to.deep.equal(byAccount(alone));
      }),
      { numRuns: 60 },
    );
  });

  it('share every invoice among its orders without remainder, and credit an order what it was charged', async () => {
    await fc.assert(
      fc.asyncProperty(orders, steps, async (of, all) => {
        const books = await played('by-invoice', of, all);
        const parts = numbers.flatMap((number) => books.order(number).invoices);
        for (const name of ['net', 'gross'] as const)
          expect(
            sum(
              'EUR',
              parts.map((part) => ({ amount: part[name], currency: 'EUR' })),
            ).amount,
          ).to.equal(total(books.documents, name));
        for (const number of numbers) {
          const { invoices } = books.order(number);
          for (const memo of invoices.filter(({ kind }) => kind === 'credit-memo')) {
            const taken = invoices.find(({ invoiceNumber }) => invoiceNumber === memo.relatesTo)!;
            expect(minus('0', memo.gross)).to.equal(minus(taken.gross, '0'));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('bill every carton once, leave nothing collected, and number every document once', async () => {
    await fc.assert(
      fc.asyncProperty(orders, steps, async (of, all) => {
        const books = await played('by-order', of, all);
        for (const number of numbers) {
          const { lines, collected } = books.order(number);
          expect(collected).to.equal(undefined);
          if (credited(books, number)) continue;
          for (const { quantities } of lines)
            expect(minus(quantities.billed, quantities.credited)).to.equal(quantities.shipped);
        }
        const before = [...books.documents];
        for (const number of numbers) await books.check(number, '2026-04-06T08:00:00Z');
        await books.pass('2026-05-01T19:00:00Z');
        expect(books.documents).to.deep.equal(before);
        const issued = books.documents.map(({ invoiceNumber }) => invoiceNumber);
        expect(new Set(issued).size).to.equal(issued.length);
        for (const { orders: on } of books.documents) expect(on.length).to.be.above(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('mergeInvoices', () => {
  const period = { from: '2026-03-02', to: '2026-03-06' };
  const money = (cents: number) => ({ amount: (cents / 100).toFixed(2), currency: 'EUR' });
  const rates = { V7: '7', V19: '19', V21: '21' } as const;
  const code = fc.constantFrom(...(Object.keys(rates) as (keyof typeof rates)[]));
  const single = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), code), { minLength: 1, maxLength: 6 })
    .map((lines): Invoice => {
      const taxes = [...Map.groupBy(lines, ([, of]) => of)].map(([of, own]) => {
        const base = own.reduce((all, [cents]) => all + cents, 0);
        const exact = { code: of, rate: rates[of], base: money(base), jurisdiction: 'DE' };
        return { ...exact, amount: money(Math.floor((base * Number(rates[of]) * 10 + 500) / 1_000)) };
      });
      const net = sum(
        'EUR',
        lines.map(([cents]) => money(cents)),
      );
      const tax = sum(
        'EUR',
        taxes.map(({ amount }) => amount),
      );
      return {
        ...({
          invoiceNumber: 'NW-1',
          kind: 'invoice',
          currency: 'EUR',
          orders: [{ orderNumber: 'PO' }],
        } as unknown as Invoice),
        lines: lines.map(([cents, of], index) => ({
          ...{
            lineNumber: String(index + 1),
            kind: 'goods',
            description: 'x',
            amount: money(cents),
            taxCode: of,
          },
        })),
        ...{ taxes, totals: { net, tax, gross: sum('EUR', [net, tax]) } },
      };
    });
  const several = fc.array(single, { minLength: 1, maxLength: 12 });
  const halfUp = { rounding: 'half-up' as const, period };

  it('adds up singles exactly where tax is rounded by order', () => {
    fc.assert(
      fc.property(several, (all) => {
        const { invoice } = mergeInvoices(all, { ...halfUp, tax: 'by-order' });
        for (const name of ['net', 'tax', 'gross'] as const)
          expect(invoice.totals[name].amount).to.equal(total(all, name));
      }),
    );
  });

  it('rounds tax once on the sum where it is by invoice, at most half a cent per order and code off the singles', () => {
    fc.assert(
      fc.property(several, (all) => {
        const { invoice } = mergeInvoices(all, { ...halfUp, tax: 'by-invoice' });
        expect(invoice.totals.net.amount).to.equal(total(all, 'net'));
        for (const { base, rate, amount } of invoice.taxes) {
          const exact = Math.round(Number(base.amount) * 100) * Number(rate);
          expect(Math.round(Number(amount.amount) * 100)).to.equal(Math.floor((exact + 50) / 100));
        }
        const off = Math.abs(Number(minus(invoice.totals.tax.amount, total(all, 'tax'))));
        const entries = all.reduce((count, { taxes }) => count + taxes.length, 0);
        expect(off).to.be.at.most((entries + invoice.taxes.length) * 0.005 + 1e-9);
      }),
    );
  });

  it('gives each order a part, and the parts add up to the invoice in every tax', () => {
    fc.assert(
      fc.property(several, fc.constantFrom('by-invoice' as const, 'by-order' as const), (all, tax) => {
        const { invoice, parts } = mergeInvoices(all, { ...halfUp, tax });
        for (const name of ['net', 'tax', 'gross'] as const)
          expect(total(parts, name)).to.equal(invoice.totals[name].amount);
        for (const own of invoice.taxes) {
          const shares = parts.flatMap(({ taxes }) => taxes).filter((each) => each.code === own.code);
          expect(
            sum(
              'EUR',
              shares.map(({ amount }) => amount),
            ).amount,
          ).to.equal(own.amount.amount);
          expect(
            sum(
              'EUR',
              shares.map(({ base }) => base),
            ).amount,
          ).to.equal(own.base.amount);
        }
        const lines = invoice.lines.map(({ lineNumber }) => lineNumber);
        expect(new Set(lines).size).to.equal(lines.length);
      }),
    );
  });
});
