import { expect } from 'chai';
import { CoreRuns, core, func } from '../../support/runtime/core-runs.ts';
import { ways } from '../../support/runtime/foreign-node.ts';
import { entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';

const names = Object.keys(ways);
const tab = (id: string, nodes: readonly FlowNode[]): FlowNode[] => [
  { id, type: 'tab', label: id },
  ...nodes.map((node) => ({ ...node, z: id })),
];

/** Entry → change → the failing node, and a sibling branch. */
const failing = (prefix: string, way: string, more = {}): FlowNode[] => [
  entry(`${prefix} ${way}`, [`${prefix} change ${way}`, `${prefix} sibling ${way}`]),
  core(
    `${prefix} change ${way}`,
    'change',
    { rules: [{ t: 'set', p: 'topic', pt: 'msg', to: 'here', tot: 'str' }] },
    `${prefix} node ${way}`,
  ),
  { ...core(`${prefix} node ${way}`, 'foreign', { way }), name: `Foreign ${way}`, ...more },
  { ...step(`${prefix} sibling ${way}`, 'note'), label: 'sibling' },
];

const catching = (id: string, config: object): FlowNode[] => [
  core(id, 'catch', { scope: null, uncaught: false, ...config }, `${id} handled`),
  { ...step(`${id} handled`, 'note'), label: id },
];

const flow: FlowNode[] = [
  ...tab(
    'bare',
    names.flatMap((way) => failing('bare', way)),
  ),
  ...tab('caught', [...names.flatMap((way) => failing('caught', way)), ...catching('all', {})]),
  ...tab('uncaught', [
    ...names.flatMap((way) => failing('uncaught', way)),
    ...catching('rest', { uncaught: true }),
  ]),
  ...tab('scoped', [
    ...failing('in', 'throws'),
    ...failing('out', 'throws'),
    ...catching('scope', { scope: ['in node throws'] }),
    ...catching('uncaughtToo', { uncaught: true }),
  ]),
  ...tab('groups', [
    { id: 'inner', type: 'group', nodes: ['group node throws', 'ofGroup'], x: 1, y: 1, w: 1, h: 1 },
    ...failing('group', 'throws', { g: 'inner' }),
    ...failing('apart', 'throws'),
    ...catching('ofGroup', { scope: 'group', g: 'inner' }),
  ]),
  ...tab('failsAgain', [
    ...failing('again', 'throws'),
    core('catchAgain', 'catch', { scope: ['again node throws'], uncaught: false }, 'failsInHandler'),
    func('failsInHandler', 'throw new Error("the handler failed too");'),
  ]),
];

const caughtWays = names.filter((way) => way !== 'reports and is never done');

describe('an error in a run', () => {
  let runs: CoreRuns;
  before(async () => {
    runs = await CoreRuns.start(flow);
  });
  after(() => runs.stop());

  for (const way of names) {
    it(`of a node that ${way} becomes an exception with the whole message as it was there`, async () => {
      const order = { order: 7, secret: '$' };
      const exception = await runs.failed(`bare ${way}`, order, { trace: [1] });
      expect(exception).to.deep.include({
        kind: 'message',
        nodeId: `bare node ${way}`,
        nodeName: `Foreign ${way}`,
        document: { topic: 'here', trace: [1], payload: order },
      });
      expect(exception.error).to.deep.include({ code: 'CD_RUN_NODE_FAILED' });
      expect(exception.error.message).to.contain('this went wrong');
      expect(await runs.names(`bare ${way}`)).to.deep.equal([]);
    });
  }

  for (const way of caughtWays) {
    it(`of a node that ${way} is handled by a Catch node, and the run commits`, async () => {
      expect(await runs.finished(`caught ${way}`)).to.deep.equal(['all', 'sibling']);
      expect(await runs.finished(`uncaught ${way}`)).to.deep.equal(['rest', 'sibling']);
    });
  }

  it('of a node that never says done is handled, and the node named by the time-out', async () => {
    const exception = await runs.timedOut('caught reports and is never done', 'all handled');
    expect(exception.error.code).to.equal('CD_RUN_TIMEOUT');
    expect(exception.nodeId).to.equal('caught node reports and is never done');
  });

  it('goes to the Catch node of its node alone, and to one for the uncaught when there is none', async () => {
    expect(await runs.finished('in throws')).to.deep.equal(['scope', 'sibling']);
    expect(await runs.finished('out throws')).to.deep.equal(['sibling', 'uncaughtToo']);
  });

  it('goes to the Catch node of its group, and is an exception outside of it', async () => {
    expect(await runs.finished('group throws')).to.deep.equal(['ofGroup', 'sibling']);
    expect((await runs.failed('apart throws')).nodeId).to.equal('apart node throws');
  });

  it('in what handles an error is an exception', async () => {
    const exception = await runs.failed('again throws');
    expect(exception.nodeId).to.equal('failsInHandler');
    expect(exception.error.message).to.contain('the handler failed too');
  });

  it('is in the trace of its node, caught or not', async () => {
    const caught = await runs.accept('caught throws', {}, {}, 'traced');
    await runs.flows.untilState(caught, 'done');
    const bare = await runs.failed('bare throws', {}, {}, 'traced too');
    for (const [id, node] of [
      [caught, 'caught node throws'],
      [bare.subjectId, 'bare node throws'],
    ] as const) {
      const hop = await runs.flows.until('the hop', async () =>
        (await runs.flows.trace(id)).find(({ nodeId }) => nodeId === node),
      );
      expect(hop.event).to.equal('failed');
      expect(hop.error?.message).to.contain('this went wrong');
    }
  });
});
