import { expect } from 'chai';
import { runtime } from '../../nodes/inventory/runtime.ts';
import type { FlowMessage, Json } from '../../runtime/face.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-16T00:00:00Z';
const rules = {
  postings: [
    { kind: 'receipt', movementType: '101' },
    { kind: 'issue', movementType: '601' },
    { kind: 'count', movementType: '701', account: '410500' },
  ],
};

const movement = (movementId: string, kind: string, value: string, more = {}) => ({
  ...{ movementId, kind, occurredAt: at, warehouse: { id: 'WH-1' } },
  lines: [
    {
      ...{ lineNumber: '1', item: { sku: 'NW-1' }, quantity: { value, unit: 'CT' } },
      [kind === 'issue' ? 'from' : 'to']: { status: 'available' },
    },
  ],
  ...more,
});
const snapshot = (value: string) => ({
  ...{ snapshotId: 'SNAP-1', asOf: at, warehouse: { id: 'WH-1' } },
  lines: [{ item: { sku: 'NW-1' }, status: 'available', quantity: { value, unit: 'CT' } }],
});

function keeping(accounts: readonly Json[] = []) {
  const stored = storedOrders();
  const node = deploy(
    runtime,
    { postings: 'stock-postings.yaml' },
    {
      processes: stored.list,
      masterData: { account: accounts },
      packFiles: { 'stock-postings.yaml': { text: '', data: rules } },
      now: () => new Date(at),
    },
  );
  let seen = 0;
  const send = async (object: string, payload: unknown) => {
    const { outputs, error } = await node.receive({ payload, canonical: { object, version: '1' } });
    const effects = node.effects.slice(seen);
    seen = node.effects.length;
    stored.commit(effects);
    const of = (name: string): FlowMessage[] => [...(outputs[name] ?? [])];
    return { of, effects, error };
  };
  return { send, stored };
}

describe('crossdock-inventory', () => {
  it('takes nothing in of a movement that would be booked to a closed account', async () => {
    const account = { number: '410500', name: 'Differences', kind: 'expense' };
    const counted = movement('MV-9', 'count', '2');
    const closed = keeping([{ ...account, effective: { from: '2020-01-01', to: '2026-03-15' } }]);
    const { of, effects } = await closed.send('inventory-movement', counted);
    expect(of('failed')[0]!.error).to.include({ code: 'CD_POSTING_ACCOUNT' });
    expect(effects).to.deep.equal([]);
    const open = keeping([{ ...account, effective: { from: '2020-01-01' } }]);
    const posted = (await open.send('inventory-movement', counted)).of('posting');
    expect(posted[0]!.payload).to.have.nested.property('lines[0].account', '410500');
    expect((await keeping().send('inventory-movement', counted)).of('posting')).to.have.length(1);
  });

  it('keeps what there is, and tells finance in the words of the ERP', async () => {
    const { send, stored } = keeping();
    const { of } = await send('inventory-movement', movement('MV-1', 'receipt', '40'));
    expect(of('posting')[0]!.payload).to.have.nested.property('lines[0].movementType', '101');
    expect(of('posting')[0]!.canonical).to.deep.equal({ object: 'stock-posting', version: '1' });
    await send('inventory-movement', movement('MV-2', 'issue', '12'));
    const [position] = stored.list;
    expect(position).to.deep.include({ key: 'stock/WH-1/NW-1', version: 2 });
    expect(position!.state).to.have.nested.property('quantities.available', '28');
  });

  it('takes a movement once, and refuses its number with other content', async () => {
    const { send } = keeping();
    await send('inventory-movement', movement('MV-1', 'receipt', '40'));
    const again = await send('inventory-movement', movement('MV-1', 'receipt', '40'));
    expect([again.of('duplicate').length, again.effects.length]).to.deep.equal([1, 0]);
    const other = await send('inventory-movement', movement('MV-1', 'receipt', '41'));
    expect(other.of('failed')[0]?.error).to.deep.include({ code: 'CD_INVENTORY_CONTRADICTED' });
  });

  it('takes nothing of a movement that finance could not book', async () => {
    const { send } = keeping();
    const odd = await send('inventory-movement', movement('MV-1', 'scrap', '2'));
    expect(odd.of('failed')[0]?.error).to.deep.include({ code: 'CD_INVENTORY_REASON_UNKNOWN' });
    expect(odd.effects).to.deep.equal([]);
  });

  it('asks a person when there is less than nothing of what there was something', async () => {
    const { send } = keeping();
    await send('inventory-movement', movement('MV-1', 'receipt', '1'));
    const { effects, of } = await send('inventory-movement', movement('MV-2', 'issue', '2'));
    const raised = effects.find((effect) => effect.kind === 'exception')!;
    expect(raised.exception.error.code).to.equal('CD_INVENTORY_BELOW_ZERO');
    expect(of('posting')).to.have.length(1);
  });

  it('asks nobody about what left before it was told how much there was', async () => {
    const { effects } = await keeping().send('inventory-movement', movement('MV-1', 'issue', '1'));
    expect(effects.filter(({ kind }) => kind === 'exception')).to.deep.equal([]);
  });

  it('proposes a correction for what a list says otherwise, and is even when it is sent in', async () => {
    const { send, stored } = keeping();
    await send('inventory-movement', movement('MV-1', 'receipt', '40'));
    const { of } = await send('stock-snapshot', snapshot('42'));
    expect(stored.list[0]!.summary.status).to.equal('stock-differs');
    expect(of('difference')[0]!.payload).to.have.nested.property('lines[0].difference.value', '2');
    const correction = { ...(of('correction')[0]!.payload as object), kind: 'receipt' };
    await send('inventory-movement', correction);
    const again = await send('stock-snapshot', snapshot('42'));
    expect([again.of('correction').length, stored.list[0]!.summary.status]).to.deep.equal([0, 'stock-even']);
  });

  it('refuses other documents', async () => {
    const { of } = await keeping().send('item', {});
    expect(of('failed')[0]?.error).to.deep.include({ code: 'CD_INVENTORY_DOCUMENT' });
  });
});
