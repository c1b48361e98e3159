import { expect } from 'chai';
import { numberToCome, sameButFor } from '../../../runtime/replay/dry-run/volatile.ts';

const before = { from: '2026-03-02T08:00:00.000Z', to: '2026-03-02T08:00:01.000Z' };
const after = { from: '2026-05-04T16:20:30.000Z', to: '2026-05-04T16:20:31.000Z' };
const same = sameButFor(before, after, 'Europe/Berlin');

describe('sameButFor', () => {
  it('leaves out random identifiers but tells other texts apart', () => {
    const one = 'order 0195a7c2-0000-7000-8000-000000000001 of A';
    expect(same(one, one.replace('0001', '0002'))).to.equal(true);
    expect(same(one, one.replace('of A', 'of B'))).to.equal(false);
  });

  it('leaves out the time of the run, and no other time', () => {
    expect(same('at 2026-03-02T08:00:00.500Z', 'at 2026-05-04T18:20:30+02:00')).to.equal(true);
    expect(same('due 2026-03-09T08:00:00Z', 'due 2026-05-11T16:20:30Z')).to.equal(false);
  });

  it('leaves out the dates and times of an interchange, in UTC and in the zone of the site', () => {
    expect(same('ISA*260302*0900*U', 'ISA*260504*1820*U')).to.equal(true);
    expect(same('DTM+137:20260302080000:204', 'DTM+137:20260504162031:204')).to.equal(true);
    expect(same('BEG*00*SA*4500*20260301', 'BEG*00*SA*4500*20260504')).to.equal(false);
  });

  it('takes any number for one that is not taken yet', () => {
    const next = numberToCome('acme-out-interchange');
    expect(same('ISA*000000017*x', `ISA*${next}*x`)).to.equal(true);
    expect(same('ISA*000000017*y', `ISA*${next}*x`)).to.equal(false);
    expect(same('ISA*abc*x', `ISA*${next}*x`)).to.equal(false);
  });
});
