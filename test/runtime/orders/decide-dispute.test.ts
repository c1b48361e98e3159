import { expect } from 'chai';
import type { DecidedDispute } from '../../../runtime/face.ts';
import { decideDispute } from '../../../runtime/orders/decide-dispute.ts';
import { at, costOf, invoice, shipment } from '../../domain/settlement/freight.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { contending, deciding } from './deciding.ts';

const process = costOf(shipment({ freight: '260.40' }), invoice({ freight: '300.00' }));
const disputeNumber = 'DSP-SWFT-F-1-SH-1';

function decided(
  more: Partial<DecidedDispute> = {},
  readers: readonly string[] = ['freight'],
  cost = process,
) {
  const { options, commits } = deciding(cost, at, 'dispute-decisions', readers);
  const decision: DecidedDispute = {
    ...{ tenant: 'northwind', key: process.key, disputeNumber, outcome: 'accept' },
    ...{ by: 'ada', reason: 'agreed by phone', ...more },
  };
  return { done: decideDispute(decision, options), commits };
}

describe('decideDispute of the runtime', () => {
  it('hands the decision to those who settle freight, audited, in one commit', async () => {
    const { done, commits } = decided({ id: 'click-1' });
    expect(await done).to.deep.equal(['channel:dispute-decisions/freight']);
    const [handed, audit] = commits[0]!;
    expect(handed).to.have.nested.property(
      'message.idempotencyKey',
      'tower:dispute-decision/click-1/freight',
    );
    expect(handed)
      .to.have.nested.property('message.body')
      .that.deep.equals({
        payload: { disputeNumber, key: process.key, outcome: 'accept', reason: 'agreed by phone (ada)' },
      });
    expect(handed).to.have.nested.property('message.envelope.type', 'dispute-decision');
    expect(audit).to.have.nested.property('entry.action', 'dispute.accept');
  });

  it('is refused for what is no dispute, and where nobody would carry it out', async () => {
    expect(await codeOf(decided({ key: 'C-1/PO-1' }).done)).to.equal('CD_SETTLEMENT_DECISION');
    expect(await codeOf(decided({ disputeNumber: 'DSP-9' }).done)).to.equal('CD_SETTLEMENT_DECISION');
    expect(await codeOf(decided({}, []).done)).to.equal('CD_SETTLEMENT_DECISION_UNREAD');
  });

  it('pays what another document was paid for only when the person says so, and hands that on', async () => {
    const twice = costOf(
      shipment({ freight: '100.00' }),
      invoice({ freight: '100.00' }, { invoiceNumber: 'F-2' }),
      invoice({ freight: '100.00' }),
    );
    const unaware = decided({}, ['freight'], twice);
    expect(await codeOf(unaware.done)).to.equal('CD_SETTLEMENT_PAID_BEFORE');
    expect(unaware.commits).to.deep.equal([]);
    const knowing = decided({ evenIfPaid: true }, ['freight'], twice);
    await knowing.done;
    const [handed, audit] = knowing.commits[0]!;
    expect(handed).to.have.nested.property('message.body.payload.evenIfPaid', true);
    expect(audit).to.have.nested.property('entry.data.evenIfPaid', true);
  });

  it('lets one of two decisions at the same time count, and audits only that', async () => {
    const { options, audited } = contending(process, at, 'dispute-decisions', 'freight');
    const decide = (outcome: 'accept' | 'refuse', by: string) =>
      decideDispute(
        { tenant: 'northwind', key: process.key, disputeNumber, outcome, by, reason: 'x' },
        options,
      );
    const [first, second] = await Promise.allSettled([decide('accept', 'ada'), decide('refuse', 'bob')]);
    expect([first.status, second.status, audited]).to.deep.equal([
      ...['fulfilled', 'rejected', ['dispute.accept']],
    ]);
    expect(second).to.have.nested.property('reason.message').that.contains('ada has decided to accept');
    expect(await decide('accept', 'cem')).to.deep.equal([]);
  });
});
