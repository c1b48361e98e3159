import { expect } from 'chai';
import fc from 'fast-check';
import { firstRepeat, isDate, isInstant, isZone } from '../../../domain/canonical/formats.ts';

describe('isInstant', () => {
  it('accepts RFC 3339 with an offset', () => {
    for (const text of [
      '2026-03-29T14:30:00Z',
      '2026-03-29T14:30:00.5+02:00',
      '2026-03-29T00:00:00.123456789-05:30',
      '2028-02-29T23:59:59+14:00',
    ])
      expect(isInstant(text), text).to.equal(true);
  });

  it('refuses local times, blanks, small letters, missing seconds and moments that do not exist', () => {
    for (const text of [
      '2026-03-29T14:30:00',
      '2026-03-29 14:30:00Z',
      '2026-03-29t14:30:00z',
      '2026-03-29T14:30Z',
      '2026-03-29T24:00:00Z',
      '2026-03-29T14:60:00Z',
      '2026-03-29T14:30:60Z',
      '2026-02-29T14:30:00Z',
      '2026-03-29T14:30:00+15:00',
      '2026-03-29T14:30:00+0200',
      '2026-03-29T14:30:00.Z',
      '2026-03-29',
      '',
    ])
      expect(isInstant(text), text).to.equal(false);
  });

  it('accepts every instant that JavaScript writes, and JavaScript reads every instant it accepts', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(isInstant(date.toISOString())).to.equal(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.stringMatching(/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{3})?(Z|[+-][01]\d:[0-6]\d)$/),
        (text) => {
          if (isInstant(text)) expect(Number.isNaN(Date.parse(text)), text).to.equal(false);
        },
      ),
    );
  });
});

describe('isDate', () => {
  it('knows the length of every month', () => {
    expect(isDate('2026-04-30')).to.equal(true);
    expect(isDate('2026-04-31')).to.equal(false);
    expect(isDate('2000-02-29')).to.equal(true);
    expect(isDate('1900-02-29')).to.equal(false);
    for (const text of ['2026-00-10', '2026-13-01', '2026-01-00', '2026-1-1', '20260101'])
      expect(isDate(text), text).to.equal(false);
  });
});

describe('isZone', () => {
  it('accepts IANA zones, old names among them', () => {
    for (const zone of [
      'UTC',
      'Europe/Berlin',
      'America/Argentina/Buenos_Aires',
      'America/Port-au-Prince',
      'Etc/GMT+5',
      'Asia/Calcutta',
      'US/Eastern',
    ])
      expect(isZone(zone), zone).to.equal(true);
  });

  it('refuses offsets, small letters, made-up places and any other text', () => {
    for (const zone of ['+01:00', 'Z', 'europe/berlin', 'Europe/Hamburg', '', '../etc/passwd', 'Europe/'])
      expect(isZone(zone), zone).to.equal(false);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isZone(text) === 'boolean'));
  });
});

describe('firstRepeat', () => {
  it('finds the first entry that repeats a value', () => {
    expect(firstRepeat([{ id: 'a' }, { id: 'b' }, { id: 'a' }, { id: 'b' }], 'id')).to.equal(2);
    expect(firstRepeat([{ id: 'a' }, { id: 'b' }], 'id')).to.equal(-1);
  });

  it('passes over entries without the property and entries that are not objects', () => {
    expect(firstRepeat([{}, {}, null, 'id', 5, [], { id: 1 }, { id: '1' }], 'id')).to.equal(-1);
  });
});
