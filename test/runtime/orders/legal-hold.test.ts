import { expect } from 'chai';
import { liftLegalHold, placeLegalHold } from '../../../runtime/orders/legal-hold.ts';
import { decisionLedger, ops, storedMessage } from '../../support/decision-ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const clock = new ManualClock();
const ada = { by: 'ada', reason: 'lawsuit 7' };
const hold = { tenant: 'northwind', key: 'C-1/PO-1', ...ada, at: '2026-03-02T08:00:00.000Z' };

describe('a legal hold', () => {
  it('is placed and lifted with journal and audit in the same commit', async () => {
    const none = decisionLedger({ messages: [storedMessage('m-1')] });
    await placeLegalHold('northwind', 'C-1/PO-1', ada, { ...none, clock });
    expect(ops(none.commits[0], 'legalHold')[0]!.hold).to.deep.equal(hold);
    expect(ops(none.commits[0], 'audit')[0]!.entry).to.include({ action: 'legal-hold.placed' });
    const held = decisionLedger({ holds: [hold] });
    await liftLegalHold('northwind', 'C-1/PO-1', ada, { ...held, clock });
    expect(ops(held.commits[0], 'liftLegalHold')).to.have.length(1);
    expect(ops(held.commits[0], 'audit')[0]!.entry).to.include({ action: 'legal-hold.lifted' });
  });

  it('keeps its first reason when it is placed again, and is lifted where it is', async () => {
    const held = decisionLedger({ holds: [hold] });
    await placeLegalHold('northwind', 'C-1/PO-1', { by: 'bob', reason: 'again' }, { ...held, clock });
    const other = await liftLegalHold('northwind', 'C-1/PO-2', ada, { ...held, clock }).catch(
      (error) => error,
    );
    expect(other).to.have.property('code', 'CD_LEGAL_HOLD_NONE');
    expect(held.commits).to.deep.equal([]);
  });

  it('is refused where there is neither an order nor a message', async () => {
    const none = decisionLedger({});
    const placed = await placeLegalHold('northwind', 'PO-1', ada, { ...none, clock }).catch((error) => error);
    expect(placed).to.have.property('code', 'CD_LEGAL_HOLD_UNKNOWN');
    expect(none.commits).to.deep.equal([]);
  });
});
