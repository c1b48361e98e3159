import { expect } from 'chai';
import fc from 'fast-check';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import type { Invoice, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { minus } from '../../../domain/process/quantity.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { sum } from '../../../domain/rating/money.ts';
import { input, type Shorthand } from '../process/documents.ts';
import { data, first, order, planned, proven, second } from './orders.ts';

const back = (receipt: string, lines: Shorthand): ProcessInput =>
  input('goods-receipt', { receipt, customer: { id: 'C-GLOBEX' }, lines }, receipt, '2026-03-05T07:00:00Z');

const events: Readonly<Record<string, ProcessInput>> = {
  ...{ first, second, proven },
  'R-1': back('R-1', { 1: 3 }),
  'R-2': back('R-2', { 2: 4, 1: { back: 2, condition: 'damaged' } }),
  'R-3': back('R-3', { 1: 1, 2: 2 }),
};
const run = { messageId: 'check', now: '2026-03-05T08:00:00Z', terms: defaultTerms };
type Step = 'bill' | keyof typeof events;

/** Every document once, in any order, some again later, each with or without a check after it. */
const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.shuffledSubarray(Object.keys(events), { minLength: 6 }),
    fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 3 }),
    fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  )
  .map(([documents, again, checked]) =>
    [...documents, ...again].flatMap((document, index): Step[] => [
      document,
      ...(checked[index] ? (['bill'] as const) : []),
    ]),
  );

interface Books {
  process: OrderProcess;
  readonly documents: Invoice[];
}

function played(all: readonly Step[], rates: Partial<RateAgreement>): Books {
  const started = apply(apply(null, order('18.43')).process, planned).process;
  const books: Books = { process: started, documents: [] };
  for (const step of [...all, 'bill', 'bill', 'bill'] as Step[]) take(books, step, rates);
  return books;
}

function take(books: Books, step: Step, rates: Partial<RateAgreement>): void {
  const document = events[step];
  if (document) {
    books.process = apply(books.process, document).process;
    return;
  }
  const invoiceNumber = `NW-${books.documents.length + 1}`;
  const { applied, invoice } = billOrder(books.process, data({}, rates), { ...run, invoiceNumber });
  books.process = applied.process;
  if (invoice) books.documents.push(invoice);
}

const balance = ({ documents }: Books) =>
  (['net', 'tax', 'gross'] as const).map(
    (name) =>
      sum(
        'EUR',
        documents.map(({ totals }) => totals[name]),
      ).amount,
  );

const agreements: Readonly<Record<string, Partial<RateAgreement>>> = {
  'good goods alone': {},
  'damaged goods too, less a fee': {
    returns: {
      credited: ['good', 'damaged'],
      restockingPercent: '12.5',
      restockingPerUnit: { amount: '0.37', currency: 'EUR' },
    },
  },
  nothing: { returns: { credited: [] } },
};

/** Both shipments' goods are billed at once; the returns are known when the invoice is made. */
const whole: readonly Step[] = ['first', 'second', 'R-1', 'R-2', 'R-3', 'proven'];

describe('goods that come back', () => {
  for (const [credited, rates] of Object.entries(agreements)) {
    it(`leave the same net whatever comes when, where the agreement credits ${credited}`, () => {
      const [net] = balance(played(whole, rates));
      fc.assert(
        fc.property(steps, (all) => {
          const { documents, process } = played(all, rates);
          expect(balance({ documents, process })[0]).to.equal(net);
        }),
        { numRuns: 150 },
      );
    });
  }

  it('leave the same tax as one memo would, however many memos there are', () => {
    const rates = agreements['damaged goods too, less a fee'] ?? {};
    const goods: readonly Step[] = ['first', 'second', 'proven', 'bill'];
    const once = balance(played([...goods, 'R-1', 'R-2', 'R-3'], rates));
    expect(balance(played([...goods, 'R-1', 'bill', 'R-2', 'bill', 'R-3'], rates))).to.deep.equal(once);
    expect(balance(played(whole, rates))).to.deep.equal(once);
  });

  it('are billed or credited once: what stands of a line is what was shipped and not credited', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { process } = played(all, {});
        const [one, two] = process.lines.map(({ quantities: { billed, credited } }) =>
          minus(billed, credited),
        );
        expect([one, two]).to.deep.equal(['6', '14']);
        expect(process.lines.map(({ quantities }) => quantities.returned)).to.deep.equal(['6', '6']);
        expect(process.holds.filter(({ released }) => !released)).to.deep.equal([]);
      }),
      { numRuns: 150 },
    );
  });

  it('are not credited while an open hold stops the order', () => {
    const goods: readonly Step[] = ['first', 'second', 'proven', 'bill'];
    const books = played(goods, {});
    const held = apply(books.process, input('hold', { reason: 'ask the customer' }, 'h', run.now)).process;
    const returned = apply(held, back('R-9', { 1: 1 })).process;
    expect(billOrder(returned, data(), { ...run, invoiceNumber: 'NW-2' }).invoice).to.equal(null);
  });

  it('are found by their item, and held where the order does not have it in the unit', () => {
    const books = played(['first', 'second', 'proven'], {});
    const strange = apply(
      books.process,
      back('R-9', { 3: 1, 'NW-1009': 1, 1: { back: 1, unit: 'EA' } }),
    ).process;
    expect(strange.holds.map(({ code }) => code)).to.deep.equal(Array(3).fill('return-unsettled'));
  });

  it('are held where an invoice of another system billed them, until a credit memo covers them', () => {
    const bought = apply(played(['first', 'proven'], {}).process, second).process;
    const elsewhere = apply(
      apply(apply(null, order()).process, planned).process,
      input('invoice-issued', { customer: { id: 'C-GLOBEX' }, lines: { 1: 10 } }, 'x', run.now),
    ).process;
    const delivered = [first, proven, back('R-9', { 1: 2 })].reduce(
      (process, document) => apply(process, document).process,
      elsewhere,
    );
    expect(bought.holds).to.deep.equal([]);
    expect(delivered.holds.filter(({ released }) => !released).map(({ code }) => code)).to.deep.equal([
      'return-unsettled',
    ]);
    const total = { amount: '-36.80', currency: 'EUR' };
    const memo = {
      ...{ invoice: 'CM', kind: 'credit-memo', relatesTo: 'INV-1', lines: { 1: -2 } },
      totals: { net: total, tax: { ...total, amount: '0.00' }, gross: total },
    };
    const settled = apply(delivered, input('invoice-issued', memo, 'y', run.now)).process;
    expect(settled.holds.every(({ released }) => released)).to.equal(true);
  });

  it('are taken once: a receipt that comes again with other content places a hold', () => {
    const process = played(['first', 'second', 'proven', 'R-1'], {}).process;
    expect(apply(process, back('R-1', { 1: 3 })).outcome).to.equal('duplicate');
    const again = apply(process, back('R-1', { 1: 4 }));
    expect(again.process.lines[0]?.quantities.returned).to.equal('3');
    expect(again.process.holds.at(-1)?.code).to.equal('document-contradiction');
  });
});
