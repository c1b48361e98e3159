import { expect } from 'chai';
import { runtime } from '../../nodes/api-reply/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

describe('crossdock-api-reply', () => {
  it('stages the answer for the waiting caller', async () => {
    const node = deploy(runtime, { statusCode: 201 }, { envelope: { replyTo: 'm-1' } });
    await node.receive({ payload: { price: '1.00' } });
    expect(node.effects).to.deep.equal([{ kind: 'reply', status: 201, body: { price: '1.00' } }]);
  });

  it('fails a message nobody waits for', async () => {
    const node = deploy(runtime, {});
    expect((await node.receive({ payload: 1 })).error?.code).to.equal('CD_API_NO_CALLER');
  });
});
