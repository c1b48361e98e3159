import { expect } from 'chai';
import { defaultTerms, type ProcessTerms } from '../../domain/process/terms.ts';
import type { OrderProcess } from '../../domain/process/types.ts';
import { runtime } from '../../nodes/hold/runtime.ts';
import type { FlowMessage } from '../../runtime/face.ts';
import { input } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-02T08:00:00Z';

async function known() {
  const orders = storedOrders();
  await orders.record(input('sales-order', { lines: { 1: 10 } }, 'm-0', at));
  const node = (config: Record<string, unknown>) =>
    deploy(
      runtime,
      { code: 'manual', reason: 'customer disputes', reasonType: 'str', ...config },
      { processes: orders.list },
    );
  return { orders, node };
}

const holds = (messages: readonly FlowMessage[] | undefined) => (messages![0]!.process as OrderProcess).holds;

describe('crossdock-hold', () => {
  it('places a hold on the order the message is about', async () => {
    const { node } = await known();
    const place = node({ action: 'place', owner: 'sales', expiresAfterHours: 24, by: 'ada', byType: 'str' });
    const { outputs } = await place.receive({ process: { key: 'C-1/PO-1' } });
    expect(holds(outputs.done)[0]).to.include({
      code: 'manual',
      reason: 'customer disputes',
      owner: 'sales',
      placedBy: 'ada',
      expiresAt: '2026-03-02T12:00:00.000Z',
    });
    expect(place.effects.map(({ kind }) => kind)).to.deep.equal(['process', 'journal', 'journal', 'timer']);
  });

  it('finds the order by any number and releases what it placed', async () => {
    const { orders, node } = await known();
    const by = { order: 'payload', orderType: 'msg' };
    const place = node({ action: 'place', ...by });
    await place.receive({ payload: 'PO-1' });
    orders.commit(place.effects);
    const release = node({ action: 'release', ...by });
    const { outputs } = await release.receive({ payload: 'PO-1' });
    expect(holds(outputs.done)[0]?.released).to.include({ by: 'flow', reason: 'customer disputes' });
  });

  it('means the order by a number that what its shipment costs is kept under too', async () => {
    const { orders, node } = await known();
    orders.list.push({
      ...{ tenant: 'northwind', key: 'freight/SH-1', version: 1, state: {} },
      summary: { kind: 'freight', status: 'freight-accrued', customer: 'SWFT', held: false, updatedAt: at },
      identifiers: [{ scheme: 'freight-bol', value: 'PO-1' }],
    });
    const place = node({ action: 'place', order: 'payload', orderType: 'msg' });
    const { outputs } = await place.receive({ payload: 'PO-1' });
    expect(holds(outputs.done)).to.have.length(1);
  });

  it('settles the order by the terms of the pack that bills where it names none', async () => {
    const orders = storedOrders();
    await orders.record(
      input('sales-order', { lines: { 1: 10 } }, 'm-0', at),
      input('shipment', {}, 'm-1', at),
      input('warehouse-confirmation', { shipmentId: 'SH-1', lines: { 1: 10 } }, 'm-2', at),
      input('invoice-issued', {}, 'm-3', at),
      input('invoice-posted', { system: 'billing' }, 'm-4', at),
    );
    const billingTerms = (): ProcessTerms => ({ ...defaultTerms, postings: ['billing'] });
    const config = { action: 'place', code: 'manual', reason: 'asked', reasonType: 'str' };
    const postedIn = async (around: object) => {
      const { outputs } = await deploy(runtime, config, { processes: orders.list, ...around }).receive({
        process: { key: 'C-1/PO-1' },
      });
      return (outputs.done![0]!.process as OrderProcess).milestones.posted;
    };
    expect(await postedIn({ billingTerms })).not.to.equal(undefined);
    expect(await postedIn({})).to.equal(undefined);
  });

  it('says which order or hold it does not know', async () => {
    const { node } = await known();
    const by = { order: 'payload', orderType: 'msg' };
    const { outputs: noOrder } = await node({ action: 'place', ...by }).receive({ payload: 'PO-9' });
    expect(noOrder.unknown?.[0]?.error).to.include({ code: 'CD_PROCESS_UNKNOWN' });
    const { outputs: noHold } = await node({ action: 'release', ...by }).receive({ payload: 'PO-1' });
    expect(noHold.unknown?.[0]?.error).to.include({ code: 'CD_PROCESS_HOLD_UNKNOWN' });
  });

  it('fails a message that names no order', async () => {
    const { node } = await known();
    const { error } = await node({ action: 'place' }).receive({ payload: 'x' });
    expect(error?.code).to.equal('CD_NODE_VALUE_MISSING');
  });
});
