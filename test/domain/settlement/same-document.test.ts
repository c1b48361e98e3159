import { expect } from 'chai';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, event, invoice, shipment } from './freight.ts';

const planned = [shipment({ freight: '1000.00' }), event('dispatched')];
const figures = (process: FreightProcess, document: ReturnType<typeof invoice>) =>
  bill(process, document).charges.map(({ approved, disputed }) => [approved, disputed]);

describe('a bill under another form of a number that was billed', () => {
  const billed = costOf(...planned, invoice({ freight: '450.00' }));

  for (const invoiceNumber of ['F1', 'f-1', '0F-1', 'F 001', 'F-1 ']) {
    it(`is disputed whole as a suspected duplicate when it is for as much: ${JSON.stringify(invoiceNumber)}`, () => {
      const copy = invoice({ freight: '450.00' }, { invoiceNumber });
      const [charge] = bill(billed, copy).charges;
      expect(charge).to.include({ approved: '0.00', disputed: '450.00' });
      expect(charge?.reason).to.equal('suspected duplicate of invoice F-1');
    });
  }

  it('is disputed whole when it is a debit memo for as much', () => {
    const memo = invoice({ freight: '450.00' }, { kind: 'debit-memo' });
    expect(figures(billed, memo)).to.deep.equal([['0.00', '450.00']]);
  });

  it('is owed when it is for something else, or has another number', () => {
    const memo = invoice({ freight: '60.00' }, { kind: 'debit-memo' });
    const next = invoice({ freight: '450.00' }, { invoiceNumber: 'F-10' });
    expect([memo, next].map((one) => figures(billed, one))).to.deep.equal([
      [['60.00', '0.00']],
      [['450.00', '0.00']],
    ]);
  });
});

describe('a credit of a carrier that was not planned', () => {
  const other = { carrier: { scac: 'OTHR' } };
  const disputed = costOf(...planned, invoice({ freight: '450.00' }, { ...other, invoiceNumber: 'X-1' }));
  const credit = (freight: string, more = {}) =>
    invoice({ freight }, { ...other, invoiceNumber: 'XC', kind: 'credit-memo', relatesTo: 'X-1', ...more });

  it('withdraws his disputed bill', () => {
    const { charges, process } = bill(disputed, credit('-450.00'));
    expect(charges.map(({ approved, disputed: off }) => [approved, off])).to.deep.equal([
      ['0.00', '-450.00'],
    ]);
    expect(process.disputes.map(({ status }) => status)).to.deep.equal(['credited']);
  });

  it('takes back what he was paid by an accepted dispute', () => {
    const decision = { disputeNumber: disputed.disputes[0]!.number, outcome: 'accept', reason: 'x' } as const;
    const accepted = decideDispute(disputed, decision, at)!.process;
    expect(figures(accepted, credit('-450.00'))).to.deep.equal([['-450.00', '0.00']]);
  });

  it('is refused beyond what he billed, and when it names no bill of his', () => {
    for (const wrong of [credit('-450.01'), credit('-1.00', { relatesTo: 'F-1' })]) {
      expect(() => bill(disputed, wrong))
        .to.throw()
        .with.property('code', 'CD_SETTLEMENT_CREDIT');
    }
    const again = bill(disputed, credit('-450.00')).process;
    expect(() => bill(again, credit('-450.00', { invoiceNumber: 'XD' }))).to.throw('OTHR');
  });
});
