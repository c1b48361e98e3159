import { expect } from 'chai';
import fc from 'fast-check';
import type { Invoice } from '../../../domain/canonical/types.generated.ts';
import { shareOf } from '../../../domain/process/record/invoice-share.ts';
import { eur } from '../settlement/freight.ts';
import { invoiceIssued } from './documents.ts';

const cents = (amount: number) => eur((amount / 100).toFixed(2));
const line = (amount: number, orderNumber?: string, kind = 'goods') => ({
  ...{ kind, amount: cents(amount), orderLine: '1', quantity: { value: '1', unit: 'CT' } },
  ...(orderNumber !== undefined && { orderNumber }),
});
const over = (orders: readonly string[], lines: readonly object[], net: number, tax: number): Invoice =>
  ({
    ...invoiceIssued({ orders: orders.map((orderNumber) => ({ orderNumber })) }),
    ...{ lines, totals: { net: cents(net), tax: cents(tax), gross: cents(net + tax) } },
  }) as Invoice;

describe('what of an invoice over several orders is one order’s', () => {
  const shared = over(
    ['PO-1', 'PO-2'],
    [line(10_000, 'PO-1'), line(5_000, 'PO-2'), line(1_000, undefined, 'freight')],
    16_000,
    3_040,
  );

  it('are the lines that name it, and of what is over all a share by what the orders come to', () => {
    expect(shareOf(shared, 'PO-1')).to.deep.include({ net: '106.67', gross: '126.94' });
    expect(shareOf(shared, 'PO-2')).to.deep.include({ net: '53.33', gross: '63.46' });
    expect(shareOf(shared, 'PO-1').charged.freight).to.equal('6.67');
    expect(shareOf(shared, 'PO-1').lines).to.deep.equal([{ lineNumber: '1', quantity: '1' }]);
  });

  it('is all of it where there is but one', () => {
    const single = over(['PO-1'], [line(10_000, 'PO-1'), line(1_000, undefined, 'freight')], 11_000, 2_090);
    expect(shareOf(single, 'PO-1')).to.deep.include({ net: '110.00', gross: '130.90' });
  });

  it('adds up to the invoice over all of its orders', () => {
    const orders = ['PO-1', 'PO-2', 'PO-3'];
    const lines = fc.array(
      fc.record({
        cents: fc.integer({ min: -50_000, max: 50_000 }),
        of: fc.constantFrom(...orders, undefined),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 20_000 }), (all, tax) => {
        const net = all.reduce((sum, { cents }) => sum + cents, 0);
        const invoice = over(
          orders,
          all.map(({ cents, of }) => line(cents, of)),
          net,
          tax,
        );
        const summed = (figure: 'net' | 'gross') =>
          orders.reduce((sum, own) => sum + Math.round(Number(shareOf(invoice, own)[figure]) * 100), 0);
        expect([summed('net'), summed('gross')]).to.deep.equal([net, net + tax]);
      }),
    );
  });
});
