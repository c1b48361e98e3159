import { expect } from 'chai';
import { CoreRuns, core, func } from '../../support/runtime/core-runs.ts';
import { entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';

const delay = {
  pauseType: 'delay',
  timeoutUnits: 'milliseconds',
  rate: '1',
  nbRateUnits: '1',
  rateUnits: 'second',
  randomFirst: '1',
  randomLast: '5',
  randomUnits: 'seconds',
  drop: false,
  outputs: 1,
};
const join = {
  mode: 'custom',
  build: 'array',
  property: 'payload',
  propertyType: 'msg',
  key: 'topic',
  joiner: '',
  joinerType: 'str',
  useparts: false,
  accumulate: false,
  timeout: '',
};
const trigger = {
  op1: '',
  op1type: 'nul',
  op2: '',
  op2type: 'payl',
  units: 'ms',
  extend: false,
  overrideDelay: false,
  reset: '',
  bytopic: 'all',
  topic: 'topic',
  outputs: 1,
};

/** Nodes that hold what they get for a minute, or let it go at once. */
const holders = (holdMs: number): FlowNode[] => [
  core('delay', 'delay', { ...delay, timeout: String(holdMs) }, 'afterDelay'),
  core('join', 'join', { ...join, count: holdMs > 100 ? '2' : '1' }, 'afterJoin'),
  func('async', `await new Promise((r) => setTimeout(r, ${holdMs})); return msg;`, 'afterAsync'),
  func('timer', `setTimeout(() => node.send(msg), ${holdMs});`, 'afterTimer'),
  core('trigger', 'trigger', { ...trigger, duration: String(holdMs) }, 'afterTrigger'),
];
const kinds = ['delay', 'join', 'async', 'timer', 'trigger'] as const;
const afterOf = (kind: string): string => `after${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

const flow = (holdMs: number): FlowNode[] => [
  { id: 'f2', type: 'tab', label: 'another' },
  ...kinds.flatMap((kind) => [entry(`in-${kind}`, kind), step(afterOf(kind), 'note')]),
  ...holders(holdMs),
  { ...entry('elsewhere', 'gate'), z: 'f2' },
  { ...step('gate', 'gate', 'beyond'), z: 'f2' },
  { ...step('beyond', 'note'), z: 'f2' },
  entry('load', ['one', 'two']),
  core('one', 'delay', { ...delay, timeout: '2' }, 'oneDone'),
  core('two', 'switch', { property: 'payload', propertyType: 'msg', rules: [{ t: 'else' }], outputs: 1 }, [
    'twoDone',
    'split',
  ]),
  core('split', 'split', { arraySplt: 1, arraySpltType: 'len', splt: '\\n', spltType: 'str' }, 'joined'),
  core('joined', 'join', { mode: 'auto' }, 'threeDone'),
  step('oneDone', 'note'),
  step('twoDone', 'note'),
  step('threeDone', 'note'),
];

/** What the nodes on the loaded path do is the same; a deploy finds them changed. */
const renamed = (name: string): FlowNode[] =>
  flow(60_000).map((node) =>
    ['one', 'two', 'joined', 'oneDone'].includes(node.id) ? { ...node, name: `${node.id} ${name}` } : node,
  );

describe('a deploy', () => {
  let runs: CoreRuns;
  beforeEach(async () => {
    runs = await CoreRuns.start(flow(60_000));
  });
  afterEach(() => runs.stop());

  for (const type of ['full', 'flows', 'nodes']) {
    it(`of ${type} runs again what stopped nodes held, once`, async () => {
      const ids = await Promise.all(kinds.map((kind) => runs.accept(`in-${kind}`, kind, {}, kind)));
      await Promise.all(kinds.map((kind, index) => runs.reaches(ids[index] ?? '', kind)));
      await runs.flows.call('deploy', flow(5), type);
      await Promise.all(ids.map((id) => runs.flows.untilState(id, 'done')));
      for (const kind of kinds) expect(await runs.names(kind)).to.deep.equal([afterOf(kind)]);
    });

    it(`of ${type} loses and doubles nothing under load`, async () => {
      const keys = Array.from({ length: 120 }, (_, index) => `load ${index}`);
      const ids: string[] = [];
      for (const [index, key] of keys.entries()) {
        ids.push(await runs.accept('load', [1, 2], {}, key));
        if (index % 40 === 20) await runs.flows.call('deploy', renamed(`${type} ${index}`), type);
      }
      await Promise.all(ids.map((id) => runs.flows.untilState(id, 'done')));
      const expected = ['oneDone', 'threeDone', 'twoDone'];
      for (const key of keys) expect(await runs.names(key), key).to.deep.equal(expected);
    });
  }

  for (const type of ['flows', 'nodes']) {
    it(`of ${type} lets the runs go on that have nothing at its nodes`, async () => {
      const id = await runs.accept('elsewhere');
      await runs.flows.atGate('gate');
      await runs.flows.call('deploy', flow(5), type);
      await runs.flows.call('openGate', 'gate');
      await runs.flows.untilState(id, 'done');
      expect(await runs.names('elsewhere')).to.deep.equal(['beyond']);
      const attempts = (await runs.flows.trace(id)).filter(({ nodeId }) => nodeId === 'gate');
      expect(attempts).to.have.length(1);
    });
  }
});
