import { expect } from 'chai';
import fc from 'fast-check';
import { type Calendar, dueBy } from '../../../domain/process/calendar.ts';
import { termsFrom } from '../../../domain/process/terms.ts';

const berlin: Calendar = {
  zone: 'Europe/Berlin',
  workingDays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  until: '17:00',
  holidays: ['2026-04-03', '2026-04-06'],
};

describe('dueBy', () => {
  it('counts hours by the clock', () => {
    expect(dueBy('2026-03-06T16:00:00Z', { hours: 4 }, berlin)).to.equal('2026-03-06T20:00:00.000Z');
  });

  it('counts working hours only while people work, in the zone of the site', () => {
    // Friday 16:00 in Berlin: one hour on Friday, three on Monday.
    expect(dueBy('2026-03-06T15:00:00Z', { workingHours: 4 }, berlin)).to.equal('2026-03-09T10:00:00.000Z');
    // Before work begins it waits for eight o'clock.
    expect(dueBy('2026-03-09T02:00:00Z', { workingHours: 2 }, berlin)).to.equal('2026-03-09T09:00:00.000Z');
  });

  it('goes over the change to summer time with the local clock', () => {
    expect(dueBy('2026-03-27T15:00:00Z', { workingHours: 2 }, berlin)).to.equal('2026-03-30T07:00:00.000Z');
  });

  it('counts working days to the end of the last, without holidays', () => {
    // Thursday before Easter: Good Friday and Easter Monday are holidays.
    expect(dueBy('2026-04-02T10:00:00Z', { workingDays: 1 }, berlin)).to.equal('2026-04-07T15:00:00.000Z');
    expect(dueBy('2026-03-07T10:00:00Z', { workingDays: 2 }, berlin)).to.equal('2026-03-10T16:00:00.000Z');
  });

  it('never lies before it began, and later for more', () => {
    const since = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const length = fc.integer({ min: 1, max: 30 });
    const unit = fc.constantFrom('hours' as const, 'workingHours' as const, 'workingDays' as const);
    fc.assert(
      fc.property(since, length, unit, (start, count, name) => {
        const began = start.toISOString();
        const due = Date.parse(dueBy(began, { [name]: count }, berlin));
        expect(due).to.be.greaterThan(start.getTime());
        expect(Date.parse(dueBy(began, { [name]: count + 1 }, berlin))).to.be.greaterThan(due);
      }),
    );
  });
});

describe('termsFrom', () => {
  const wrong = (data: unknown) => {
    try {
      termsFrom(data, 'terms.yaml');
      return null;
    } catch (thrown) {
      return (thrown as Error).message;
    }
  };

  it('keeps the defaults for what a file leaves out, of the calendar too', () => {
    const terms = termsFrom({ calendar: { zone: 'Europe/Berlin' }, warnHours: 4 }, 'terms.yaml');
    expect(terms).to.deep.include({ warnHours: 4, podWithinHours: 48 });
    expect(terms.calendar).to.include({ zone: 'Europe/Berlin', from: '08:00' });
  });

  it('names the file and the property that is wrong', () => {
    expect(wrong({ expectation: [] }))
      .to.contain('terms.yaml')
      .and.to.contain('expectation');
    expect(wrong({ calendar: { zone: 'Europe/Atlantis' } })).to.contain(
      '"Europe/Atlantis" is not a time zone',
    );
    expect(wrong({ calendar: { from: '18:00', until: '08:00' } })).to.contain('calendar.until must be later');
    const customers = { 'C-1': { calendar: { from: '19:00' } } };
    expect(wrong({ customers })).to.contain('customers.C-1.calendar.until must be later');
    expect(wrong({ carriers: { SWFT: {} } })).to.contain('carriers.SWFT');
    expect(wrong({ expectations: [{ after: 'ordered', expect: 'shipped', owner: 'x' }] })).to.contain(
      'expectations.0',
    );
  });
});
