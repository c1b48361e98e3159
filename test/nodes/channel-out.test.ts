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
});
