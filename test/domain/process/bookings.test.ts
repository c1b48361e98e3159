import { expect } from 'chai';
import fc from 'fast-check';
import { foundProcess } from '../../../domain/process/locate.ts';
import { storedOrders } from '../../support/stored-orders.ts';
import { input } from './documents.ts';

const at = '2026-03-02T08:00:00Z';
const numbers = ['PO-1', 'PO-2', 'PO-3'] as const;
const issued = input(
  'invoice-issued',
  { invoice: 'OUT-1', customer: { id: 'C-1' }, orders: numbers.map((orderNumber) => ({ orderNumber })) },
  'm-issued',
  at,
);
const booked = (system: string, orderNumber: string) =>
  input(
    'invoice-posted',
    { invoiceNumber: 'OUT-1', system, orderNumber, documentNumber: `${system}-9` },
    `m-${system}`,
    at,
  );

describe('the booking of an invoice over several orders', () => {
  it('is in the books of each, once, whichever order it names and whether or not it comes before the invoice', async () => {
    const one = fc.constantFrom(...numbers);
    await fc.assert(
      fc.asyncProperty(one, one, fc.nat(5), fc.boolean(), async (erp, billing, order, again) => {
        const orders = storedOrders();
        for (const number of numbers)
          await orders.record(input('sales-order', { number, lines: { 1: 10 } }, `m-${number}`, at));
        const all = [issued, booked('erp', erp), booked('billing', billing)];
        const [first = issued] = all.splice(order % 3, 1);
        const documents = [first, ...(order < 3 ? all : all.reverse())];
        await orders.record(...documents, ...(again ? documents : []));
        const told = orders.list.map((stored) =>
          foundProcess(stored)
            .process.postings.map((each) => `${each.system} ${each.documentNumber}`)
            .sort(),
        );
        expect(told).to.deep.equal(numbers.map(() => ['billing billing-9', 'erp erp-9']));
      }),
      { numRuns: 60 },
    );
  });

  it('holds every order where the same system has booked it twice, under numbers told to different orders', async () => {
    const orders = storedOrders();
    for (const number of numbers)
      await orders.record(input('sales-order', { number, lines: { 1: 10 } }, `m-${number}`, at));
    const other = { invoiceNumber: 'OUT-1', system: 'erp', orderNumber: 'PO-2', documentNumber: 'erp-10' };
    await orders.record(booked('erp', 'PO-1'), input('invoice-posted', other, 'm-other', at), issued);
    for (const stored of orders.list) {
      const { holds, postings } = foundProcess(stored).process;
      expect(postings).to.have.length(1);
      expect(holds.map(({ code }) => code)).to.deep.equal(['document-contradiction']);
    }
  });
});
