import { expect } from 'chai';
import { runtime } from '../../nodes/validate/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const order = {
  orderNumber: 'PO-1',
  orderDate: '2026-03-01T09:00:00Z',
  customer: { id: 'C-ACME' },
  shipTo: { id: 'DC-1' },
  currency: 'USD',
  partialShipmentAllowed: true,
  lines: [{ lineNumber: '1', item: { sku: 'NW-1001' }, quantity: { value: '10', unit: 'C62' } }],
};

describe('crossdock-validate', () => {
  it('passes a valid document on unchanged', async () => {
    const node = deploy(runtime, { object: 'sales-order' });
    const { outputs } = await node.receive({ payload: order });
    expect(outputs).to.have.keys('valid');
    expect(outputs.valid?.[0]?.payload).to.equal(order);
  });

  it('sends an invalid document to its second output with every problem', async () => {
    const node = deploy(runtime, { object: 'sales-order' });
    const { outputs } = await node.receive({ payload: { orderNumber: 4 } });
    expect(outputs).to.have.keys('invalid');
    const problems = outputs.invalid?.[0]?.problems as { path: string; problem: string }[];
    expect(problems.length).to.be.greaterThan(2);
    expect(problems.map(({ path }) => path).join(' ')).to.contain('orderNumber');
    const error = outputs.invalid?.[0]?.error as { code: string; message: string };
    expect(error.code).to.equal('CD_CANONICAL_INVALID');
    expect(error.message).to.contain(`(${problems.length} problems in all)`);
  });

  it('takes the document from an expression', async () => {
    const node = deploy(runtime, {
      object: 'sales-order',
      document: 'payload.order',
      documentType: 'jsonata',
    });
    const { outputs } = await node.receive({ payload: { order } });
    expect(outputs).to.have.keys('valid');
  });

  it('fails a message that has no document where it looks', async () => {
    const node = deploy(runtime, { object: 'sales-order' });
    const { error } = await node.receive({ topic: 'empty' });
    expect(error?.code).to.equal('CD_NODE_VALUE_MISSING');
    expect(error?.message).to.contain('msg.payload');
  });

  it('refuses to start without an object', () => {
    const node = deploy(runtime, { name: 'check order' });
    expect(node.refusals[0]?.message).to.equal('node check order: object is required');
    expect(node.statuses.at(-1)).to.match(/^CD_NODE_CONFIG_INVALID: .*object is required/);
  });

  it('refuses an object that no schema describes', async () => {
    const node = deploy(runtime, { object: 'sales-ordre' });
    const { error } = await node.receive({ payload: {} });
    expect(error?.code).to.equal('CD_CANONICAL_OBJECT_UNKNOWN');
    expect(node.statuses.join(' ')).to.contain('CD_CANONICAL_OBJECT_UNKNOWN');
  });
});
