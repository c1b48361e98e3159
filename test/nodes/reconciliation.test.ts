import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type OrderGap, reconcile } from '../../domain/process/reconciliation.ts';
import { runtime } from '../../nodes/reconciliation/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const asOf = '2026-03-18T08:00:00.000Z';
const page = readFileSync(new URL('../../docs/reconciliation.md', import.meta.url), 'utf8');
const told = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as { oldest: OrderGap[] };

/** Northwind has the gap of the page, Hooli has none. */
const report = async (tenant: string, agedDays?: number) => ({
  ...{ asOf, orders: 3, complete: true },
  kinds: reconcile(tenant === 'northwind' ? told.oldest : [], asOf, 50, agedDays),
});
const sent = async (config: object) => {
  const node = deploy(runtime, { ...config }, { reconciliation: report, now: () => new Date(asOf) });
  const { outputs } = await node.receive({ payload: {}, topic: 'kept' });
  const of = (name: string) => (outputs[name] ?? []).map(({ payload }) => payload as Record<string, unknown>);
  return { report: of('report'), aged: of('aged'), topics: (outputs.report ?? []).map(({ topic }) => topic) };
};

describe('crossdock-reconciliation', () => {
  it('tells what the page of reconciliation shows', async () => {
    const { report: reports, topics } = await sent({ of: 'message', agedDays: 7 });
    expect(reports).to.have.length(1);
    const kinds = reports[0]?.kinds as { kind: string }[];
    expect(kinds.find(({ kind }) => kind === 'wms-not-in-erp')).to.deep.equal({ ...told, aged: 0 });
    expect(topics).to.deep.equal(['kept']);
  });

  it('tells apart what is older than is accepted, and nothing when nothing is', async () => {
    expect((await sent({ of: 'message', agedDays: 2 })).aged).to.deep.equal([]);
    const [aged] = (await sent({ of: 'message', agedDays: 1 })).aged;
    expect(aged).to.deep.include({ tenant: 'northwind', agedDays: 1 });
    expect(aged?.kinds).to.deep.equal([{ kind: 'wms-not-in-erp', count: 1, oldest: told.oldest }]);
  });

  it('counts what is aged beyond what is named, for the tenant whose it is', async () => {
    const many = Array.from({ length: 400 }, () => told.oldest).flat();
    const reconciliation = async (_: string, agedDays?: number) => ({
      ...{ asOf, orders: 3, complete: true, kinds: reconcile(many, asOf, 50, agedDays) },
    });
    const now = () => new Date(asOf);
    const node = deploy(runtime, { of: 'every', agedDays: 1 }, { reconciliation, now });
    const { aged = [] } = (await node.receive({ payload: {} })).outputs;
    expect(aged.map(({ tenant }) => tenant)).to.deep.equal(['northwind', 'hooli']);
    expect(new Set(aged.map(({ standing }) => standing)).size).to.equal(2);
    expect(aged[0]).to.have.nested.property('payload.kinds[0].count', 400);
    expect(aged[0]).to.have.nested.property('payload.kinds[0].oldest.length', 50);
  });

  it('tells at aged that not all was looked at, though nothing that was is aged', async () => {
    const reconciliation = async () => ({ asOf, orders: 3, complete: false, kinds: [] });
    const node = deploy(runtime, { of: 'message', agedDays: 7 }, { reconciliation });
    const { aged = [] } = (await node.receive({ payload: {} })).outputs;
    expect(aged.map(({ payload }) => payload)).to.have.length(1);
    expect(aged[0]?.payload).to.deep.include({ complete: false, kinds: [] });
  });

  it('closes the exception of the last look when nothing is aged any more', async () => {
    const state = async () => 'E-1';
    const node = deploy(runtime, { of: 'message', agedDays: 2 }, { reconciliation: report, state });
    await node.receive({ payload: {} });
    expect(node.effects.map(({ kind }) => kind)).to.deep.equal(['close-exception', 'state']);
    expect(node.effects[0]).to.include({ id: 'E-1' });
  });

  it('makes a report for each tenant of the site when it is asked for every one', async () => {
    const { report: reports, aged } = await sent({ of: 'every', agedDays: 0 });
    expect(reports.map(({ tenant }) => tenant)).to.deep.equal(['northwind', 'hooli']);
    expect(aged.map(({ tenant }) => tenant)).to.deep.equal(['northwind']);
  });
});
