import { expect } from 'chai';
import fc from 'fast-check';
import { billOrder } from '../../../domain/billing/bill-order.ts';
import { correctInvoice, invoicesTakenBack } from '../../../domain/billing/correct-invoice.ts';
import type { Invoice, RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import { chargesOf } from '../../../domain/process/billed.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { minus, plus } from '../../../domain/process/quantity.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { sum } from '../../../domain/rating/money.ts';
import { data, first, order, planned, proven, second, waited } from './orders.ts';

const run = { messageId: 'check', now: '2026-03-05T08:00:00Z', terms: defaultTerms };
const events: Readonly<Record<string, ProcessInput>> = {
  ...{ first, second, 'E-1': waited('E-1', '1'), 'E-2': waited('E-2', '3'), 'E-3': waited('E-3', '2') },
};
type Step = 'bill' | 'correct' | keyof typeof events;

/** Documents in any order, some again later, each with or without a check and a correction after it. */
const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.shuffledSubarray(Object.keys(events), { minLength: 2 }),
    fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 2 }),
    fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 7, maxLength: 7 }),
  )
  .map(([documents, again, after]) =>
    [...documents, ...again].flatMap((document, index): Step[] => {
      const [bill = false, correct = false] = after[index] ?? [];
      return [document, ...(bill ? (['bill'] as const) : []), ...(correct ? (['correct'] as const) : [])];
    }),
  );

interface Books {
  process: OrderProcess;
  readonly documents: Invoice[];
}

function played(all: readonly Step[], rates: Partial<RateAgreement> = {}): Books {
  let { process } = apply(null, order());
  process = apply(process, planned).process;
  process = apply(process, proven).process;
  const books: Books = { process, documents: [] };
  for (const step of [...all, 'bill', 'bill']) take(books, step, rates);
  return books;
}

function take(books: Books, step: Step, rates: Partial<RateAgreement>): void {
  const { process, documents } = books;
  const number = (index: number) => `NW-${documents.length + index + 1}`;
  if (step === 'bill') {
    const { applied, invoice } = billOrder(process, data({}, rates), { ...run, invoiceNumber: number(0) });
    books.process = applied.process;
    if (invoice) documents.push(invoice);
  } else if (step === 'correct') {
    const [wrong] = chargesOf(process);
    if (!wrong) return;
    const creditMemoNumbers = invoicesTakenBack(process, { ...wrong, rebill: true }).map((_, index) =>
      number(index),
    );
    const correction = { invoiceNumber: wrong.invoiceNumber, reason: 'x', by: 'ada', rebill: true };
    const numbers = { creditMemoNumbers, invoiceNumber: number(creditMemoNumbers.length) };
    const corrected = correctInvoice(process, correction, data({}, rates), { ...run, ...numbers });
    books.process = corrected.applied.process;
    documents.push(...corrected.creditMemos, ...(corrected.invoice ? [corrected.invoice] : []));
  } else {
    const document = events[step];
    if (document) books.process = apply(process, document).process;
  }
}

const netOf = (documents: readonly Invoice[]): string =>
  sum(
    'EUR',
    documents.map(({ totals }) => totals.net),
  ).amount;

/** What was charged, less credits, and what was absorbed. */
const worthOf = ({ documents, process }: Books): number =>
  Number(process.absorbed.reduce((total, { amount }) => plus(total, amount), netOf(documents)));

describe('the books of an order, whatever comes when', () => {
  it('add up: charges less credits, and what was absorbed, are a fresh rating of all that happened', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { documents, process } = played(all);
        const happened = Object.keys(events).filter((name) => all.includes(name));
        expect(worthOf({ documents, process })).to.equal(worthOf(played(happened)));
      }),
      { numRuns: 150 },
    );
  });

  it('add up as well where small late services are absorbed', () => {
    const absorbBelow = { amount: '125.00', currency: 'EUR' };
    const rates: Partial<RateAgreement> = { lateServices: { treatment: 'debit-memo', absorbBelow } };
    fc.assert(
      fc.property(steps, (all) => {
        const uncorrected = all.filter((step) => step !== 'correct');
        const happened = Object.keys(events).filter((name) => all.includes(name));
        expect(worthOf(played(uncorrected, rates))).to.equal(worthOf(played(happened, rates)));
      }),
      { numRuns: 150 },
    );
  });

  it('bill every carton once: billed less credited is what was shipped', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { process } = played(all);
        for (const { quantities } of process.lines)
          expect(minus(quantities.billed, quantities.credited)).to.equal(quantities.shipped);
      }),
      { numRuns: 100 },
    );
  });

  it('charge late services within the agreement: what is absorbed is never charged as well', () => {
    const rates: Partial<RateAgreement> = { lateServices: { treatment: 'absorb' } };
    fc.assert(
      fc.property(steps, (all) => {
        const { documents, process } = played(all, rates);
        const absorbed = new Set(process.absorbed.map(({ eventId }) => eventId));
        const charged = chargesOf(process).flatMap(({ accessorialEventIds }) => accessorialEventIds);
        expect(charged.filter((eventId) => absorbed.has(eventId))).to.deep.equal([]);
        expect(documents.every(({ kind }) => kind !== 'debit-memo')).to.equal(true);
      }),
      { numRuns: 100 },
    );
  });

  it('number every document once', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const numbers = played(all).documents.map(({ invoiceNumber }) => invoiceNumber);
        expect(new Set(numbers).size).to.equal(numbers.length);
      }),
      { numRuns: 40 },
    );
  });
});
