import { expect } from 'chai';
import type { FlowMessage } from '../../../node-kit/host.ts';
import type { RedNode } from '../../../runtime/red.ts';
import { whyNotFollowed } from '../../../runtime/replay/dry-run/held-back.ts';

const why = (type: string, settings = {}, message: FlowMessage = {}, first: FlowMessage = {}) =>
  whyNotFollowed({ id: 'n', type, ...settings } as unknown as RedNode, message, first);

describe('whyNotFollowed', () => {
  it('follows nodes that change nothing but the message', () => {
    const change = { rules: [{ t: 'set', p: 'payload', pt: 'msg', tot: 'str' }] };
    expect(why('switch')).to.equal(null);
    expect(why('subflow:abc')).to.equal(null);
    expect(why('change', change)).to.equal(null);
    expect(why('template', { fieldType: 'msg' })).to.equal(null);
    expect(why('delay', { pauseType: 'delay' })).to.equal(null);
    expect(why('function', { func: 'msg.payload = global.get("rates"); return msg;', libs: [] })).to.equal(
      null,
    );
  });

  it('ends at every node that reaches outside, also at those nobody has heard of', () => {
    for (const type of ['http request', 'exec', 'mqtt out', 'file', 'tcp out', 'http response', 'e-mail']) {
      expect(why(type), type).to.equal(`${type} would leave the house`);
    }
  });

  it('ends at nodes that would mix it with real work', () => {
    for (const type of ['batch', 'trigger', 'rbe']) expect(why(type), type).to.include('remembers');
    expect(why('delay', { pauseType: 'rate' })).to.include('remembers');
    expect(why('change', { rules: [{ t: 'set', pt: 'flow' }] })).to.include('remembers');
    expect(why('change', { rules: [{ t: 'move', pt: 'msg', tot: 'global' }] })).to.include('remembers');
    expect(why('template', { fieldType: 'flow' })).to.include('remembers');
    expect(why('csv', { hdrout: 'once' })).to.include('remembers');
    expect(why('function', { func: 'flow.set("n", 1)', libs: [] })).to.include('remembers');
  });

  it('ends at functions that can reach outside', () => {
    expect(why('function', { func: 'return fetch(msg.url)', libs: [] })).to.include('may reach outside');
    expect(why('function', { func: 'return msg', libs: [{ module: 'fs' }] })).to.include('uses modules');
  });

  it('joins only what was split in this very run', () => {
    const parts = (id: string) => ({ parts: { id } });
    expect(why('join', { mode: 'auto' }, parts('mine'))).to.equal(null);
    expect(why('join', { mode: 'auto' }, parts('before'), parts('before'))).to.include('remembers');
    expect(why('join', { mode: 'auto' })).to.include('remembers');
    expect(why('join', { mode: 'custom' }, parts('mine'))).to.include('remembers');
  });
});
