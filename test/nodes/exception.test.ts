import { expect } from 'chai';
import { runtime } from '../../nodes/exception/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

describe('crossdock-exception', () => {
  it('stages an exception with reason, owner and deadline, and ends the branch', async () => {
    const node = deploy(runtime, {
      name: 'unknown customer',
      reason: '"customer " & payload.customer & " is unknown"',
      reasonType: 'jsonata',
      action: 'Create the customer, then retry.',
      owner: 'order desk',
      deadlineHours: '4',
    });
    const { outputs, error } = await node.receive({ payload: { customer: 'C-9' } });
    expect([outputs, error]).to.deep.equal([{}, undefined]);
    expect(node.effects).to.deep.equal([
      {
        kind: 'exception',
        exception: {
          kind: 'document',
          key: 'C-ACME/PO-1',
          error: {
            code: 'CD_RAISED_BY_FLOW',
            message: 'customer C-9 is unknown',
            remedy: 'Create the customer, then retry.',
            retry: 'terminal',
            fault: 'business',
            parameters: { reason: 'customer C-9 is unknown', action: 'Create the customer, then retry.' },
          },
          nodeId: 'node-under-test',
          nodeName: 'unknown customer',
          owner: 'order desk',
          deadline: '2026-03-01T16:00:00.000Z',
          document: { customer: 'C-9' },
        },
      },
    ]);
  });

  it('takes the reason a catch node found by default and sets no deadline', async () => {
    const node = deploy(runtime, { owner: 'order desk' });
    await node.receive({ error: { message: 'no such item' } });
    const [effect] = node.effects;
    expect(effect).to.have.nested.property('exception.error.message', 'no such item');
    expect(effect).to.not.have.nested.property('exception.deadline');
  });

  it('fails a message that gives no reason instead of filing an empty exception', async () => {
    const node = deploy(runtime, { owner: 'order desk' });
    const { error } = await node.receive({ payload: 1 });
    expect(error?.code).to.equal('CD_NODE_VALUE_MISSING');
    expect(node.effects).to.deep.equal([]);
  });

  it('refuses to start without an owner', () => {
    const node = deploy(runtime, {});
    expect(node.refusals[0]?.message).to.contain('owner is required');
  });
});
