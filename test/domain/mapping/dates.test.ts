import { expect } from 'chai';
import fc from 'fast-check';
import { formatDate, instantOf, readDate } from '../../../domain/mapping/convert/dates.ts';
import { Refused } from '../../../domain/mapping/convert/refused.ts';
import type { Disambiguation } from '../../../domain/mapping/types.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const read = (
  text: string,
  format: string,
  zone?: string,
  time?: string,
  disambiguation: Disambiguation = 'compatible',
): string => instantOf(readDate(text, { format, time, nowYear: 2026 }), zone, disambiguation);

describe('date', () => {
  for (const [format, text, expected] of [
    ['ccyymmdd', '20260308', '2026-03-08T00:00:00-05:00'],
    ['yymmdd', '260701', '2026-07-01T00:00:00-04:00'],
    ['yymmdd', '760701', '1976-07-01T00:00:00-04:00'],
    ['102', '20260701', '2026-07-01T00:00:00-04:00'],
    ['203', '202607011530', '2026-07-01T15:30:00-04:00'],
    ['204', '20260701153045', '2026-07-01T15:30:45-04:00'],
    ['digits', '202607011530', '2026-07-01T15:30:00-04:00'],
    ['iso', '2026-07-01', '2026-07-01T00:00:00-04:00'],
    ['iso', '2026-07-01T15:30:00.250', '2026-07-01T15:30:00.250-04:00'],
    ['iso', '2026-07-01T15:30:00Z', '2026-07-01T15:30:00Z'],
    ['iso', '2026-07-01T15:30:00+02:00', '2026-07-01T15:30:00+02:00'],
    ['odata', '/Date(1782864000000)/', '2026-07-01T00:00:00-04:00'],
    ['odata', '/Date(1782864000000+0120)/', '2026-07-01T02:00:00+02:00'],
    ['epoch-ms', '1782864000000', '2026-07-01T00:00:00Z'],
  ] as const) {
    it(`reads ${text} in format ${format} as ${expected} in New York`, () => {
      expect(read(text, format, 'America/New_York')).to.equal(expected);
    });
  }

  it('adds a time that is sent on its own', () => {
    expect(read('20260701', 'ccyymmdd', 'Europe/Berlin', '1530')).to.equal('2026-07-01T15:30:00+02:00');
    expect(read('20260701', 'ccyymmdd', 'Europe/Berlin', '15304512')).to.equal(
      '2026-07-01T15:30:45.120+02:00',
    );
  });

  for (const [rule, skipped, repeated] of [
    ['compatible', '2026-03-08T03:30:00-04:00', '2026-11-01T01:30:00-04:00'],
    ['earlier', '2026-03-08T01:30:00-05:00', '2026-11-01T01:30:00-04:00'],
    ['later', '2026-03-08T03:30:00-04:00', '2026-11-01T01:30:00-05:00'],
  ] as const) {
    it(`takes skipped and repeated times by the rule "${rule}"`, () => {
      expect(read('20260308', 'ccyymmdd', 'America/New_York', '0230', rule)).to.equal(skipped);
      expect(read('20261101', 'ccyymmdd', 'America/New_York', '0130', rule)).to.equal(repeated);
    });
  }
  it('refuses skipped and repeated times by the rule "reject"', () => {
    const at = (day: string, time: string) => () => read(day, 'ccyymmdd', 'America/New_York', time, 'reject');
    expect(at('20260308', '0230')).to.throw(Refused, 'is skipped');
    expect(at('20261101', '0130')).to.throw(Refused, 'comes twice');
    expect(at('20261101', '0030')()).to.equal('2026-11-01T00:30:00-04:00');
  });

  for (const [format, text] of [
    ['ccyymmdd', '20260230'],
    ['ccyymmdd', '20261301'],
    ['ccyymmdd', '2026-03-08'],
    ['203', '202607012560'],
    ['iso', '01.07.2026'],
    ['iso', '2026-07-01T25:00:00Z'],
    ['iso', '2026-07-01T15:30:00+19:00'],
    ['odata', '2026-07-01'],
    ['nonsense', '20260701'],
  ] as const) {
    it(`refuses ${text} in format ${format}`, () =>
      expect(() => read(text, format, 'UTC')).to.throw(Refused));
  }
  it('refuses a local time without a zone', () => {
    expect(() => read('20260701', 'ccyymmdd')).to.throw(Refused, 'names no zone');
    expect(() => read('20260701', 'ccyymmdd', 'Mars/Olympus')).to.throw(Refused, 'not a time zone');
  });

  it('writes an instant as a zone shows it', () => {
    const written = (format: string): string => formatDate('2026-07-01T22:30:00Z', format, 'Europe/Berlin');
    expect(['ccyymmdd', 'hhmm', '203', 'date', 'local', 'odata'].map(written)).to.deep.equal([
      '20260702',
      '0030',
      '202607020030',
      '2026-07-02',
      '2026-07-02T00:30:00',
      '/Date(1782952200000)/',
    ]);
    expect(() => formatDate('20260701', 'date', 'UTC')).to.throw(Refused);
  });

  it('comes back to the same instant from any zone, except within a repeated hour', () => {
    const instants = fc.integer({ min: 0, max: 2_500_000_000 }).map((seconds) => seconds * 1_000);
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (epochMs, zone) => {
        const local = formatDate(new Date(epochMs).toISOString(), '204', zone);
        const possible = (['earlier', 'later'] as const).map((rule) =>
          Date.parse(read(local, '204', zone, undefined, rule)),
        );
        expect(possible).to.include(epochMs);
      }),
    );
  });
  it('never throws anything but a refusal', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('digits', 'iso', 'odata', 'epoch-ms', '203'),
        (text, format) => {
          try {
            expect(Date.parse(read(text, format, 'Europe/Berlin'))).to.be.a('number');
          } catch (thrown) {
            expect(thrown).to.be.instanceOf(Refused);
          }
        },
      ),
    );
  });
});
