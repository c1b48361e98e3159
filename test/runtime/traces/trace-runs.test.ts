import { hash } from 'node:crypto';
import { expect } from 'chai';
import type { Hop } from '../../../ledger/ledger.ts';
import type { Site } from '../../../runtime/site/site.ts';
import { core } from '../../support/runtime/core-runs.ts';
import { delivery, entry, step } from '../../support/runtime/nodes.ts';
import type { FlowNode } from '../../support/runtime/protocol.ts';
import { RunningFlows } from '../../support/runtime/running-flows.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const flow: FlowNode[] = [
  entry('orders', 'change'),
  {
    ...core(
      'change',
      'change',
      { rules: [{ t: 'set', p: 'payload.seen', pt: 'msg', to: 'true', tot: 'bool' }] },
      ['noted', 'post'],
    ),
    name: 'Mark as seen',
  },
  step('noted', 'note', 'last'),
  step('last', 'pass'),
  delivery('post', 'answered', []),
  step('answered', 'note'),
  entry('failing', 'fails'),
  step('fails', 'fail'),
  entry('waiting', 'waits'),
  step('waits', 'gate'),
];

const digestOf = (value: unknown) => hash('sha256', JSON.stringify(value));

describe('the trace of a run', () => {
  let flows: RunningFlows;
  before(() => start());
  const start = async (tracing: Partial<Site['tracing']> = {}) => {
    await flows?.stop();
    flows = await RunningFlows.start(flow, {
      site: {
        tracing: { ...testSite.tracing, ...tracing },
        retry: { attempts: 2, firstDelayMs: 1_000, factor: 1, maxDelayMs: 1_000 },
      },
    });
  };
  after(() => flows.stop());

  const ended = (id: string, event: Hop['event']): Promise<Hop[]> =>
    flows.until(`the trace of ${id} ends ${event}`, async () => {
      const hops = await flows.trace(id);
      return hops.some((hop) => hop.step === 0 && hop.event === event) && hops;
    });

  it('has every node with what came in and went out, in order, without anything wired for it', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'A' });
    const hops = await ended(id, 'committed');
    const steps = hops.filter((hop) => hop.step > 0);
    expect(steps.map(({ nodeId }) => nodeId).slice(0, 2)).to.deep.equal(['change', 'noted']);
    expect(steps.map(({ nodeId }) => nodeId)).to.have.members(['change', 'noted', 'post', 'last']);
    expect(steps.map((hop) => hop.step)).to.deep.equal([1, 2, 3, 4]);
    const [change] = steps;
    expect(change).to.deep.include({
      ...{ messageId: id, key: 'A', tenant: 'northwind', attempt: 1, event: 'passed' },
      ...{ nodeName: 'Mark as seen', nodeType: 'change', outputs: [2] },
    });
    expect(change?.durationMs).to.be.within(0, 5_000);
    const of = (value: unknown) => ({
      digest: digestOf(value),
      bytes: JSON.stringify(value).length,
      kept: false,
    });
    expect(change?.payload).to.deep.equal(of({ n: 1 }));
    expect(steps[1]?.payload).to.deep.equal(of({ n: 1, seen: true }));
    expect(steps.find(({ nodeId }) => nodeId === 'last')).not.to.have.property('outputs');
  });

  it('is found by its trace id over all messages that one document caused', async () => {
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'B' });
    const [hop] = await ended(id, 'committed');
    await flows.untilNotes('B', 2);
    const all = await flows.until('the answer is in the trace', async () => {
      const found = await flows.ledger('hops', { traceId: hop?.traceId ?? '', limit: 100 });
      return found.filter(({ step: at }) => at === 0).length === 2 && found;
    });
    expect(all.map(({ nodeId }) => nodeId)).to.include.members(['change', 'answered']);
    expect(new Set(all.map(({ messageId }) => messageId)).size).to.equal(2);
  });

  it('shows a run that is still going on', async () => {
    const live = await flows.accept('waiting', { n: 2 }, { key: 'H' });
    await flows.atGate('waits');
    const [hop, ...others] = await flows.trace(live.id);
    expect(others).to.deep.equal([]);
    expect(hop).to.include({ nodeId: 'waits', event: 'passed' });
    expect(hop).not.to.have.property('durationMs');
  });

  it('keeps payloads up to the site’s limit', async () => {
    await start({ payloads: 'kept', maxPayloadBytes: 200 });
    const small = await flows.accept('orders', { n: 1 }, { key: 'C' });
    const [hop] = await ended(small.id, 'committed');
    expect(hop?.payload?.kept).to.equal(true);
    expect(await flows.ledger('content', hop?.payload?.digest ?? '')).to.deep.equal({ n: 1 });
    const large = await flows.accept('orders', { text: 'x'.repeat(300) }, { key: 'D' });
    const [first] = await ended(large.id, 'committed');
    expect(first?.payload).to.include({ kept: false });
    expect(first?.payload?.bytes).to.be.above(300);
  });

  it('says nothing of payloads when the site wants none', async () => {
    await start({ payloads: 'none' });
    const { id } = await flows.accept('orders', { n: 1 }, { key: 'E' });
    for (const hop of await ended(id, 'committed')) expect(hop).not.to.have.property('payload');
  });

  it('of a failed attempt is kept whatever the share, with the error at its node', async () => {
    await start({ sample: 0 });
    const { id } = await flows.accept('failing', { failures: 1 }, { key: 'F' });
    const hops = await ended(id, 'retried');
    const code = 'CD_CONNECT_REFUSED';
    expect(hops.map(({ event, error }) => [event, error?.code])).to.deep.equal([
      ['failed', code],
      ['retried', code],
    ]);
    await flows.call('advance', 1_000);
    await flows.untilState(id, 'done');
    await flows.until('only the failure is kept', async () => (await flows.trace(id)).length === 2);
    const well = await flows.accept('orders', { n: 1 }, { key: 'G' });
    await flows.untilState(well.id, 'done');
    await flows.until('nothing is kept', async () => (await flows.trace(well.id)).length === 0);
  });
});
