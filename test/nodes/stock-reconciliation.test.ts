import { expect } from 'chai';
import type { StockReconciliation } from '../../domain/stock-reconciliation/types.ts';
import { runtime as inventory } from '../../nodes/inventory/runtime.ts';
import { runtime } from '../../nodes/stock-reconciliation/runtime.ts';
import type { Effect, FlowMessage } from '../../runtime/face.ts';
import { type DeployedNode, deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-16T12:00:00.000Z';
const rules = {
  postings: [
    { kind: 'receipt', movementType: '101' },
    { kind: 'count', to: 'available', movementType: '701' },
    { kind: 'count', from: 'available', movementType: '702' },
  ],
};

const receipt = (value: string, owner?: string) => ({
  ...{ movementId: `RC-${owner ?? ''}${value}`, kind: 'receipt', occurredAt: '2026-03-16T08:00:00Z' },
  warehouse: { id: 'WH-1' },
  lines: [
    {
      ...{ lineNumber: '1', item: { sku: 'NW-1' }, quantity: { value, unit: 'CT' } },
      to: { status: 'available', ...(owner && { owner }) },
    },
  ],
});
const snapshot = (value: string, more = {}) => ({
  ...{ snapshotId: 'SNAP-1', asOf: '2026-03-16T11:00:00Z', warehouse: { id: 'WH-1' } },
  lines: [{ item: { sku: 'NW-1' }, status: 'available', quantity: { value, unit: 'CT' } }],
  ...more,
});
const book = (quantity: string) => ({
  ...{ warehouse: 'WH-1', readAt: at, since: '2026-02-14T00:00:00Z' },
  lines: [{ sku: 'NW-1', quantity, unit: 'CT' }],
  documents: [
    {
      ...{ number: '4900000001', reference: 'WH-1:RC-40', bookedAt: '2026-03-16T08:01:00Z' },
      lines: [{ sku: 'NW-1', quantity: '40', unit: 'CT' }],
    },
  ],
});
const journalOf = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'journal' ? [effect.text] : []));

function reconciling() {
  const stored = storedOrders();
  const packFiles = { 'postings.yaml': { text: '', data: rules } };
  const around = { processes: stored.list, packFiles, now: () => new Date(at) };
  const nodes = {
    moved: deploy(inventory, { document: 'inventory-movement', postings: 'postings.yaml' }, around),
    compared: deploy(runtime, { document: 'stock-book' }, around),
    decided: deploy(runtime, { document: 'correction-decision', postings: 'postings.yaml' }, around),
  };
  const seen = new Map<DeployedNode, number>();
  const send = async (name: keyof typeof nodes, message: FlowMessage) => {
    const node = nodes[name];
    const { outputs, error } = await node.receive(message);
    const effects: readonly Effect[] = node.effects.slice(seen.get(node) ?? 0);
    seen.set(node, node.effects.length);
    stored.commit(effects);
    if (error) throw error;
    return { of: (output: string): FlowMessage[] => [...(outputs[output] ?? [])], effects };
  };
  const tell = (payload: unknown) => send('moved', { payload });
  const compare = (list: unknown, payload: unknown) => send('compared', { payload, snapshot: list });
  const decide = (outcome: string, ...proposals: readonly string[]) =>
    send('decided', {
      payload: { key: 'stock-reconciliation/WH-1', proposals, outcome, reason: 'counted (ada)' },
    });
  return { tell, compare, decide, stored };
}

describe('crossdock-stock-reconciliation', () => {
  it('keeps what differs with the proposals, tells it once, and changes no quantity', async () => {
    const { tell, compare, stored } = reconciling();
    await tell(receipt('40'));
    const { of, effects } = await compare(snapshot('42'), book('39'));
    expect(of('reconciled')[0]!.payload).to.have.nested.property('[0].proposals').with.length(2);
    expect(journalOf(effects)).to.deep.equal([
      'list SNAP-1 differs: available: 40 here, 42 CT there',
      'list SNAP-1 as of 2026-03-16T11:00:00Z: NW-1 2 CT (stock), NW-1 1 CT (book) to correct',
    ]);
    const later = snapshot('42', { snapshotId: 'SNAP-2', asOf: '2026-03-16T11:30:00Z' });
    const again = await compare(later, book('39'));
    expect(journalOf(again.effects)).to.deep.equal([]);
    const position = stored.list.find(({ key }) => key === 'stock/WH-1/NW-1');
    expect(position!.state).to.have.nested.property('quantities.available', '40');
  });

  it('gives approved corrections as a movement and a posting, once, and the decision to the history', async () => {
    const { tell, compare, decide } = reconciling();
    await tell(receipt('40'));
    const compared = await compare(snapshot('42'), book('39'));
    const [{ proposals }] = compared.of('reconciled')[0]!.payload as [StockReconciliation];
    const [stock = '', books = ''] = proposals.map(({ number }) => number);
    const { of, effects } = await decide('approve', stock, books);
    expect(of('movement')[0]).to.deep.include({ canonical: { object: 'inventory-movement', version: '1' } });
    expect(of('movement')[0]!.payload).to.have.nested.property('lines[0].quantity.value', '2');
    expect(of('posting')[0]!.payload).to.deep.include({ postingNumber: books, kind: 'count' });
    expect(of('posting')[0]!.payload).to.have.nested.property('lines[0].movementType', '701');
    expect(journalOf(effects)[0]).to.equal(`correction ${stock} approved: counted (ada)`);
    const again = await decide('approve', stock, books);
    expect([again.of('movement'), again.of('posting'), again.effects]).to.deep.equal([[], [], []]);
  });

  it('lets a list that is not newer decide nothing', async () => {
    const { tell, compare } = reconciling();
    await tell(receipt('40'));
    await compare(snapshot('42'), book('39'));
    const { of, effects } = await compare(snapshot('7', { snapshotId: 'SNAP-0' }), book('39'));
    expect([of('outdated').length, of('reconciled').length, effects.length]).to.deep.equal([1, 0, 0]);
  });

  it('compares the stock of each owner by itself', async () => {
    const { tell, compare, stored } = reconciling();
    await tell(receipt('40'));
    await tell(receipt('5', 'S-TEA'));
    const [line] = snapshot('40').lines;
    const lines = [line, { ...line, owner: 'S-TEA', quantity: { value: '6', unit: 'CT' } }];
    await compare(snapshot('40', { lines }), book('40'));
    const kept = stored.list.filter(({ key }) => key.startsWith('stock-reconciliation/'));
    expect(kept.map(({ key }) => key)).to.deep.equal([
      'stock-reconciliation/WH-1',
      'stock-reconciliation/WH-1/S-TEA',
    ]);
    expect(kept[1]!.state).to.have.nested.property('proposals[0].quantity', '1');
  });

  it('refuses a list without its form, of another warehouse, a book without its lines, and unknown decisions', async () => {
    const { tell, compare, decide } = reconciling();
    await tell(receipt('40'));
    const codes: unknown[] = [];
    const failed = async (sent: ReturnType<typeof compare>) => {
      codes.push(((await sent).of('failed')[0]?.error as { code?: string } | undefined)?.code);
    };
    await failed(compare({ snapshotId: 'S' }, book('39')));
    await failed(compare(snapshot('42', { warehouse: { id: 'WH-2' } }), book('39')));
    await failed(compare(snapshot('42'), { ...book('39'), lines: [{ sku: 'NW-1' }] }));
    await failed(decide('approve', 'COR-SNAP-1-1'));
    expect(codes).to.deep.equal([
      ...['CD_INVENTORY_SNAPSHOT', 'CD_INVENTORY_SNAPSHOT', 'CD_STOCK_BOOK', 'CD_STOCK_DECISION'],
    ]);
  });
});
