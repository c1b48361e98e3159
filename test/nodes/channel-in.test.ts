import { expect } from 'chai';
import { runtime } from '../../nodes/channel-in/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

describe('crossdock-channel-in', () => {
  it('tells the runtime its channel and shows it', async () => {
    const node = deploy(runtime, { channel: 'sales-orders' });
    await new Promise(setImmediate);
    expect(node.instances[0]?.config.channel).to.equal('sales-orders');
    expect(node.statuses.at(-1)).to.equal('sales-orders');
  });

  it('refuses to start without a channel', () => {
    expect(deploy(runtime, {}).refusals[0]?.code).to.equal('CD_NODE_CONFIG_INVALID');
  });
});
