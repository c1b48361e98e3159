import { expect } from 'chai';
import { liftLegalHold, placeLegalHold } from '../../../runtime/orders/legal-hold.ts';
import { decisionLedger, ops } from '../../support/decision-ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const clock = new ManualClock();
const ada = { by: 'ada', reason: 'lawsuit 7' };
const hold = { tenant: 'northwind', key: 'PO-1', ...ada, at: '2026-03-02T08:00:00.000Z' };

describe('a legal hold', () => {
  it('is placed and lifted with journal and audit in the same commit', async () => {
    const none = decisionLedger({});
    await placeLegalHold('northwind', 'PO-1', ada, { ...none, clock });
    expect(ops(none.commits[0], 'legalHold')[0]!.hold).to.deep.equal(hold);
    expect(ops(none.commits[0], 'audit')[0]!.entry).to.include({ action: 'legal-hold.placed' });
    const held = decisionLedger({ holds: [hold] });
    await liftLegalHold('northwind', 'PO-1', ada, { ...held, clock });
    expect(ops(held.commits[0], 'liftLegalHold')).to.have.length(1);
    expect(ops(held.commits[0], 'audit')[0]!.entry).to.include({ action: 'legal-hold.lifted' });
  });

  it('keeps its first reason when it is placed again, and is lifted once', async () => {
    const held = decisionLedger({ holds: [hold] });
    await placeLegalHold('northwind', 'PO-1', { by: 'bob', reason: 'again' }, { ...held, clock });
    await liftLegalHold('northwind', 'PO-2', ada, { ...held, clock });
    expect(held.commits).to.deep.equal([]);
  });
});
