import { expect } from 'chai';
import { CoreRuns, core, func } from '../../../support/runtime/core-runs.ts';
import { entry, step } from '../../../support/runtime/nodes.ts';
import type { FlowNode } from '../../../support/runtime/protocol.ts';

const subflow = (id: string, inner: string, more = {}): FlowNode => ({
  id,
  type: 'subflow',
  name: id,
  in: [{ wires: [{ id: inner }] }],
  out: [{ wires: [{ id: inner, port: 0 }] }],
  ...more,
});

const flow: FlowNode[] = [
  core('inject', 'inject', { props: [{ p: 'payload' }], payload: 'tried', payloadType: 'str' }, 'injected'),
  step('injected', 'note'),

  entry('debug', ['debugger', 'besides']),
  core('debugger', 'debug', { active: true, complete: 'true', console: false, tosidebar: true }),
  step('besides', 'note'),

  entry('complete', 'completes'),
  step('completes', 'pass'),
  core('completed', 'complete', { scope: ['completes'] }, 'afterComplete'),
  step('afterComplete', 'note'),

  entry('status', 'showing'),
  func('showing', 'node.status({ text: "busy" }); return msg;', 'shown'),
  step('shown', 'note'),
  core('statusNode', 'status', { scope: ['showing'] }, 'ofStatus'),
  step('ofStatus', 'note'),

  entry('junction', 'crossing'),
  core('crossing', 'junction', {}, ['left', 'right']),
  step('left', 'note'),
  step('right', 'note'),
  core('remark', 'comment', {}),

  entry('links', 'out'),
  core('out', 'link out', { mode: 'link', links: ['in'] }),
  core('in', 'link in', { links: ['out'] }, 'linked'),
  step('linked', 'note'),

  entry('calls', 'call'),
  core('call', 'link call', { links: ['routine'], linkType: 'static', timeout: '5' }, 'returned'),
  core('routine', 'link in', { links: [] }, 'inRoutine'),
  step('inRoutine', 'note', 'back'),
  core('back', 'link out', { mode: 'return' }),
  step('returned', 'note'),

  entry('unreturned', 'callNever'),
  core('callNever', 'link call', { links: ['deaf'], linkType: 'static', timeout: '0.05' }, 'unreached'),
  core('deaf', 'link in', { links: [] }, 'heard'),
  step('heard', 'note'),
  step('unreached', 'note'),

  entry('unreturnedCaught', 'callCaught'),
  core('callCaught', 'link call', { links: ['deaf2'], linkType: 'static', timeout: '0.05' }, 'unreached'),
  core('deaf2', 'link in', { links: [] }, 'heard2'),
  step('heard2', 'note'),
  core('catchCall', 'catch', { scope: ['callCaught'], uncaught: false }, 'callHandled'),
  step('callHandled', 'note'),

  subflow('sf', 'inner'),
  { ...step('inner', 'note'), label: 'inside', z: 'sf' },
  entry('sub', 'instance'),
  core('instance', 'subflow:sf', {}, 'afterSub'),
  step('afterSub', 'note'),

  subflow('sfStatus', 'tells', { status: { wires: [{ id: 'innerStatus', port: 0 }] } }),
  { ...func('tells', 'node.status({ text: "inside" }); return msg;'), z: 'sfStatus' },
  { ...core('innerStatus', 'status', { scope: null }), z: 'sfStatus' },
  entry('subStatus', 'instance2'),
  core('instance2', 'subflow:sfStatus', {}, 'afterSub2'),
  step('afterSub2', 'note'),
  core('statusOfSub', 'status', { scope: ['instance2'] }, 'ofSub'),
  step('ofSub', 'note'),
];

describe('core nodes on a path: common', () => {
  let runs: CoreRuns;
  before(async () => {
    runs = await CoreRuns.start(flow);
  });
  after(() => runs.stop());

  it('inject has no run: its message gets one at the first of our nodes', async () => {
    await runs.flows.call('receive', 'inject', {});
    const [message] = await runs.flows.until('a run of its own', async () => {
      const own = await runs.strangers('injected');
      return own[0]?.state === 'done' && own;
    });
    expect(await runs.payloads(message?.id ?? '', 'injected')).to.deep.equal(['tried']);
  });

  it('debug ends its branch at once', async () => {
    expect(await runs.finished('debug')).to.deep.equal(['besides']);
  });

  it('complete belongs to the run of the message that was completed', async () => {
    expect(await runs.finished('complete')).to.deep.equal(['afterComplete']);
  });

  it('status belongs to no run: what comes of it gets runs of its own', async () => {
    expect(await runs.finished('status')).to.deep.equal(['shown']);
    await runs.flows.until('a run of its own', async () => (await runs.strangers('ofStatus')).length > 0);
    expect(await runs.names('status')).to.deep.equal(['shown']);
  });

  it('junction and comment change nothing', async () => {
    expect(await runs.finished('junction')).to.deep.equal(['left', 'right']);
  });

  it('link out and link in are one wire', async () => {
    expect(await runs.finished('links')).to.deep.equal(['linked']);
  });

  it('link call holds the message until the return', async () => {
    expect(await runs.finished('calls')).to.deep.equal(['inRoutine', 'returned']);
  });

  it('link call without a return fails the run at its time-out', async () => {
    const exception = await runs.failed('unreturned');
    expect(exception.nodeId).to.equal('callNever');
    expect(exception.error.message).to.contain('timeout');
    expect(await runs.names('unreturned')).to.deep.equal([]);
  });

  it('link call without a return ends well when a Catch node takes the time-out', async () => {
    expect(await runs.finished('unreturnedCaught')).to.deep.equal(['callHandled', 'heard2']);
  });

  it('a subflow is part of the path', async () => {
    expect(await runs.finished('sub')).to.deep.equal(['afterSub', 'inside']);
  });

  it('the status output of a subflow belongs to no run', async () => {
    expect(await runs.finished('subStatus')).to.deep.equal(['afterSub2']);
    await runs.flows.until('a run of its own', async () => (await runs.strangers('ofSub')).length > 0);
  });
});
