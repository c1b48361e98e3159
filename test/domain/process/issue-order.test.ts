import { expect } from 'chai';
import fc from 'fast-check';
import { apply } from '../../../domain/process/apply.ts';
import { wakeUps } from '../../../domain/process/deadlines.ts';
import { gapsOf } from '../../../domain/process/gaps.ts';
import { defaultTerms, termsFrom } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const day = '2026-03-10T08:00:00Z';
const order = input('sales-order', { lines: { 1: 10 } }, 'm-0', day);
const hour = fc.integer({ min: 0, max: 96 });
const at = (hours: number) => new Date(Date.UTC(2026, 2, 3) + hours * 3_600_000).toISOString();
const open = ({ holds }: OrderProcess) => holds.filter(({ released }) => !released).map(({ code }) => code);

/** A shipment, its goods issue and its proof, each of its own hour, in any order of arrival. */
const documents = (issued: number, delivered: number) => [
  input('shipment', {}, 'm-1', day),
  input('warehouse-confirmation', { at: at(issued), lines: { 1: 10 } }, 'm-2', day),
  input('shipment-event', { milestone: 'delivered', at: at(delivered), signed: 'Bea' }, 'm-3', day),
];

describe('a delivery and its goods issue', () => {
  it('are billed when both are there and fit in time, whatever comes first, and never before', () => {
    const shuffled = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    fc.assert(
      fc.property(hour, hour, shuffled, fc.boolean(), (issued, delivered, indexes, again) => {
        const all = documents(issued, delivered);
        let { process } = apply(null, order);
        for (const index of again ? [...indexes, ...indexes] : indexes) {
          process = apply(process, all[index]!).process;
          const { decision } = process.billing;
          const hasIssue = process.goodsIssues.length > 0;
          const isDelivered = process.milestones.delivered !== undefined;
          if (!(isDelivered && hasIssue)) expect(decision).to.not.equal('bill');
          if (isDelivered && !hasIssue) expect(open(process)).to.deep.equal(['goods-issue-missing']);
          if (!isDelivered) expect(open(process)).to.deep.equal([]);
        }
        const fits = issued <= delivered + defaultTerms.goodsIssue.laterByHours;
        expect(process.billing.decision).to.equal(fits ? 'bill' : 'hold');
        expect(open(process)).to.deep.equal(fits ? [] : ['delivered-before-issue']);
      }),
      { numRuns: 200 },
    );
  });

  it('end in one state, in whichever order they came', () => {
    fc.assert(
      fc.property(hour, hour, (issued, delivered) => {
        const [planned, shipped, proven] = documents(issued, delivered);
        const ends = [
          [planned, shipped, proven],
          [proven, shipped, planned],
          [shipped, proven, planned],
        ].map((each) =>
          each.reduce((process, one) => apply(process, one!).process, apply(null, order).process),
        );
        const essence = ends.map((process) => [
          process.status,
          process.billing,
          process.lines,
          open(process),
        ]);
        expect(essence[1]).to.deep.equal(essence[0]);
        expect(essence[2]).to.deep.equal(essence[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('are judged by what is agreed with the customer before what is usual', () => {
    const terms = termsFrom(
      { customers: { 'C-1': { goodsIssue: { missing: 'wait', laterByHours: 96 } } } },
      'x',
    );
    const played = (of: typeof terms) =>
      documents(90, 0)
        .reverse()
        .map((_, index, all) => all.slice(0, index + 1))
        .map((some) =>
          some.reduce((process, one) => apply(process, one, of).process, apply(null, order, of).process),
        );
    expect(played(terms).map((process) => process.billing.decision)).to.deep.equal(['wait', 'bill', 'bill']);
    expect(played(defaultTerms).map((process) => process.billing.decision)).to.deep.equal([
      'hold',
      'hold',
      'hold',
    ]);
  });

  it('of a cancelled order are open and have a deadline until the hold is settled', () => {
    const delivered = [
      order,
      input('order-change', { cancel: true, at: at(1) }, 'm-1', at(1)),
      input('shipment', {}, 'm-2', at(2)),
      input('shipment-event', { milestone: 'delivered', at: at(10), signed: 'Bea' }, 'm-3', at(10)),
    ].reduce<OrderProcess | null>((process, one) => apply(process, one).process, null)!;
    const due = ({ id }: { id: string }) => id.split('/due/')[1];
    expect(wakeUps(delivered).map(due)).to.deep.equal(['invoiced']);
    expect(gapsOf(delivered, defaultTerms, at(100)).map(({ subject }) => subject)).to.deep.equal([
      'invoiced',
    ]);
    const release = { code: 'goods-issue-missing', by: 'ada', reason: 'no goods left' };
    const settled = apply(delivered, input('release-hold', release, 'm-4', at(11))).process;
    expect(wakeUps(settled)).to.deep.equal([]);
    expect(gapsOf(settled, defaultTerms, at(100))).to.deep.equal([]);
  });
});
