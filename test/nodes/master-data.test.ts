import { expect } from 'chai';
import type { OwnershipMatrix } from '../../domain/master-data/ownership.ts';
import { runtime } from '../../nodes/master-data/runtime.ts';
import type { Json, StoredProcess } from '../../runtime/face.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';

const carrier = (name: string, more: Record<string, Json> = {}) => ({
  ...{ scac: 'SWFT', name, modes: ['road'], identifiers: [] },
  ...more,
});
const matrix: OwnershipMatrix = {
  carrier: { owner: 'tms', tenants: {}, groups: {}, subscribers: ['erp', 'wms'] },
};

function node(config: Record<string, unknown> = {}, around: DeployOptions = {}, system = 'tms') {
  const source = { system, protocol: 'rest', reference: 'r' };
  const envelope = { type: 'carrier', source };
  return deploy(
    runtime,
    { object: 'auto', refused: 'output', ...config },
    { envelope, systemOfRecord: matrix, ...around },
  );
}

/** What a run's write leaves in the ledger. */
function stored(effects: readonly unknown[]): StoredProcess[] {
  return effects
    .filter((effect) => (effect as { kind: string }).kind === 'process')
    .map((effect) => {
      const write = effect as StoredProcess & { expectVersion: number };
      return { ...write, version: write.expectVersion + 1 };
    });
}

describe('crossdock-master-data', () => {
  it('stores what the owner sends and hands it on to each subscriber', async () => {
    const { receive, effects } = node();
    const { outputs } = await receive({ payload: carrier('Swift') });
    expect(outputs.changed?.[0]).to.deep.include({
      payload: carrier('Swift'),
      canonical: { object: 'carrier', version: '1' },
    });
    expect(outputs.changed?.[0]?.masterData).to.deep.include({
      ...{ object: 'carrier', id: 'SWFT', outcome: 'changed', system: 'tms' },
    });
    expect(outputs.subscribers?.map(({ subscriber }) => subscriber)).to.deep.equal(['erp', 'wms']);
    expect(effects.map(({ kind }) => kind)).to.deep.equal(['process', 'state', 'journal']);
    expect(effects[0]).to.deep.include({
      ...{ tenant: 'northwind', key: 'master-data/carrier/SWFT', expectVersion: 0, identifiers: [] },
    });
  });

  it('bases its write on the version it read and stages nothing for a repeat', async () => {
    const first = node();
    await first.receive({ payload: carrier('Swift') });
    const processes = stored(first.effects);
    const again = node({}, { processes });
    const { outputs } = await again.receive({ payload: carrier('Swift') });
    expect(outputs.unchanged?.[0]?.masterData).to.include({ outcome: 'unchanged' });
    expect(again.effects).to.deep.equal([]);
    const next = node({}, { processes });
    await next.receive({ payload: carrier('Swift Lines') });
    expect(next.effects[0]).to.include({ expectVersion: 1 });
  });

  it('takes the records of a list one by one', async () => {
    const { receive } = node({ object: 'carrier' });
    const { outputs } = await receive({
      payload: [carrier('Swift'), { name: 'nameless' }, carrier('Nordex', { scac: 'NRDX' })],
    });
    expect(outputs.changed).to.have.length(2);
    expect(outputs.refused?.[0]?.error).to.include({ code: 'CD_MASTER_DATA_REFUSED' });
  });

  it('refuses a system that does not own the object and names the owner', async () => {
    const { receive, effects } = node({}, {}, 'wms');
    const { outputs } = await receive({ payload: carrier('Mine') });
    const { error } = outputs.refused![0]! as { error?: { code: string; message: string } };
    expect(error?.code).to.equal('CD_MASTER_DATA_NOT_OWNER');
    expect(error?.message).to.equal('wms may not change carrier SWFT: it belongs to tms');
    expect(effects).to.deep.equal([]);
  });

  it('puts what it refuses on the exception list when told to', async () => {
    const { receive, effects } = node({ refused: 'exception', owner: 'stewards' }, {}, 'wms');
    const { outputs } = await receive({ payload: carrier('Mine') });
    expect(outputs.refused).to.deep.equal([]);
    expect(effects).to.have.length(1);
    expect(effects[0])
      .to.have.property('exception')
      .that.deep.includes({
        ...{ owner: 'stewards', document: carrier('Mine') },
      });
  });

  it('refuses what is not a valid record, naming the field', async () => {
    const { receive, effects } = node();
    const { outputs } = await receive({ payload: carrier('Swift', { modes: 'road' }) });
    expect(outputs.refused?.[0]?.error).to.have.property('parameters').that.includes({ id: 'SWFT' });
    expect(effects).to.deep.equal([]);
  });

  it('ends an echo of what it handed on', async () => {
    const first = node();
    await first.receive({ payload: carrier('Swift') });
    const { receive, effects } = node({}, { processes: stored(first.effects) }, 'wms');
    const { outputs } = await receive({ payload: carrier('Swift') });
    expect(outputs.unchanged?.[0]?.masterData).to.include({ outcome: 'echo' });
    expect([outputs.changed, outputs.subscribers, effects]).to.deep.equal([[], [], []]);
  });

  it('lets the node say which system is speaking', async () => {
    const around = { systems: {} };
    const { receive } = node({ system: 'tms' }, around, 'tms-events');
    expect((await receive({ payload: carrier('Swift') })).outputs.changed).to.have.length(1);
  });

  it('takes the instants that the message gives and refuses one without a zone', async () => {
    const dated = node({ validFrom: 'from', validFromType: 'msg' });
    const { outputs, error: none } = await dated.receive({
      payload: carrier('Swift'),
      from: '2026-05-01T00:00:00+02:00',
    });
    expect(none?.message).to.equal(undefined);
    expect(outputs.changed?.[0]?.masterData).to.include({ validFrom: '2026-04-30T22:00:00.000Z' });
    const { error } = await dated.receive({ payload: carrier('Swift'), from: '2026-05-01T00:00:00' });
    expect(error?.code).to.equal('CD_MASTER_DATA_INSTANT');
  });

  it('fails for what is no master data', async () => {
    const { error } = await node({}, { envelope: { type: 'sales-order' } }).receive({ payload: {} });
    expect(error?.code).to.equal('CD_MASTER_DATA_OBJECT');
  });
});
