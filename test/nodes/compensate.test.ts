import { expect } from 'chai';
import type { ProcessInput } from '../../domain/process/documents.ts';
import { runtime } from '../../nodes/compensate/runtime.ts';
import { input, type Shorthand } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const key = 'C-1/PO-1';
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();

async function released(...more: readonly ProcessInput[]) {
  const orders = storedOrders();
  await orders.record(
    input('sales-order', { lines: { 1: 10 } }, 'm-0', at(0)),
    input('erp-confirmation', { confirmedAt: at(1) }, 'm-1', at(1)),
    input('order-release', { lines: { 1: 10 } }, 'm-2', at(2)),
    input('shipment', {}, 'm-3', at(3)),
    ...more,
  );
  let count = 0;
  const send = async (action: string, message: Shorthand = {}) => {
    count += 1;
    const envelope = { key, id: `00000000-0000-7000-8000-${String(count).padStart(12, '0')}` };
    const node = deploy(runtime, { action }, { processes: orders.list, envelope });
    const { outputs, error } = await node.receive({ process: { key }, ...message });
    expect(error).to.equal(undefined);
    orders.commit(node.effects);
    return outputs;
  };
  return { send, state: () => orders.list[0]?.state as Shorthand };
}

const stepOf = (outputs: Awaited<ReturnType<Awaited<ReturnType<typeof released>>['send']>>) =>
  (outputs.reverse?.[0]?.reversal as { step: string } | undefined)?.step;

describe('crossdock-compensate', () => {
  it('takes one step back after the other, the last first, and tells when all is done', async () => {
    const { send, state } = await released();
    let outputs = await send('start');
    const steps: unknown[] = [];
    for (let step = stepOf(outputs); step; step = stepOf(outputs)) {
      steps.push(step);
      outputs = await send('reversed', { reversal: { step } });
    }
    expect(steps).to.deep.equal(['shipment/SH-1', 'release/R-1', 'erp-order/4711']);
    expect(outputs).to.have.keys('done');
    expect(state()).to.include({ status: 'cancelled' });
  });

  it('asks for no step twice, whatever comes again', async () => {
    const { send } = await released();
    await send('start');
    expect(await send('start')).to.have.keys('ignored');
    await send('reversed', { reversal: { step: 'shipment/SH-1' } });
    expect(await send('reversed', { reversal: { step: 'shipment/SH-1' } })).to.have.keys('ignored');
  });

  it('stops at a step that fails, and goes on when it succeeds after all', async () => {
    const { send, state } = await released();
    await send('start');
    const stuck = await send('failed', {
      reversal: { step: 'shipment/SH-1' },
      error: { message: 'the truck is loading' },
    });
    expect(stuck).to.have.keys('stuck');
    expect(state()).to.have.nested.property('compensation.reversals[0].reason', 'the truck is loading');
    expect(stepOf(await send('reversed', { reversal: { step: 'shipment/SH-1' } }))).to.equal('release/R-1');
  });

  it('refuses an order whose goods have left', async () => {
    const { send, state } = await released(
      input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-4', at(9)),
    );
    const outputs = await send('start');
    expect(outputs).to.have.keys('stuck');
    expect(outputs.stuck?.[0]).to.have.nested.property('error.code', 'CD_PROCESS_CONTRADICTED');
    expect(state()).to.not.have.property('compensation');
  });

  it('says which order it does not know', async () => {
    const node = deploy(runtime, { action: 'start' }, { processes: [], envelope: { key } });
    const { outputs } = await node.receive({ process: { key } });
    expect(outputs.unknown?.[0]).to.have.nested.property('error.code', 'CD_PROCESS_UNKNOWN');
  });
});
