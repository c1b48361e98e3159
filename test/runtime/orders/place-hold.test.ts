import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { placeHold } from '../../../runtime/orders/place-hold.ts';
import { input } from '../../domain/process/documents.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const at = '2026-03-02T08:00:00.000Z';
const packs = {
  file: () => ({ path: 'process-terms.yaml', text: '', data: { postings: ['billing', 'erp'] } }),
  readersOf: (channel: string) => (channel === 'billing-checks' ? ['order-to-cash'] : []),
  siteTerms: () => null,
};
const request = { tenant: 'northwind', key: 'C-1/PO-1', by: 'admin', reason: 'the price is in dispute' };

/** A ledger with one order, which refuses the first commits, as when runs change it meanwhile, and keeps the others. */
function held(conflicts = 0) {
  let { process } = apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at));
  const commits: (readonly Operation[])[] = [];
  const ledger = {
    process: async (_: string, asked: string) =>
      asked === process.key
        ? {
            ...{ tenant: 'northwind', key: process.key, version: 3, state: process as unknown as Json },
            summary: { status: process.status, customer: 'C-1', held: false, updatedAt: at },
            identifiers: [],
          }
        : null,
    commit: async (operations: readonly Operation[]) => {
      commits.push(operations);
      const change = operations.find(({ op }) => op === 'process');
      if (commits.length > conflicts && change?.op === 'process')
        process = change.state as unknown as OrderProcess;
      return commits.length <= conflicts
        ? { committed: false, conflict: {} }
        : { committed: true, numbers: {}, accepted: [] };
    },
  } as unknown as Ledger;
  const options = {
    ledger,
    clock: new ManualClock(at),
    ids: systemIds,
    packs: packs as never,
    siteId: 'demo',
  };
  return { options, commits };
}

function place(conflicts = 0, key = 'C-1/PO-1') {
  const { options, commits } = held(conflicts);
  return { done: placeHold({ ...request, key }, options), commits };
}

describe('placeHold', () => {
  it('holds the order in the name of the person, audited and handed to billing in one commit', async () => {
    const { done, commits } = place();
    expect(await done).to.deep.equal(['channel:billing-checks/order-to-cash']);
    const [operations = []] = commits;
    expect(operations[0])
      .to.have.nested.property('state.holds[0]')
      .that.includes({ code: 'manual', placedBy: 'admin', reason: 'the price is in dispute' });
    expect(operations.find(({ op }) => op === 'audit'))
      .to.have.property('entry')
      .that.includes({ action: 'hold.placed', by: 'admin', key: 'C-1/PO-1' });
    expect(operations.map(({ op }) => op)).to.include('accept');
  });

  it('reads the order again when a run has changed it meanwhile', async () => {
    const { done, commits } = place(2);
    await done;
    expect(commits).to.have.length(3);
  });

  it('places one hold for each person who says the same, and audits what was recorded', async () => {
    const { options, commits } = held();
    for (const by of ['ada', 'bob', 'ada']) await placeHold({ ...request, by }, options);
    const last = commits.flat().findLast((each) => each.op === 'process')?.state as unknown as OrderProcess;
    expect(last.holds.map(({ placedBy }) => placedBy)).to.deep.equal(['ada', 'bob']);
    const audited = commits.flat().flatMap((each) => (each.op === 'audit' ? [each.entry.by] : []));
    expect(audited).to.deep.equal(['ada', 'bob']);
  });

  it('knows no order that is not there', async () => {
    const thrown = await place(0, 'C-1/PO-9').done.catch((error: unknown) => error);
    expect(thrown).to.have.property('code', 'CD_PROCESS_UNKNOWN');
  });
});
