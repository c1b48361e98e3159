import { expect } from 'chai';
import type { FreightInvoice } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { accrualDocument, accrue } from '../../../domain/settlement/accrue.ts';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import { disputeDocument, payableOfDispute } from '../../../domain/settlement/documents.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, eur, event, invoice, shipment, terms } from './freight.ts';

const accept = (process: FreightProcess, disputeNumber: string) =>
  decideDispute(process, { disputeNumber, outcome: 'accept', reason: 'agreed' }, at)!;

const planned = [shipment({ freight: '100.00' }), event('dispatched')];
const other = { carrier: { scac: 'OTHR', name: 'Other Lines' }, invoiceNumber: 'F-9' };

describe('what an accepted dispute pays', () => {
  const paidTo = (process: FreightProcess) => {
    const accepted = accept(process, 'DSP-OTHR-F-9-SH-1');
    const payable = payableOfDispute(accepted.process, accepted.dispute, terms, () => ['1', '1']);
    return [payable.carrier, disputeDocument(accepted.process, accepted.dispute).carrier];
  };

  it('goes to the carrier that billed it, which is told, whoever was planned', () => {
    const process = costOf(...planned, invoice({ freight: '100.00' }, other));
    expect(paidTo(process)).to.deep.equal([other.carrier, other.carrier]);
  });

  it('goes to the carrier of the bill where the dispute was opened before it kept its carrier', () => {
    const process = costOf(...planned, invoice({ freight: '100.00' }, other));
    const disputes = process.disputes.map(({ carrier: _, payment: __, ...older }) => older);
    expect(paidTo({ ...process, disputes })).to.deep.equal([{ scac: 'OTHR' }, { scac: 'OTHR' }]);
  });

  it('is paid to whom, by when and on the terms that the document says', () => {
    const payment = { remitTo: { id: 'FACTOR' }, dueDate: '2026-04-30', paymentTerms: '30 days' };
    const process = costOf(...planned, invoice({ freight: '120.00' }, payment));
    const accepted = accept(process, 'DSP-SWFT-F-1-SH-1');
    const payable = payableOfDispute(accepted.process, accepted.dispute, terms, () => ['1', '1']);
    expect(payable).to.deep.include(payment);
    expect(validateCanonical('freight-payable', payable).valid).to.equal(true);
  });
});

describe('the accrual of a shipment', () => {
  const accrued = (...documents: readonly FreightInvoice[]) => costOf(...planned, ...documents);
  const closedBy = (process: FreightProcess, disputeNumber: string) => {
    const { process: after, changes } = accrue(accept(process, disputeNumber).process, terms, at);
    return changes.map((one) => accrualDocument(after, one, terms));
  };

  it('is settled by another carrier’s invoice for the transport when that is accepted, and says the variance', () => {
    const [closed, ...others] = closedBy(accrued(invoice({ freight: '120.00' }, other)), 'DSP-OTHR-F-9-SH-1');
    expect(others).to.deep.equal([]);
    expect(closed).to.deep.include({ status: 'settled', settledBy: 'F-9', variance: eur('20.00') });
  });

  it('is settled by an accepted invoice in another currency, without a variance where nothing converts it', () => {
    const [closed] = closedBy(accrued(usd(invoice({ freight: '110.00' }))), 'DSP-SWFT-F-1-SH-1');
    expect(closed).to.include({ status: 'settled', settledBy: 'F-1' });
    expect(closed).to.not.have.property('variance');
  });

  it('stays open while such an invoice is in dispute, is refused, or is for extra work only', () => {
    const process = accrued(invoice({ freight: '120.00' }, other));
    const refused = decideDispute(
      process,
      { disputeNumber: 'DSP-OTHR-F-9-SH-1', outcome: 'refuse', reason: 'not ours' },
      at,
    )!;
    for (const each of [process, refused.process]) expect(accrue(each, terms, at).changes).to.deep.equal([]);
    expect(closedBy(accrued(invoice({ liftgate: '30.00' }, other)), 'DSP-OTHR-F-9-SH-1')).to.deep.equal([]);
  });

  it('leaves the cost centre of what is paid to the carrier that is paid', () => {
    const costCentres = [{ carrier: 'OTHR', costCentre: '5000' }, { costCentre: '4000' }];
    const process = accrued(invoice({ freight: '120.00' }, other));
    const { process: after, dispute } = accept(process, 'DSP-OTHR-F-9-SH-1');
    const payable = payableOfDispute(after, dispute, { ...terms, costCentres }, () => ['1', '1']);
    expect(payable.shipments[0]?.allocations.map(({ costCentre }) => costCentre)).to.deep.equal([
      '5000',
      '5000',
    ]);
  });
});

describe('freight', () => {
  const cancelled = shipment({ freight: '100.00' }, { status: 'cancelled' });
  const planAgain = shipment({ freight: '100.00' }, { pro: '987654321' });
  const second = invoice({ freight: '100.00' }, { invoiceNumber: 'F-2' });
  const decision = { disputeNumber: 'DSP-SWFT-F-1-SH-1', outcome: 'accept', reason: 'agreed' } as const;

  it('that another document was paid for is paid once more only when a person says so', () => {
    const process = costOf(...planned, cancelled, invoice({ freight: '100.00' }), planAgain, second);
    expect(process.bills.at(-1)?.charges[0]).to.include({ approved: '100.00', reason: 'as expected' });
    expect(() => decideDispute(process, decision, at)).to.throw('paid for: freight: 100.00 EUR by F-2');
    const knowing = decideDispute(process, { ...decision, evenIfPaid: true }, at);
    expect(knowing?.dispute.status).to.equal('accepted');
    expect(decideDispute(process, { ...decision, outcome: 'refuse' }, at)?.dispute.status).to.equal(
      'refused',
    );
  });

  it('that another document was paid for and has credited is paid when it is accepted', () => {
    const credit = { kind: 'credit-memo', invoiceNumber: 'C-2', relatesTo: 'F-2' } as const;
    const process = costOf(
      ...[...planned, cancelled, invoice({ freight: '100.00' }), planAgain, second],
      invoice({ freight: '-100.00' }, credit),
    );
    expect(decideDispute(process, decision, at)?.dispute.status).to.equal('accepted');
  });

  it('that an accepted dispute paid in another currency is billed already', () => {
    const process = costOf(...planned, usd(invoice({ freight: '110.00' })));
    const accepted = decideDispute(process, decision, at)!.process;
    expect(bill(accepted, second).charges[0]).to.include({
      ...{ approved: '0.00', disputed: '100.00', reason: 'already billed by F-1 with 110.00 USD' },
    });
  });

  it('that was paid in the currency of the plan is paid in another only when a person says so', () => {
    const process = costOf(...planned, second, usd(invoice({ freight: '110.00' })));
    expect(() => decideDispute(process, decision, at)).to.throw('freight: 100.00 EUR by F-2');
  });
});

/** The document with every amount in dollars. */
function usd(document: FreightInvoice): FreightInvoice {
  return JSON.parse(JSON.stringify(document).replaceAll('EUR', 'USD'));
}
