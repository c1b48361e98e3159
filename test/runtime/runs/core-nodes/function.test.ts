import { expect } from 'chai';
import { CoreRuns, core, func } from '../../../support/runtime/core-runs.ts';
import { entry, step } from '../../../support/runtime/nodes.ts';
import type { FlowNode } from '../../../support/runtime/protocol.ts';

const rule = (v: string) => ({ t: 'eq', v, vt: 'str' });
const property = { property: 'payload', propertyType: 'msg' };
const delayed = {
  pauseType: 'delay',
  timeout: '20',
  timeoutUnits: 'milliseconds',
  rate: '1',
  nbRateUnits: '1',
  rateUnits: 'second',
  randomFirst: '1',
  randomLast: '5',
  randomUnits: 'milliseconds',
  drop: false,
  outputs: 1,
};
const limited = { ...delayed, pauseType: 'rate', rate: '50', nbRateUnits: '1', rateUnits: 'second' };
const trigger = {
  op1: '1',
  op1type: 'str',
  op2: '0',
  op2type: 'str',
  duration: '30',
  units: 'ms',
  extend: false,
  overrideDelay: false,
  reset: '',
  bytopic: 'all',
  topic: 'topic',
  outputs: 1,
};

const flow: FlowNode[] = [
  entry('returns', 'returning'),
  func('returning', 'msg.payload = msg.payload * 2; return msg;', 'doubled'),
  step('doubled', 'note'),

  entry('awaits', 'awaiting'),
  func(
    'awaiting',
    'await new Promise((r) => setTimeout(r, 10)); node.send([msg, null]); return [null, { payload: "new" }];',
    [['awaited'], ['fresh']],
  ),
  step('awaited', 'note'),
  step('fresh', 'note'),

  entry('timer', 'timing'),
  func('timing', 'setTimeout(() => node.send({ payload: "late" }), 20);', 'timed'),
  step('timed', 'note'),

  entry('cleared', 'clearing'),
  func('clearing', 'const t = setTimeout(() => node.send(msg), 60000); clearTimeout(t); return msg;', 'kept'),
  step('kept', 'note'),

  entry('doneLater', 'sayingDone'),
  func('sayingDone', 'setTimeout(() => { node.send(msg); node.done(); }, 20);', 'said'),
  step('said', 'note'),

  entry('neverDone', 'silent'),
  func('silent', 'if (msg.never) node.done();'),

  entry('floating', 'floats'),
  func('floats', 'timers.setTimeout(() => node.send(msg), 20);', 'floated', {
    libs: [{ var: 'timers', module: 'timers' }],
  }),
  step('floated', 'note'),

  entry('rejects', 'rejecting'),
  func('rejecting', 'await null; throw new Error("not today");', 'unreached'),
  step('unreached', 'note'),

  entry('switch', 'switching'),
  core(
    'switching',
    'switch',
    { ...property, property: 'payload.way', rules: [rule('a'), rule('b')], checkall: 'true', outputs: 2 },
    'wayA',
    'wayB',
  ),
  step('wayA', 'note'),
  step('wayB', 'note'),
  entry('switchJsonata', 'evaluating'),
  core(
    'evaluating',
    'switch',
    { property: '$lowercase(payload.way)', propertyType: 'jsonata', rules: [rule('a')], outputs: 1 },
    'evaluated',
  ),
  step('evaluated', 'note'),

  entry('change', 'changing'),
  core(
    'changing',
    'change',
    { rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload.n + 1', tot: 'jsonata' }] },
    'changed',
  ),
  step('changed', 'note'),

  entry('range', 'ranging'),
  core(
    'ranging',
    'range',
    {
      minin: '0',
      maxin: '10',
      minout: '0',
      maxout: '100',
      action: 'scale',
      round: true,
      property: 'payload',
    },
    'ranged',
  ),
  step('ranged', 'note'),

  entry('template', 'rendering'),
  core(
    'rendering',
    'template',
    {
      field: 'payload',
      fieldType: 'msg',
      syntax: 'mustache',
      template: 'Hello {{payload.name}}',
      output: 'str',
    },
    'rendered',
  ),
  step('rendered', 'note'),

  entry('rbe', 'filter'),
  core(
    'filter',
    'rbe',
    { func: 'rbe', property: 'payload', topi: 'topic', septopics: false, gap: '' },
    'passed',
  ),
  step('passed', 'note'),

  entry('delay', 'delaying'),
  core('delaying', 'delay', delayed, 'delayed'),
  step('delayed', 'note'),

  entry('reset', 'resetting'),
  core('resetting', 'delay', { ...delayed, timeout: '60', timeoutUnits: 'seconds' }, 'afterReset'),
  step('afterReset', 'note'),

  entry('rate', 'limiting'),
  core('limiting', 'delay', limited, 'limited'),
  step('limited', 'note'),

  entry('drop', 'dropping'),
  core(
    'dropping',
    'delay',
    { ...limited, rate: '1', rateUnits: 'hour', drop: true, outputs: 2 },
    'inTime',
    'tooSoon',
  ),
  step('inTime', 'note'),
  step('tooSoon', 'note'),

  entry('queue', 'queueing'),
  core('queueing', 'delay', { ...limited, pauseType: 'queue', rate: '1', rateUnits: 'hour' }, 'dequeued'),
  step('dequeued', 'note'),

  entry('trigger', 'triggering'),
  core('triggering', 'trigger', trigger, 'triggered'),
  step('triggered', 'note'),

  entry('extended', 'extending'),
  core(
    'extending',
    'trigger',
    { ...trigger, duration: '800', op1type: 'nul', op2type: 'payl', extend: true },
    'extension',
  ),
  step('extension', 'note'),

  entry('resetTrigger', 'resettable'),
  core('resettable', 'trigger', { ...trigger, duration: '60', units: 's' }, 'beforeReset'),
  step('beforeReset', 'note'),

  entry('blocking', 'blocks'),
  core('blocks', 'trigger', { ...trigger, op2type: 'nul', duration: '60', units: 's' }, 'once'),
  step('once', 'note'),

  entry('exec', 'executing'),
  core(
    'executing',
    'exec',
    { command: 'printf', addpay: 'payload', append: '', useSpawn: 'false', timer: '' },
    'executed',
    [],
    [],
  ),
  step('executed', 'note'),
  entry('spawn', 'spawning'),
  core(
    'spawning',
    'exec',
    { command: 'printf', addpay: 'payload', append: '', useSpawn: 'true', timer: '', oldrc: false },
    'stdout',
    [],
    'exit',
  ),
  step('stdout', 'note'),
  step('exit', 'note'),
];

describe('core nodes on a path: function', () => {
  let runs: CoreRuns;
  before(async () => {
    runs = await CoreRuns.start(flow);
  });
  after(() => runs.stop());

  it('function holds the message until its code has returned', async () => {
    expect(await runs.finished('returns', 4)).to.deep.equal(['doubled']);
  });

  it('function with await holds the message, and what it sends is of the run', async () => {
    expect(await runs.finished('awaits')).to.deep.equal(['awaited', 'fresh']);
  });

  it('function with setTimeout is waited for, without any done', async () => {
    expect(await runs.finished('timer')).to.deep.equal(['timed']);
    expect(await runs.finished('cleared')).to.deep.equal(['kept']);
  });

  it('function that calls node.done itself is waited for', async () => {
    expect(await runs.finished('doneLater')).to.deep.equal(['said']);
  });

  it('function that mentions node.done and never calls it is named by the time-out', async () => {
    const exception = await runs.timedOut('neverDone', 'silent');
    expect(exception.error.code).to.equal('CD_RUN_TIMEOUT');
    expect(exception.nodeId).to.equal('silent');
  });

  it('function with a callback of a module sends after the end: that gets a run of its own', async () => {
    expect(await runs.finished('floating')).to.deep.equal([]);
    await runs.flows.until('a run of its own', async () => (await runs.strangers('floated')).length > 0);
  });

  it('function whose promise is rejected fails the run', async () => {
    const { error, nodeId } = await runs.failed('rejects');
    expect(nodeId).to.equal('rejecting');
    expect(error.message).to.contain('not today');
  });

  it('switch ends no run early in a burst, with msg properties or JSONata', async () => {
    const ways = ['a', 'b', 'c'];
    const burst = Array.from({ length: 200 }, (_, index) => ({
      key: `burst ${index}`,
      way: ways[index % 3] ?? '',
    }));
    const ids = await Promise.all(
      burst.map(async ({ key, way }, index) =>
        runs.accept(index % 2 ? 'switch' : 'switchJsonata', { way: way.toUpperCase() }, {}, key),
      ),
    );
    await Promise.all(ids.map((id) => runs.flows.untilState(id, 'done')));
    for (const [index, { key, way }] of burst.entries()) {
      const lower = index % 2 ? [] : way === 'a' ? ['evaluated'] : [];
      expect(await runs.names(key), key).to.deep.equal(lower);
    }
    const low = await Promise.all(
      burst.map(({ key, way }) => runs.accept('switch', { way }, {}, `low ${key}`)),
    );
    await Promise.all(low.map((id) => runs.flows.untilState(id, 'done')));
    for (const { key, way } of burst) {
      const expected = way === 'a' ? ['wayA'] : way === 'b' ? ['wayB'] : [];
      expect(await runs.names(`low ${key}`), key).to.deep.equal(expected);
    }
  });

  it('change, range and template pass on at once', async () => {
    expect(await runs.finished('change', { n: 1 })).to.deep.equal(['changed']);
    expect(await runs.payloads('change', 'changed')).to.deep.equal([2]);
    expect(await runs.finished('range', 5)).to.deep.equal(['ranged']);
    expect(await runs.finished('template', { name: 'Ada' })).to.deep.equal(['rendered']);
  });

  it('rbe ends the branch of what it blocks, and remembers over runs', async () => {
    expect(await runs.finished('rbe', 1, {}, 'rbe 1')).to.deep.equal(['passed']);
    expect(await runs.finished('rbe', 1, {}, 'rbe 2')).to.deep.equal([]);
  });

  it('delay holds the message in the run', async () => {
    expect(await runs.finished('delay')).to.deep.equal(['delayed']);
  });

  it('delay drops what it holds on reset: those runs end there', async () => {
    const held = await runs.accept('reset', {}, {}, 'held');
    await runs.reaches(held, 'resetting');
    await runs.finished('reset', {}, { reset: true }, 'resets');
    await runs.flows.untilState(held, 'done');
    expect(await runs.names('held')).to.deep.equal([]);
  });

  it('delay as rate limit holds what is over the rate', async () => {
    const keys = ['r1', 'r2', 'r3'];
    const all = await Promise.all(keys.map((key) => runs.finished('rate', {}, {}, key)));
    expect(all).to.deep.equal([['limited'], ['limited'], ['limited']]);
  });

  it('delay that drops ends the branch, or sends to its second output', async () => {
    expect(await runs.finished('drop', {}, {}, 'd1')).to.deep.equal(['inTime']);
    expect(await runs.finished('drop', {}, {}, 'd2')).to.deep.equal(['tooSoon']);
  });

  it('delay as queue per topic ends the run of a message that a later one replaces', async () => {
    const replaced = await runs.accept('queue', 1, { topic: 't' }, 'q1');
    await runs.reaches(replaced, 'queueing');
    const latest = await runs.accept('queue', 2, { topic: 't' }, 'q2');
    await runs.flows.untilState(replaced, 'done');
    await runs.finished('queue', 3, { topic: 't', flush: true }, 'q3');
    await runs.flows.untilState(latest, 'done');
    expect([await runs.names('q1'), await runs.names('q2'), await runs.names('q3')]).to.deep.equal([
      [],
      [],
      ['dequeued'],
    ]);
  });

  it('trigger holds the run until it has sent its second message', async () => {
    expect(await runs.finished('trigger')).to.deep.equal(['triggered', 'triggered']);
    expect(await runs.payloads('trigger', 'triggered')).to.deep.equal(['1', '0']);
  });

  it('trigger that is extended holds every run until its one late message, of the latest run', async () => {
    const first = runs.finished('extended', 1, {}, 'x1');
    const second = runs.finished('extended', 2, {}, 'x2');
    expect([await first, await second]).to.deep.equal([[], ['extension']]);
  });

  it('trigger lets go of the run when it is reset', async () => {
    const held = await runs.accept('resetTrigger', {}, {}, 'h');
    await runs.reaches(held, 'beforeReset');
    await runs.finished('resetTrigger', {}, { reset: true }, 'resetter');
    await runs.flows.untilState(held, 'done');
    expect(await runs.names('h')).to.deep.equal(['beforeReset']);
  });

  it('trigger that only blocks holds nothing, and remembers over runs', async () => {
    expect(await runs.finished('blocking', {}, {}, 'b1')).to.deep.equal(['once']);
    expect(await runs.finished('blocking', {}, {}, 'b2')).to.deep.equal([]);
  });

  it('exec holds the message until the process has ended', async () => {
    expect(await runs.finished('exec', 'hi')).to.deep.equal(['executed']);
    expect(await runs.finished('spawn', 'hi')).to.deep.equal(['exit', 'stdout']);
  });
});
