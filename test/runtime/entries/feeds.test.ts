import { expect } from 'chai';
import { feeds, type WiredNode } from '../../../runtime/entries/feeds.ts';

const node = (id: string, type: string, wires: string[] = [], more: object = {}): WiredNode => ({
  ...{ id, type, z: 't1', wires: [wires] },
  ...more,
});
const out = (id: string, channel: string, more: object = {}) =>
  node(id, 'crossdock-channel-out', [], { channel, ...more });

/** Channels an entry's messages can end up in. */
function reached(entry: string, ...nodes: WiredNode[]): string[] {
  const channels = ['orders', 'releases', 'invoices'];
  const reach = feeds({
    nodes,
    valuesOf: () => null,
    queuesOf: (name) => (channels.includes(name) ? [`channel:${name}/p`] : []),
    readersOf: (queue) => nodes.filter(({ reads }) => queue === `channel:${reads}/p`).map(({ id }) => id),
  });
  return [...reach(entry)].map((queue) => queue.slice('channel:'.length, -2)).sort();
}

describe('feeds', () => {
  it('follows wires and other nodes to the channels that are named there', () => {
    const flow = [
      node('in', 'crossdock-api-in', ['change']),
      node('change', 'change', ['write']),
      out('write', 'orders'),
      node('other', 'crossdock-api-in', ['elsewhere']),
      out('elsewhere', 'releases'),
    ];
    expect([reached('in', ...flow), reached('other', ...flow)]).to.deep.equal([['orders'], ['releases']]);
  });

  it('follows links, link calls, catch nodes and subflows', () => {
    const flow = [
      node('in', 'crossdock-api-in', ['link']),
      node('link', 'link out', [], { links: ['there'] }),
      node('there', 'link in', ['call'], { z: 't2' }),
      node('call', 'link call', [], { z: 't2', links: ['sub'] }),
      node('sub', 'link in', ['box'], { z: 't3' }),
      node('box', 'subflow:s1', [], { z: 't3' }),
      { id: 's1', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }] },
      out('inner', 'orders', { z: 's1' }),
      node('failed', 'catch', ['exception'], { z: 't3' }),
      out('exception', 'releases', { z: 't3' }),
      node('far', 'catch', ['farOut'], { scope: ['nobody'] }),
      out('farOut', 'invoices'),
    ];
    expect(reached('in', ...flow)).to.deep.equal(['orders', 'releases']);
  });

  it('goes on through the packs that read a channel, and round a circle once', () => {
    const flow = [
      node('in', 'crossdock-sftp-in', ['write']),
      out('write', 'orders'),
      node('read', 'crossdock-channel-in', ['release'], { reads: 'orders' }),
      out('release', 'releases'),
      node('again', 'crossdock-channel-in', ['back'], { reads: 'releases' }),
      out('back', 'orders'),
    ];
    expect(reached('in', ...flow)).to.deep.equal(['orders', 'releases']);
  });

  it('passes over disabled nodes and names that only look like a channel', () => {
    const flow = [
      node('in', 'crossdock-api-in', ['off', 'named', 'stock']),
      out('off', 'orders', { d: true }),
      node('named', 'crossdock-validate', [], { name: 'releases' }),
      node('stock', 'debug', [], { complete: 'invoices' }),
    ];
    expect(reached('in', ...flow)).to.deep.equal([]);
  });
});
