import { expect } from 'chai';
import { entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';

const func = (id: string, code: string, to: string | string[] = []): FlowNode => ({
  id,
  type: 'function',
  func: code,
  outputs: 1,
  initialize: '',
  finalize: '',
  libs: [],
  to: [to],
});

const rule = (v: string) => ({ t: 'eq', v, vt: 'str' });

const flow: FlowNode[] = [
  entry('fan', ['fan1', 'fan2']),
  step('fan1', 'note'),
  step('fan2', 'note', 'fan3'),
  step('fan3', 'note'),

  entry('list', 'split'),
  {
    id: 'split',
    type: 'split',
    arraySplt: 1,
    arraySpltType: 'len',
    splt: '\\n',
    spltType: 'str',
    to: ['part'],
  },
  step('part', 'note', 'join'),
  { id: 'join', type: 'join', mode: 'auto', to: ['whole'] },
  step('whole', 'note'),

  entry('async', 'later'),
  func(
    'later',
    'setTimeout(() => { node.send({ payload: "late" }); node.done(); }, 5); return null;',
    'late',
  ),
  step('late', 'note'),

  entry('early', 'doneFirst'),
  func('doneFirst', 'node.done(); node.send(msg); return null;', 'afterDone'),
  step('afterDone', 'note'),

  entry('links', 'out'),
  { id: 'out', type: 'link out', mode: 'link', links: ['in'] },
  { id: 'in', type: 'link in', links: ['out'], to: ['called'] },
  { id: 'called', type: 'link call', links: ['routine'], linkType: 'static', timeout: '5', to: ['linked'] },
  { id: 'routine', type: 'link in', links: [], to: ['inRoutine'] },
  step('inRoutine', 'note', 'back'),
  { id: 'back', type: 'link out', mode: 'return' },
  step('linked', 'note'),

  entry('sub', 'instance'),
  {
    id: 'sf',
    type: 'subflow',
    name: 'sub',
    in: [{ wires: [{ id: 'inner' }] }],
    out: [{ wires: [{ id: 'inner', port: 0 }] }],
  },
  { ...step('inner', 'note'), label: 'inside', z: 'sf' },
  { id: 'instance', type: 'subflow:sf', to: ['afterSub'] },
  step('afterSub', 'note'),

  entry('caught', 'thrower'),
  step('thrower', 'reject', 'unreached'),
  step('unreached', 'note'),
  { id: 'catch', type: 'catch', scope: ['thrower', 'thrower2'], uncaught: false, to: ['handled'] },
  step('handled', 'note'),

  entry('uncaught', ['sibling', 'bad']),
  step('sibling', 'note'),
  step('bad', 'reject'),

  entry('reported', 'reporter'),
  func('reporter', 'node.error("not good", msg); return msg;', 'goesOn'),
  step('goesOn', 'note'),

  entry('switched', 'switch'),
  {
    id: 'switch',
    type: 'switch',
    property: 'payload.way',
    propertyType: 'msg',
    rules: [rule('a'), rule('b')],
    checkall: 'false',
    outputs: 2,
    to: ['wayA', 'wayB'],
  },
  step('wayA', 'note'),
  step('wayB', 'note'),

  entry('stuck', 'asleep'),
  step('asleep', 'never'),

  entry('second', [], 'atSecond'),
  step('atSecond', 'note'),

  { id: 'stock', type: 'function', func: '', outputs: 1, to: [['adhoc']] },
  step('adhoc', 'note', 'adhoc2'),
  step('adhoc2', 'note'),
];

describe('run tracking', () => {
  let flows: RunningFlows;
  before(async () => {
    flows = await RunningFlows.start(flow, {
      site: { retry: { attempts: 1, firstDelayMs: 1, factor: 1, maxDelayMs: 1 } },
    });
  });
  after(() => flows.stop());

  const names = async (key: string) => (await flows.notes(key)).map(({ name }) => name).sort();
  const finished = async (nodeId: string, payload: unknown, more = {}) => {
    const { id } = await flows.accept(nodeId, payload, { key: nodeId, ...more });
    await flows.untilState(id, 'done');
    return names(nodeId);
  };

  it('ends a run when every branch of a fan-out has ended', async () => {
    expect(await finished('fan', { a: 1 })).to.deep.equal(['fan1', 'fan2', 'fan3']);
  });

  it('ends a run when split parts have been joined again', async () => {
    expect(await finished('list', [1, 2, 3])).to.deep.equal(['part', 'part', 'part', 'whole']);
    const whole = (await flows.notes('list')).find(({ name }) => name === 'whole');
    expect(whole?.data).to.deep.equal([1, 2, 3]);
  });

  it('waits for an asynchronous function node that sends a new message', async () => {
    expect(await finished('async', {})).to.deep.equal(['late']);
  });

  it('counts what a node sends after it has called done', async () => {
    expect(await finished('early', {})).to.deep.equal(['afterDone']);
  });

  it('follows link nodes and link calls', async () => {
    expect(await finished('links', {})).to.deep.equal(['inRoutine', 'linked']);
  });

  it('follows a message through a subflow', async () => {
    expect(await finished('sub', {})).to.deep.equal(['afterSub', 'inside']);
  });

  it('commits a run whose error a Catch node has handled', async () => {
    expect(await finished('caught', {})).to.deep.equal(['handled']);
  });

  it('commits nothing of a run with an error that nobody catches', async () => {
    const { id } = await flows.accept('uncaught', { order: 7 }, { key: 'uncaught' });
    await flows.untilState(id, 'parked');
    expect(await names('uncaught')).to.deep.equal([]);
    const [exception] = (await flows.openExceptions()).filter(({ subjectId }) => subjectId === id);
    expect(exception).to.include({ kind: 'message', nodeId: 'bad', key: 'uncaught' });
    expect(exception?.error.code).to.equal('CD_CONFIG_INVALID');
    expect(exception?.document).to.deep.equal({ payload: { order: 7 } });
  });

  it('fails a run whose node reports an error and goes on', async () => {
    const { id } = await flows.accept('reported', {}, { key: 'reported' });
    await flows.untilState(id, 'parked');
    const [exception] = (await flows.openExceptions()).filter(({ subjectId }) => subjectId === id);
    expect(exception?.error.code).to.equal('CD_RUN_NODE_FAILED');
    expect(exception?.error.message).to.contain('not good');
  });

  it('waits for the messages that a switch node keeps in its queue', async () => {
    const accepted = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        flows.accept('switched', { way: index % 2 ? 'a' : 'b' }, { key: `switched ${index}` }),
      ),
    );
    await Promise.all(accepted.map(({ id }) => flows.untilState(id, 'done')));
    for (const index of accepted.keys()) {
      expect(await names(`switched ${index}`)).to.deep.equal([index % 2 ? 'wayA' : 'wayB']);
    }
  });

  it('fails a run by time-out and names the node that never finished', async () => {
    const { id } = await flows.accept('stuck', {}, { key: 'stuck' });
    await flows.until('the node has the message', async () =>
      (await flows.trace(id)).some(({ nodeId }) => nodeId === 'asleep'),
    );
    await flows.call('advance', 30_000);
    await flows.untilState(id, 'parked');
    const [exception] = (await flows.openExceptions()).filter(({ subjectId }) => subjectId === id);
    expect(exception?.error.code).to.equal('CD_RUN_TIMEOUT');
    expect(exception?.error.message).to.contain('crossdock-test-step asleep');
    expect(exception?.nodeId).to.equal('asleep');
  });

  it('starts at the output the arrival names', async () => {
    expect(await finished('second', {}, { output: 'second' })).to.deep.equal(['atSecond']);
  });

  it('gives a message of a stock node a run at the first of our nodes', async () => {
    await flows.call('send', 'stock', { payload: { tried: true } });
    const messageId = await flows.until('the run has committed', async () => {
      const messages = await flows.ledger('messages', { limit: 100 });
      const own = messages.find(({ queue }) => queue === 'input:adhoc');
      return own?.state === 'done' && own.envelope.id;
    });
    expect(await names(messageId)).to.deep.equal(['adhoc', 'adhoc2']);
  });
});
