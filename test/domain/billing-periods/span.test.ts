import { expect } from 'chai';
import fc from 'fast-check';
import { spanAt } from '../../../domain/billing-periods/span.ts';
import type { RateAgreementConsolidation } from '../../../domain/canonical/types.generated.ts';
import { type Calendar, isWorkingDate } from '../../../domain/process/calendar.ts';

const calendar: Calendar = {
  zone: 'Europe/Berlin',
  workingDays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  ...{ from: '08:00', until: '18:00', holidays: ['2026-04-03', '2026-04-06'] },
};
const zone = 'Europe/Berlin';
const at = (rule: RateAgreementConsolidation, instant: string) => spanAt(rule, instant, zone, calendar);

const rules: fc.Arbitrary<RateAgreementConsolidation> = fc.record(
  {
    every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
    weekday: fc.constantFrom('monday' as const, 'friday' as const, 'sunday' as const),
    monthDay: fc.constantFrom(1, 15, 29, 31),
    cutOff: fc.constantFrom('00:00', '02:30', '18:00', '23:59'),
    zone: fc.constantFrom('America/New_York', 'Asia/Kolkata', 'UTC'),
    workingDay: fc.constantFrom('before' as const, 'after' as const),
  },
  { requiredKeys: ['every'] },
);
const instants = fc
  .integer({ min: Date.parse('2025-12-20T00:00:00Z'), max: Date.parse('2028-03-05T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());

describe('spanAt', () => {
  it('ends a week on its weekday at the cut-off, on the wall of the zone', () => {
    const week: RateAgreementConsolidation = { every: 'week', weekday: 'friday', cutOff: '18:00' };
    expect(at(week, '2026-03-25T09:00:00Z')).to.deep.equal({
      ...{ name: '2026-03-27', first: '2026-03-20' },
      ...{ from: '2026-03-20T17:00:00.000Z', closesAt: '2026-03-27T17:00:00.000Z' },
    });
    // Clocks go forward on 29 March: the same time of day is an hour earlier in UTC.
    expect(at(week, '2026-03-27T17:00:00Z').closesAt).to.equal('2026-04-03T16:00:00.000Z');
  });

  it('ends a week on Sunday, and a month on its last day, where the rule names no day', () => {
    expect(at({ every: 'week' }, '2026-03-04T09:00:00Z')).to.include({
      ...{ name: '2026-03-08', first: '2026-03-02', closesAt: '2026-03-08T23:00:00.000Z' },
    });
    expect(at({ every: 'month' }, '2026-02-04T09:00:00Z')).to.include({
      ...{ name: '2026-02-28', first: '2026-02-01' },
    });
  });

  it('takes the last day of a month that has no day of that number', () => {
    const names = ['2026-01-30T12:00:00Z', '2026-02-02T12:00:00Z', '2026-03-01T12:00:00Z'].map(
      (instant) => at({ every: 'month', monthDay: 30 }, instant).name,
    );
    expect(names).to.deep.equal(['2026-01-30', '2026-02-28', '2026-03-30']);
  });

  it('closes on the working day before or after where nobody works on the last', () => {
    const friday = { every: 'week', weekday: 'friday' } as const;
    expect(at({ ...friday, workingDay: 'before' }, '2026-04-01T09:00:00Z').name).to.equal('2026-04-02');
    expect(at({ ...friday, workingDay: 'after' }, '2026-04-01T09:00:00Z').name).to.equal('2026-04-07');
  });

  it('puts every instant into exactly one period, and periods one after the other without a gap', () => {
    fc.assert(
      fc.property(rules, instants, (rule, instant) => {
        const span = at(rule, instant);
        const ms = Date.parse(instant);
        expect(Date.parse(span.from)).to.be.at.most(ms);
        expect(Date.parse(span.closesAt)).to.be.above(ms);
        expect(at(rule, span.from)).to.deep.equal(span);
        const next = at(rule, span.closesAt);
        expect(next.from).to.equal(span.closesAt);
        expect(next.name > span.name).to.equal(true);
        if (rule.workingDay) expect(isWorkingDate(span.name, calendar)).to.equal(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
