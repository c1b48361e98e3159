import { expect } from 'chai';
import type { DecidedStockCorrections } from '../../../runtime/face.ts';
import { decideStockCorrections } from '../../../runtime/orders/decide-stock-corrections.ts';
import { minute, movementOf, WarehouseAndErp } from '../../domain/stock-reconciliation/warehouse-and-erp.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { contending, deciding } from './deciding.ts';

const world = new WarehouseAndErp();
world.tell(movementOf({ id: 'RC-1', at: 0, cartons: 40 }));
world.compare(world.list(38, 10), 11);
const comparison = world.reconciliation!;
const number = world.numberOf('stock');

function decided(
  more: Partial<DecidedStockCorrections> = {},
  readers: readonly string[] = ['reconciliation'],
) {
  const { options, commits } = deciding(comparison, minute(20), 'stock-corrections', readers);
  const decision: DecidedStockCorrections = {
    ...{ tenant: 'northwind', key: comparison.key, proposals: [number], outcome: 'approve' },
    ...{ by: 'ada', reason: 'counted', ...more },
  };
  return { done: decideStockCorrections(decision, options), commits };
}

describe('decideStockCorrections of the runtime', () => {
  it('hands the decision to those who compare stock, audited, in one commit', async () => {
    const { done, commits } = decided({ id: 'click-1' });
    expect(await done).to.deep.equal(['channel:stock-corrections/reconciliation']);
    const [handed, audit] = commits[0]!;
    expect(handed).to.have.nested.property(
      'message.idempotencyKey',
      'tower:correction-decision/click-1/reconciliation',
    );
    expect(handed)
      .to.have.nested.property('message.body.payload')
      .that.deep.equals({
        ...{ key: comparison.key, proposals: [number], outcome: 'approve', reason: 'counted (ada)' },
      });
    expect(audit).to.have.nested.property('entry.action', 'stock-correction.approve');
  });

  it('is refused for what was not compared or proposed, and where nobody would carry it out', async () => {
    expect(await codeOf(decided({ key: 'C-1/PO-1' }).done)).to.equal('CD_STOCK_DECISION');
    expect(await codeOf(decided({ proposals: ['COR-9'] }).done)).to.equal('CD_STOCK_DECISION');
    expect(await codeOf(decided({}, []).done)).to.equal('CD_STOCK_DECISION_UNREAD');
  });

  it('lets one of several decisions at the same time count, and tells the others so', async () => {
    const { options, audited } = contending(comparison, minute(20), 'stock-corrections', 'reconciliation');
    const decide = (outcome: 'approve' | 'refuse', by: string) =>
      decideStockCorrections(
        { tenant: 'northwind', key: comparison.key, proposals: [number], outcome, by, reason: 'x' },
        options,
      );
    const all = [decide('approve', 'ada'), decide('refuse', 'bob'), decide('approve', 'cem')];
    const [ada, bob, cem] = await Promise.allSettled(all);
    expect(ada).to.have.property('status', 'fulfilled');
    expect(bob).to.have.nested.property('reason.message').that.contains('ada has decided to approve');
    expect(cem).to.deep.equal({ status: 'fulfilled', value: [] });
    expect(audited).to.deep.equal(['stock-correction.approve']);
  });
});
