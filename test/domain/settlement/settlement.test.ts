import { expect } from 'chai';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { accrualDocument, accrue } from '../../../domain/settlement/accrue.ts';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import { disputeDocument, payableOf, payableOfDispute } from '../../../domain/settlement/documents.ts';
import { matchCharges } from '../../../domain/settlement/match.ts';
import { statusOf } from '../../../domain/settlement/status.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, event, invoice, shipment, terms } from './freight.ts';

const detention = (hours: string, eventId = 'E-9') =>
  event('arrived', {
    eventId,
    accessorials: [{ code: 'detention', quantity: { value: hours, unit: 'HUR' } }],
  });
const accruals = ({ accruals: all }: FreightProcess) =>
  all.map(({ number, status, total, period }) => `${number} ${status} ${total} ${period}`);
const verdicts = (process: FreightProcess, asked: Record<string, string>, more = {}) =>
  bill(process, invoice(asked, more)).charges.map(
    ({ group, approved, disputed, reason }) => `${group} ${approved} + ${disputed}: ${reason}`,
  );

const planned = costOf(shipment({ freight: '260.40', fuel: '22.13' }));
const onTheRoad = costOf(shipment({ freight: '260.40', fuel: '22.13' }), event('dispatched'));

describe('the accrual of a shipment', () => {
  it('is opened at its dispatch, in the month of the books where they are', () => {
    expect(accruals(planned)).to.deep.equal([]);
    expect(accruals(onTheRoad)).to.deep.equal(['ACR-SH-1-1 open 282.53 2026-04']);
  });

  it('is opened once, however often the carrier says that the goods are on the road', () => {
    const process = costOf(
      shipment({ freight: '260.40' }),
      ...[event('picked-up'), event('in-transit'), event('delivered')],
    );
    expect(accruals(process)).to.deep.equal(['ACR-SH-1-1 open 260.40 2026-04']);
  });

  it('is reversed and opened anew when more is expected, and when the plan changes', () => {
    const process = costOf(
      shipment({ freight: '260.40' }),
      event('dispatched'),
      detention('3.5'),
      shipment({ freight: '250.00' }),
    );
    expect(accruals(process)).to.deep.equal([
      'ACR-SH-1-1 reversed 260.40 2026-04',
      'ACR-SH-1-2 reversed 320.40 2026-04',
      'ACR-SH-1-3 open 310.00 2026-04',
    ]);
  });

  it('is reversed when the shipment is cancelled', () => {
    const cancelled = costOf(
      shipment({ freight: '260.40' }),
      event('dispatched'),
      shipment({ freight: '260.40' }, { status: 'cancelled' }),
    );
    expect(accruals(cancelled)).to.deep.equal(['ACR-SH-1-1 reversed 260.40 2026-04']);
    expect(statusOf(cancelled)).to.equal('freight-settled');
  });

  it('is settled by the carrier’s invoice, with the difference', () => {
    const { process } = bill(onTheRoad, invoice({ freight: '262.00', fuel: '20.00' }));
    const { process: after, changes } = accrue(process, terms, at);
    const document = accrualDocument(after, changes[0]!, terms);
    expect(document).to.deep.include({ status: 'settled', settledBy: 'F-1', costCentre: '4711' });
    expect(document.variance).to.deep.equal({ amount: '-0.53', currency: 'EUR' });
    expect(validateCanonical('freight-accrual', document).valid).to.equal(true);
    expect(statusOf(after)).to.equal('freight-settled');
  });
});

describe('a charge of a carrier', () => {
  it('is owed up to what was expected', () => {
    expect(verdicts(onTheRoad, { freight: '260.40', fuel: '20.00' })).to.deep.equal([
      'freight 260.40 + 0.00: as expected',
      'fuel 20.00 + 0.00: 2.13 EUR less than 22.13 EUR',
    ]);
  });

  it('is owed above that within both limits of its tolerance, and disputed by what is above otherwise', () => {
    expect(verdicts(onTheRoad, { freight: '265.40' })).to.deep.equal([
      'freight 265.40 + 0.00: 5.00 EUR above 260.40 EUR, within the tolerance',
    ]);
    expect(verdicts(onTheRoad, { freight: '265.41' })).to.deep.equal([
      'freight 260.40 + 5.01: 5.01 EUR above 260.40 EUR, beyond the tolerance',
    ]);
    expect(verdicts(onTheRoad, { fuel: '24.35' })).to.deep.equal([
      'fuel 22.13 + 2.22: 2.22 EUR above 22.13 EUR, beyond the tolerance',
    ]);
  });

  it('is disputed whole when nothing speaks for it', () => {
    expect(verdicts(onTheRoad, { liftgate: '35.00' })).to.deep.equal([
      'liftgate 0.00 + 35.00: not agreed, and no event reports it',
    ]);
  });

  it('for extra work is owed at the agreed rate, less what is free and up to the maximum, when it was reported', () => {
    const waited = costOf(shipment({ freight: '260.40' }), detention('3.5'), detention('1', 'E-10'));
    expect(verdicts(waited, { detention: '100.00' })).to.deep.equal(['detention 100.00 + 0.00: as expected']);
    const long = costOf(shipment({ freight: '260.40' }), detention('9'));
    expect(verdicts(long, { detention: '280.00' })).to.deep.equal([
      'detention 150.00 + 130.00: 130.00 EUR above 150.00 EUR, beyond the tolerance',
    ]);
  });

  it('is disputed whole when it was billed before under another number', () => {
    const billed = costOf(shipment({ freight: '260.40' }), invoice({ freight: '260.40' }));
    expect(verdicts(billed, { freight: '260.40' }, { invoiceNumber: 'F-2' })).to.deep.equal([
      'freight 0.00 + 260.40: already billed by F-1',
    ]);
  });

  it('of another carrier or in another currency than planned is disputed whole', () => {
    expect(verdicts(onTheRoad, { freight: '9.00' }, { carrier: { scac: 'FAST' } })).to.deep.equal([
      'freight 0.00 + 9.00: planned with SWFT, billed by FAST',
    ]);
  });
});

describe('a bill', () => {
  it('of a cancelled shipment is disputed whole', () => {
    const cancelled = costOf(
      shipment({ freight: '260.40' }),
      shipment({ freight: '260.40' }, { status: 'cancelled' }),
    );
    expect(verdicts(cancelled, { freight: '260.40' })).to.deep.equal([
      'freight 0.00 + 260.40: the shipment was cancelled',
    ]);
  });

  it('that calls itself a credit and asks for money is refused', () => {
    const wrong = invoice({ freight: '100.00' }, { kind: 'credit-memo' });
    expect(() => bill(onTheRoad, wrong)).to.throw('a credit is stated as 100.00 EUR');
  });

  it('of another carrier does not settle the accrual, and its credit is refused', () => {
    const other = { carrier: { scac: 'OTHR' } };
    const { process } = bill(onTheRoad, invoice({ freight: '1.00' }, other));
    expect(accrue(process, terms, at).changes).to.deep.equal([]);
    const credit = invoice({ freight: '-1.00' }, { ...other, kind: 'credit-memo' });
    expect(() => bill(onTheRoad, credit)).to.throw('planned with SWFT, billed by OTHR');
  });

  it('is not owed for invented charges, however small each', () => {
    const any = { ...terms, tolerances: [{ amount: { amount: '5.00', currency: 'EUR' } }] };
    const [charge] = matchCharges(
      onTheRoad,
      {
        ...{ source: 'invoice F-1', invoiceNumber: 'F-1', exchange: null },
        carrier: 'SWFT',
        currency: 'EUR',
        charges: invoice({ paper: '5.00' }).shipments[0]!.charges,
      },
      any,
    );
    expect(charge).to.deep.include({ approved: '0.00', disputed: '5.00' });
  });

  it('of freight less a discount is compared as one', () => {
    const discount = [
      ...invoice({ freight: '300.40' }).shipments[0]!.charges,
      {
        code: 'D',
        kind: 'discount',
        description: 'd',
        amount: { amount: '-40.00', currency: 'EUR' },
      } as const,
    ];
    const [charge, ...others] = matchCharges(
      onTheRoad,
      {
        ...{ source: 'invoice F-1', invoiceNumber: 'F-1', exchange: null },
        carrier: 'SWFT',
        currency: 'EUR',
        charges: discount,
      },
      terms,
    );
    expect([charge?.approved, others]).to.deep.equal(['260.40', []]);
  });
});

describe('a dispute', () => {
  const disputed = bill(onTheRoad, invoice({ freight: '280.40', fuel: '22.13' }, { tax: '57.48' }));

  it('takes its share of the tax, so that paid and disputed are the document', () => {
    const { approved, disputed: rest } = disputed.settled;
    expect([approved.net.amount, rest.net.amount]).to.deep.equal(['282.53', '20.00']);
    expect([approved.tax.amount, rest.tax.amount]).to.deep.equal(['53.68', '3.80']);
    expect(statusOf(disputed.process)).to.equal('freight-disputed');
    const document = disputeDocument(disputed.process, disputed.dispute!);
    expect(document.disputeNumber).to.equal('DSP-SWFT-F-1-SH-1');
    expect(validateCanonical('freight-dispute', document).valid).to.equal(true);
  });

  it('that is accepted is paid after all, once', () => {
    const decision = { disputeNumber: 'DSP-SWFT-F-1-SH-1', outcome: 'accept', reason: 'agreed' } as const;
    const accepted = decideDispute(disputed.process, decision, at)!;
    const payable = payableOfDispute(accepted.process, accepted.dispute, terms, () => ['1', '3']);
    expect(payable.totals).to.deep.equal({
      net: { amount: '20.00', currency: 'EUR' },
      tax: { amount: '3.80', currency: 'EUR' },
      gross: { amount: '23.80', currency: 'EUR' },
    });
    expect(payable.shipments[0]!.allocations.map(({ amount }) => amount.amount)).to.deep.equal([
      '5.00',
      '15.00',
    ]);
    expect(validateCanonical('freight-payable', payable).valid).to.equal(true);
    expect(decideDispute(accepted.process, decision, at)).to.equal(null);
    expect(verdicts(accepted.process, { freight: '1.00' }, { invoiceNumber: 'F-2' })).to.deep.equal([
      'freight 0.00 + 1.00: already billed by F-1',
    ]);
  });

  it('that is refused and credited costs nothing: the credit is set off against it, and only the rest is taken back', () => {
    const decision = { disputeNumber: 'DSP-SWFT-F-1-SH-1', outcome: 'refuse', reason: 'no' } as const;
    const { process } = decideDispute(disputed.process, decision, at)!;
    const credit = invoice(
      { freight: '-25.00' },
      { invoiceNumber: 'C-1', kind: 'credit-memo', relatesTo: 'F-1', tax: '-4.75' },
    );
    const after = bill(process, credit);
    expect(after.process.disputes[0]).to.deep.include({ status: 'credited', amount: '0.00' });
    expect(after.settled.approved.net.amount).to.equal('-5.00');
    expect(after.settled.approved.tax.amount).to.equal('-0.95');
    expect(after.settled.disputed.net.amount).to.equal('-20.00');
    const payable = payableOf(credit, after.settled, terms, () => ['1', '1']);
    expect(payable?.totals.gross.amount).to.equal('-5.95');
  });

  it('that is closed cannot be decided otherwise', () => {
    const number = 'DSP-SWFT-F-1-SH-1';
    const { process } = decideDispute(
      disputed.process,
      { disputeNumber: number, outcome: 'refuse', reason: 'no' },
      at,
    )!;
    const turn = () =>
      decideDispute(process, { disputeNumber: number, outcome: 'accept', reason: 'yes' }, at);
    expect(turn).to.throw('dispute DSP-SWFT-F-1-SH-1 is refused already');
  });
});

describe('a payable', () => {
  it('is shared among the orders by weight to the cent, for the cost centre of the shipment', () => {
    const document = invoice({ freight: '260.40', fuel: '22.13' }, { tax: '53.68' });
    const { settled } = bill(onTheRoad, document);
    const payable = payableOf(document, settled, terms, () => ['1', '2'])!;
    expect(payable.shipments[0]!.allocations).to.deep.equal([
      { orderNumber: 'PO-1', costCentre: '4711', amount: { amount: '94.18', currency: 'EUR' } },
      { orderNumber: 'PO-2', costCentre: '4711', amount: { amount: '188.35', currency: 'EUR' } },
    ]);
    expect(validateCanonical('freight-payable', payable).valid).to.equal(true);
  });

  it('is not made of a document of which nothing is owed', () => {
    const document = invoice({ liftgate: '35.00' });
    expect(payableOf(document, bill(onTheRoad, document).settled, terms, () => ['1', '1'])).to.equal(null);
  });

  it('is not made of a document that does not add up', () => {
    const wrong = invoice({ freight: '260.40' });
    const { net, gross } = wrong.totals;
    const totals = { net, tax: { amount: '1.00', currency: 'EUR' }, gross };
    expect(() => bill(onTheRoad, { ...wrong, totals })).to.throw(
      'gross is stated as 260.40 EUR and comes to 261.40 EUR',
    );
  });
});
