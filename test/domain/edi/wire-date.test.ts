import { expect } from 'chai';
import { durationMs } from '../../../domain/edi/exchange/duration.ts';
import { isoDate, isoTime, wireTime } from '../../../domain/edi/wire-date.ts';

describe('dates and times of an envelope', () => {
  for (const [wire, iso] of [
    ['20260131', '2026-01-31'],
    ['260131', '2026-01-31'],
    ['691231', '2069-12-31'],
    ['700101', '1970-01-01'],
    ['2026', '2026'],
    ['JANUARY1', 'JANUARY1'],
  ] as const) {
    it(`reads the date ${wire} as ${iso}`, () => expect(isoDate(wire)).to.equal(iso));
  }

  for (const [wire, iso] of [
    ['1030', '10:30'],
    ['103015', '10:30:15'],
    ['10301599', '10:30:15'],
    ['10', '10'],
    ['10:30', '10:30'],
  ] as const) {
    it(`reads the time ${wire} as ${iso}`, () => expect(isoTime(wire)).to.equal(iso));
  }

  it('tells the wall clock of a zone, midnight being 00', () => {
    expect(wireTime(new Date('2026-01-15T05:00:09Z'), 'America/New_York')).to.deep.equal({
      ...{ date: '20260115', time: '000009' },
    });
  });
});

describe('durations of an agreement', () => {
  for (const [text, ms] of [
    ['PT4H', 14_400_000],
    ['P1DT12H', 129_600_000],
    ['PT90M', 5_400_000],
    ['PT1M30S', 90_000],
    ['P2D', 172_800_000],
  ] as const) {
    it(`takes ${text} as ${ms} ms`, () => expect(durationMs(text)).to.equal(ms));
  }
});
