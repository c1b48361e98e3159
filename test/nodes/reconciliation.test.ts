import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type OrderGap, reconcile } from '../../domain/process/reconciliation.ts';
import { runtime } from '../../nodes/reconciliation/runtime.ts';
import { deploy } from '../support/deploy-node.ts';

const asOf = '2026-03-18T08:00:00.000Z';
const page = readFileSync(new URL('../../docs/reconciliation.md', import.meta.url), 'utf8');
const told = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as { oldest: OrderGap[] };

/** Northwind has the gap of the page, Hooli has none. */
const report = async (tenant: string) => ({
  ...{ asOf, orders: 3, complete: true },
  kinds: reconcile(tenant === 'northwind' ? told.oldest : [], asOf, 50),
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
    expect(kinds.find(({ kind }) => kind === 'wms-not-in-erp')).to.deep.equal(told);
    expect(topics).to.deep.equal(['kept']);
  });

  it('tells apart what is older than is accepted, and nothing when nothing is', async () => {
    expect((await sent({ of: 'message', agedDays: 2 })).aged).to.deep.equal([]);
    const [aged] = (await sent({ of: 'message', agedDays: 1 })).aged;
    expect(aged).to.deep.include({ tenant: 'northwind', agedDays: 1 });
    expect(aged?.kinds).to.deep.equal([{ kind: 'wms-not-in-erp', oldest: told.oldest }]);
  });

  it('makes a report for each tenant of the site when it is asked for every one', async () => {
    const { report: reports, aged } = await sent({ of: 'every', agedDays: 0 });
    expect(reports.map(({ tenant }) => tenant)).to.deep.equal(['northwind', 'hooli']);
    expect(aged.map(({ tenant }) => tenant)).to.deep.equal(['northwind']);
  });
});
