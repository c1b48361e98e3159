import { expect } from 'chai';
import { accrue } from '../../../domain/settlement/accrue.ts';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import { recordPlan } from '../../../domain/settlement/plan.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, charges, costOf, event, invoice, shipment, terms } from './freight.ts';

const planned = [shipment({ freight: '1000.00', fuel: '100.00' }), event('dispatched')];
const other = { carrier: { scac: 'OTHR' }, invoiceNumber: 'F-9' };
const work = (value: string) =>
  event('delivered', { accessorials: [{ code: 'detention', quantity: { value, unit: 'HUR' } }] });

const accepted = (process: FreightProcess) => {
  const decision = { outcome: 'accept', reason: 'agreed' } as const;
  const disputes = process.disputes.map(({ number: disputeNumber }) => ({ ...decision, disputeNumber }));
  const after = disputes.reduce((one, each) => decideDispute(one, each, at)!.process, process);
  return accrue(after, terms, at).process;
};
const accruals = ({ accruals: all }: FreightProcess) =>
  all.map(({ status, total, settledBy }) => [status, total, ...(settledBy ? [settledBy] : [])]);

describe('an accrual', () => {
  it('stays open when the carrier bills an extra service alone, agreed or not', () => {
    const strange = costOf(...planned, invoice({ detention: '45.00' }));
    expect(accruals(strange)).to.deep.equal([['open', '1100.00']]);
    expect(accruals(accepted(strange))).to.deep.equal([['open', '1100.00']]);
  });

  it('is less by an extra service that was billed before the transport', () => {
    const process = costOf(...planned, work('4'), invoice({ detention: '80.00' }));
    expect(accruals(process)).to.deep.equal([
      ['reversed', '1100.00'],
      ['reversed', '1180.00'],
      ['open', '1100.00'],
    ]);
  });

  it('stays open when another carrier is paid some of the transport, and ends when he is paid all of it', () => {
    const some = accepted(costOf(...planned, invoice({ freight: '10.00' }, other)));
    expect(accruals(some)).to.deep.equal([['open', '1100.00']]);
    const all = accepted(costOf(...planned, invoice({ freight: '1000.00' }, other)));
    expect(accruals(all)).to.deep.equal([['settled', '1100.00', 'F-9']]);
  });

  it('ends when another carrier misses the planned transport by no more than the tolerance', () => {
    const endOf = (freight: string) =>
      accruals(accepted(costOf(...planned, invoice({ freight }, other))))[0]?.[0];
    expect(['994.99', '995.00'].map(endOf)).to.deep.equal(['open', 'settled']);
  });

  it('ends by the carrier’s own bill of the transport for less, with the variance', () => {
    const process = costOf(...planned, invoice({ freight: '900.00' }));
    expect(accruals(process)).to.deep.equal([['settled', '1100.00', 'F-1']]);
    expect(process.accruals[0]?.variance).to.equal('-200.00');
  });

  it('stays ended when the shipment is planned in another currency after its bill', () => {
    const process = costOf(...planned, invoice({ freight: '1000.00', fuel: '100.00' }));
    const plan = shipment({}, { expectedCharges: charges({ freight: '1250.00' }, 'USD') });
    const again = recordPlan(process, plan, { messageId: 'm-2', now: at })!;
    expect(accruals(accrue(again, terms, at).process)).to.deep.equal([['settled', '1100.00', 'F-1']]);
  });
});
