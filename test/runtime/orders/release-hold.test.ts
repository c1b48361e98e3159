import { expect } from 'chai';
import { CrossdockError } from '../../../domain/errors.ts';
import { apply } from '../../../domain/process/apply.ts';
import { expire } from '../../../domain/process/deadlines.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { releaseHold } from '../../../runtime/orders/release-hold.ts';
import { input } from '../../domain/process/documents.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const at = '2026-03-02T08:00:00.000Z';

/** A ledger that holds one order and refuses the first commits, as when runs change the order meanwhile. */
function ledgerWith(process: OrderProcess, conflicts = 0) {
  const commits: (readonly Operation[])[] = [];
  const ledger = {
    process: async () => ({
      ...{ tenant: 'northwind', key: process.key, version: 3, state: process as unknown as Json },
      ...{ summary: { status: process.status, customer: 'C-1', held: true, updatedAt: at }, identifiers: [] },
    }),
    commit: async (operations: readonly Operation[]) => {
      commits.push(operations);
      return commits.length <= conflicts
        ? { committed: false, conflict: {} }
        : { committed: true, numbers: {}, accepted: [] };
    },
  } as unknown as Ledger;
  return { ledger, commits };
}

function heldOrder(code = 'manual', by = 'ada'): OrderProcess {
  const { process } = apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at));
  return apply(process, input('hold', { code, by, reason: 'disputed' }, 'm-1', at)).process;
}

const packs = {
  file: () => ({ path: 'process-terms.yaml', text: '', data: { postings: ['billing', 'erp'] } }),
  readersOf: (channel: string) =>
    ['billing-checks', 'deadlines'].includes(channel) ? ['order-to-cash'] : [],
};

function release(process: OrderProcess, conflicts = 0) {
  const { ledger, commits } = ledgerWith(process, conflicts);
  const hold = {
    ...{ tenant: 'northwind', key: process.key, holdId: process.holds[0]!.id },
    ...{ by: 'admin', reason: 'customer agrees' },
  };
  const options = { ledger, clock: new ManualClock(at), ids: systemIds, packs, siteId: 'demo' };
  return { done: releaseHold(hold, options), commits };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof CrossdockError ? thrown.code : thrown),
  );

describe('releaseHold', () => {
  it('ends the hold in the name of the person and hands the order to billing in one commit', async () => {
    const { done, commits } = release(heldOrder());
    expect(await done).to.deep.equal(['channel:billing-checks/order-to-cash']);
    const [write, journal] = commits[0]!;
    const check = commits[0]!.find(({ op }) => op === 'accept');
    expect(write)
      .to.include({ op: 'process', expectVersion: 3 })
      .and.have.nested.property('summary.held', false);
    expect(write)
      .to.have.nested.property('state.holds[0].released')
      .that.includes({ by: 'admin', reason: 'customer agrees' });
    expect(journal)
      .to.have.nested.property('entries[0].text')
      .that.matches(/^admin released manual/);
    expect(check).to.have.nested.property('message.body.payload.key', 'C-1/PO-1');
    expect(check).to.have.nested.property('message.envelope.source.system', 'tower');
  });

  it('reads the order again when a run has changed it meanwhile, and gives up in the end', async () => {
    const again = release(heldOrder(), 2);
    await again.done;
    expect(again.commits).to.have.length(3);
    expect(await codeOf(release(heldOrder(), 99).done)).to.equal('CD_PROCESS_BUSY');
  });

  it('closes the exception of what is late no longer, and calls off what the hold waited for, in the same commit', async () => {
    const shipped = [
      input('shipment', {}, 'm-2', at),
      input('warehouse-confirmation', { lines: { 1: { confirmed: 7, of: 10, status: 'short' } } }, 'm-3', at),
    ];
    const started = apply(
      null,
      input('sales-order', { partial: false, lines: { 1: 10 } }, 'm-0', at),
    ).process;
    const short = shipped.reduce((process, each) => apply(process, each).process, started);
    const expiring = { code: 'manual', by: 'ada', reason: 'x', expiresAt: '2026-03-09T08:00:00Z' };
    const proven = input('shipment-event', { milestone: 'delivered', signed: 'Bea' }, 'm-4', at);
    const billed = input('invoice-issued', { lines: { 1: 5 } }, 'm-5', at);
    const held = [proven, billed, input('hold', expiring, 'm-6', at)].reduce(
      (process, each) => apply(process, each).process,
      short,
    );
    const late = expire(held, '2026-03-05T09:00:00Z').process;
    expect(late.alerts.map(({ id }) => id)).to.include('invoiced');
    const codes = late.holds.filter(({ released }) => !released).map(({ code }) => code);
    const last = codes.reduce((process, code) => {
      const isManual = code === 'manual';
      return isManual ? process : apply(process, input('release-hold', { code }, `r-${code}`, at)).process;
    }, late);
    expect(last.alerts.map(({ id }) => id)).to.deep.equal([]);
    const { done, commits } = release({ ...last, alerts: late.alerts, holds: [...last.holds].reverse() });
    await done;
    const operations = commits[0]!;
    expect(operations.filter(({ op }) => op === 'cancelTimer')).to.deep.include({
      op: 'cancelTimer',
      id: `northwind/C-1/PO-1/hold/${last.holds.find(({ code }) => code === 'manual')!.id}/order-to-cash`,
    });
    expect(operations.filter(({ op }) => op === 'closeException')).to.have.length(late.alerts.length);
  });

  it('refuses a hold that is released already, and one that only master data ends', async () => {
    const process = heldOrder();
    const released = apply(process, input('release-hold', {}, 'm-2', at)).process;
    expect(await codeOf(release(released).done)).to.equal('CD_PROCESS_HOLD_UNKNOWN');
    const blocked = heldOrder('credit-block', 'master data');
    expect(await codeOf(release(blocked).done)).to.equal('CD_PROCESS_HOLD_BY_RULE');
  });
});
