import { expect } from 'chai';
import { CrossdockError } from '../../domain/errors.ts';
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

  it('is of the tenant that msg.tenant names, if the site has it', async () => {
    const tenantOf = async (tenant: string) => {
      const node = deploy(runtime, { owner: 'order desk', reason: 'late', reasonType: 'str' });
      await node.receive({ payload: {}, tenant });
      const [effect] = node.effects;
      return effect?.kind === 'exception' ? effect.exception.tenant : expect.fail('no exception');
    };
    expect([await tenantOf('hooli'), await tenantOf('initech')]).to.deep.equal(['hooli', undefined]);
  });

  it('takes the place of the last one under the name in msg.standing', async () => {
    const node = deploy(runtime, { owner: 'order desk', reason: 'late', reasonType: 'str' });
    for (let day = 0; day < 2; day += 1) await node.receive({ payload: {}, standing: 'late orders' });
    const raised = node.effects.flatMap((one) => (one.kind === 'exception' ? [one.exception.id] : []));
    const closed = node.effects.flatMap((one) => (one.kind === 'close-exception' ? [one.id] : []));
    expect([new Set(raised).size, closed]).to.deep.equal([2, raised.slice(0, 1)]);
  });

  it('takes the reason a catch node found by default and sets no deadline', async () => {
    const node = deploy(runtime, { owner: 'order desk' });
    await node.receive({ error: { message: 'no such item' } });
    const [effect] = node.effects;
    expect(effect).to.have.nested.property('exception.error.message', 'no such item');
    expect(effect).to.not.have.nested.property('exception.deadline');
  });

  describe('with a coded error in msg.error', () => {
    const rejected = new CrossdockError('CD_CONNECT_REJECTED', {
      system: 'wms',
      status: 422,
      reason: 'item unknown',
    });
    const filed = async (config: object, error: unknown) => {
      const node = deploy(runtime, { owner: 'order desk', ...config });
      await node.receive({ error });
      const [effect] = node.effects;
      return effect?.kind === 'exception' ? effect.exception.error : expect.fail('no exception');
    };

    it('keeps its code, message, advice and parameters', async () => {
      expect(await filed({}, rejected.record())).to.deep.equal(rejected.record());
    });

    it('shows the author’s advice instead of its own', async () => {
      const error = await filed({ action: 'Call the warehouse.' }, rejected.record());
      expect(error).to.deep.equal({ ...rejected.record(), remedy: 'Call the warehouse.' });
    });

    it('makes it the flow’s own when the author words the reason', async () => {
      const error = await filed({ reason: 'no such item', reasonType: 'str' }, rejected.record());
      expect([error.code, error.message]).to.deep.equal(['CD_RAISED_BY_FLOW', 'no such item']);
    });

    it('takes the code that a catch node passes on, with the advice the table has without parameters', async () => {
      const error = await filed({}, { code: 'CD_SOAP_REFUSED', message: 'no', source: { id: 'x' } });
      expect(error).to.deep.equal({
        ...{ code: 'CD_SOAP_REFUSED', message: 'no', retry: 'terminal', fault: 'business', parameters: {} },
        remedy: 'Correct the request and send it again.',
      });
      const needsParameters = await filed({}, { code: 'CD_ERP_REFERENCE_MISSING', message: 'no reference' });
      expect(needsParameters.remedy).to.equal('Look at the document, correct its cause and retry.');
    });

    it('believes neither a code it does not know nor a class it does not have', async () => {
      for (const code of ['ECONNRESET', 'toString', 7])
        expect((await filed({}, { code, message: 'no' })).code).to.equal('CD_RAISED_BY_FLOW');
      const forged = { ...rejected.record(), retry: 'retryable', fault: 'technical', parameters: { a: {} } };
      expect(await filed({}, forged)).to.deep.include({
        retry: 'terminal',
        fault: 'business',
        parameters: {},
      });
    });
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
