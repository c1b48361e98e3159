import { expect } from 'chai';
import { runtime } from '../../nodes/channel-out/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const order = { orderNumber: 'PO-9', customer: { id: 'C-1' } };

describe('crossdock-channel-out', () => {
  it('stages a hand-over with the document’s own key and type', async () => {
    const node = deploy(runtime, { channel: 'sales-orders' });
    const { outputs } = await node.receive({
      payload: order,
      canonical: { object: 'sales-order', version: '1' },
    });
    expect(outputs).to.deep.equal({});
    expect(node.effects).to.deep.equal([
      {
        kind: 'channel',
        channel: 'sales-orders',
        type: 'sales-order',
        schemaVersion: '1',
        key: 'C-1/PO-9',
        payload: order,
        properties: { canonical: { object: 'sales-order', version: '1' } },
      },
    ]);
  });

  it('keeps the key it came with when the document has none', async () => {
    const node = deploy(runtime, { channel: 'files' }, { envelope: { key: 'K-7', type: 'file' } });
    await node.receive({ payload: 'text' });
    expect(node.effects).to.have.nested.property('[0].key', 'K-7');
    expect(node.effects).to.have.nested.property('[0].type', 'file');
  });

  it('takes the key from an expression', async () => {
    const node = deploy(runtime, { channel: 'c', key: 'payload.customer.id', keyType: 'jsonata' });
    await node.receive({ payload: order });
    expect(node.effects).to.have.nested.property('[0].key', 'C-1');
  });

  it('fails a message whose key is not a text', async () => {
    const node = deploy(runtime, { channel: 'c', key: 'payload.customer', keyType: 'jsonata' });
    expect((await node.receive({ payload: order })).error?.code).to.equal('CD_CHANNEL_KEY_INVALID');
  });

  const pickedBy = (tenantsOf: (number: string) => readonly string[], attempt = 1) => {
    const node = deploy(runtime, { channel: 'c', tenant: 'order' }, { tenantsOf, attempt });
    const payload = { orderNumber: 'PO-9', releaseNumber: '77-1' };
    return node.receive({ payload }).then(({ error }) => ({ error, effects: node.effects }));
  };

  it('hands over in the name of the tenant whose order the document names, surest number first', async () => {
    const byRelease = await pickedBy((number) => (number === '77-1' ? ['hooli'] : ['northwind']));
    expect(byRelease.effects).to.have.nested.property('[0].tenant', 'hooli');
    const byOrder = await pickedBy((number) => (number === 'PO-9' ? ['hooli'] : []));
    expect(byOrder.effects).to.have.nested.property('[0].tenant', 'hooli');
  });

  it('tries again while nobody knows the order, and then leaves it to the message’s tenant', async () => {
    expect((await pickedBy(() => [])).error?.code).to.equal('CD_PROCESS_NOT_YET');
    const { effects } = await pickedBy(() => [], 6);
    expect(effects).to.have.nested.property('[0].tenant', 'northwind');
  });

  const billFor = (...pros: readonly string[]) => {
    const tenantsOf = (number: string): readonly string[] =>
      ({ 'PRO-1': ['hooli'], 'PRO-2': ['hooli'], 'PRO-3': ['northwind'] })[number] ?? [];
    const node = deploy(runtime, { channel: 'c', tenant: 'order' }, { tenantsOf });
    const payload = { invoiceNumber: 'F-1', shipments: pros.map((pro) => ({ pro })) };
    return node.receive({ payload }).then(({ error }) => ({ error, effects: node.effects }));
  };

  it('hands a bill over in the name of the tenant whose shipments it is for, all of them', async () => {
    expect((await billFor('PRO-1', 'PRO-2')).effects).to.have.nested.property('[0].tenant', 'hooli');
    expect((await billFor('PRO-1', 'PRO-3')).error?.code).to.equal('CD_PROCESS_AMBIGUOUS');
    expect((await billFor('PRO-1', 'PRO-9')).error?.code).to.equal('CD_PROCESS_NOT_YET');
  });

  it('fails when orders of several tenants have the number', async () => {
    const { error } = await pickedBy(() => ['hooli', 'northwind']);
    expect(error?.code).to.equal('CD_PROCESS_AMBIGUOUS');
  });

  it('hands over in the name of the tenant that the document names, and fails when there is none', async () => {
    const config = {
      channel: 'c',
      tenant: 'named',
      tenantName: "$lookup({'NW': 'northwind'}, payload.client)",
    };
    const node = deploy(runtime, { ...config, tenantNameType: 'jsonata' });
    await node.receive({ payload: { client: 'NW' } });
    expect(node.effects).to.have.nested.property('[0].tenant', 'northwind');
    const { error } = await node.receive({ payload: { client: 'HO' } });
    expect([error?.code, node.effects.length]).to.deep.equal(['CD_CHANNEL_TENANT_UNKNOWN', 1]);
  });

  it('hands over not before so many seconds have passed', async () => {
    const now = () => new Date('2026-03-02T08:00:00.000Z');
    const node = deploy(runtime, { channel: 'c', delay: '90' }, { now });
    await node.receive({ payload: order });
    expect(node.effects).to.have.nested.property('[0].availableAt', '2026-03-02T08:01:30.000Z');
  });

  it('hands over not before an instant of the document, and at once when it has passed', async () => {
    const now = () => new Date('2026-03-02T08:00:00.000Z');
    const node = deploy(runtime, { channel: 'c', delay: 'payload.after', delayType: 'msg' }, { now });
    await node.receive({ payload: { after: '2026-03-02T10:00:00+01:00' } });
    await node.receive({ payload: { after: '2026-03-02T08:30:00+01:00' } });
    await node.receive({ payload: {} });
    expect(node.effects.map((effect) => (effect as { availableAt?: string }).availableAt)).to.deep.equal([
      '2026-03-02T09:00:00.000Z',
      undefined,
      undefined,
    ]);
  });

  it('fails a message whose delay is no time', async () => {
    const node = deploy(runtime, { channel: 'c', delay: 'payload', delayType: 'msg' });
    for (const payload of ['soon', -1, true, 1e15]) {
      expect((await node.receive({ payload })).error?.code).to.equal('CD_CHANNEL_DELAY_INVALID');
    }
  });
});
