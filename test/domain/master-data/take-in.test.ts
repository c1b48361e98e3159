import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { MasterData } from '../../../domain/master-data/objects.ts';
import type { Ownership } from '../../../domain/master-data/ownership.ts';
import { type MasterRecord, recordAt } from '../../../domain/master-data/record.ts';
import { type MasterChange, type Taken, takeIn } from '../../../domain/master-data/take-in.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T08:00:00.000Z`;

const ownership: Ownership = {
  owner: 'erp',
  groups: { credit: { owner: 'finance', fields: ['blocked'] } },
  subscribers: ['erp', 'wms', 'tms'],
};

/** A customer that documents come in for, one after the other. */
function customer(base: MasterData | null = null, owned = ownership) {
  let record: MasterRecord | null = null;
  let number = 0;
  const says = (system: string, data: MasterData, at: Partial<MasterChange> = {}): Taken => {
    number += 1;
    const change = {
      ...{ object: 'customer' as const, id: 'C-1', data, system, messageId: `m-${number}` },
      ...{ changedAt: null, validFrom: null, receivedAt: day(20) },
      ...at,
    };
    const taken = takeIn(change, { record, base, ownership: owned, digest });
    record = taken.record ?? record;
    return taken;
  };
  return {
    says,
    on: (number: number) => recordAt(record, base, owned, day(number)),
    record: () => record,
  };
}

const named = (name: string, more: MasterData = {}): MasterData => ({ id: 'C-1', name, ...more });

describe('takeIn', () => {
  it('keeps a version from each change on', () => {
    const { says, on } = customer();
    says('erp', named('Acme'), { changedAt: day(2) });
    says('erp', named('Acme Inc'), { changedAt: day(5) });
    expect([on(2), on(4), on(5)]).to.deep.equal([named('Acme'), named('Acme'), named('Acme Inc')]);
  });

  it('holds a first version from the beginning, unless the files say what was before it', () => {
    const first = customer();
    first.says('erp', named('Acme'), { changedAt: day(5) });
    expect(first.on(1)).to.deep.equal(named('Acme'));
    const followed = customer(named('Old Acme'));
    followed.says('erp', named('Acme'), { changedAt: day(5) });
    expect([followed.on(1), followed.on(5)]).to.deep.equal([named('Old Acme'), named('Acme')]);
  });

  it('tells the fields that changed and hands on to all subscribers but the one that spoke', () => {
    const { says } = customer();
    says('erp', named('Acme', { currency: 'EUR' }));
    const { outcome, fields, subscribers, data } = says('erp', named('Acme', { currency: 'USD' }), {
      receivedAt: day(21),
    });
    expect({ outcome, fields, subscribers }).to.deep.equal({
      ...{ outcome: 'changed', fields: ['currency'], subscribers: ['wms', 'tms'] },
    });
    expect(data).to.deep.equal(named('Acme', { currency: 'USD' }));
  });

  it('does nothing about an unchanged repeat, whatever the order of its properties', () => {
    const { says } = customer();
    says('erp', { id: 'C-1', name: 'Acme' });
    expect(says('erp', { name: 'Acme', id: 'C-1' }, { receivedAt: day(22) })).to.deep.include({
      ...{ outcome: 'unchanged', record: null, subscribers: [] },
    });
  });

  it('keeps an older version that comes late for its time and does not go back to it', () => {
    const { says, on } = customer();
    says('erp', named('Third'), { changedAt: day(9) });
    const late = says('erp', named('First'), { changedAt: day(3) });
    expect(late).to.deep.include({ outcome: 'late', subscribers: [] });
    expect([on(4), on(9)]).to.deep.equal([named('First'), named('Third')]);
  });

  it('knows a late version behind a repeat of what was before it', () => {
    const { says, on } = customer();
    says('erp', named('Acme'), { changedAt: day(2) });
    expect(says('erp', named('Acme'), { changedAt: day(9) }).outcome).to.equal('unchanged');
    expect(says('erp', named('Typo'), { changedAt: day(5) }).outcome).to.equal('late');
    expect([on(3), on(6), on(9)]).to.deep.equal([named('Acme'), named('Typo'), named('Acme')]);
  });

  it('holds a change of the future from its day on and says so at once', () => {
    const { says, on } = customer();
    says('erp', named('Acme'), { changedAt: day(1) });
    const { outcome, validFrom, fields } = says('erp', named('Apex'), { validFrom: day(25) });
    expect({ outcome, validFrom, fields }).to.deep.equal({
      ...{ outcome: 'changed', validFrom: day(25), fields: ['name'] },
    });
    expect([on(24), on(25)]).to.deep.equal([named('Acme'), named('Apex')]);
  });

  it('refuses a system that owns nothing of the object', () => {
    const { says, record } = customer();
    expect(says('wms', named('Mine'))).to.deep.include({ outcome: 'refused', record: null, data: null });
    expect(record()).to.equal(null);
  });

  it('refuses every system what belongs to the files, also one that calls itself site', () => {
    const { says } = customer(null, { owner: 'site', groups: {}, subscribers: [] });
    expect([says('erp', named('A')).outcome, says('site', named('A')).outcome]).to.deep.equal([
      'refused',
      'refused',
    ]);
  });

  it('lets the owner of some fields change these and no others', () => {
    const { says, on } = customer();
    says('erp', named('Acme', { blocked: false }), { changedAt: day(1) });
    expect(on(1)).to.deep.equal(named('Acme'));
    const { fields, subscribers } = says('finance', named('Not theirs', { blocked: true }), {
      changedAt: day(3),
    });
    expect({ fields, subscribers }).to.deep.equal({
      ...{ fields: ['blocked'], subscribers: ['erp', 'wms', 'tms'] },
    });
    says('erp', named('Acme Inc', { blocked: false }), { changedAt: day(4) });
    expect(on(4)).to.deep.equal(named('Acme Inc', { blocked: true }));
  });

  it('takes an owner giving back what it was sent of other fields as no change', () => {
    const { says } = customer();
    says('erp', named('Acme'));
    const { data } = says('finance', named('Acme', { blocked: true }));
    expect(says('erp', data ?? {}, { receivedAt: day(21) }).outcome).to.equal('unchanged');
  });

  it('knows an echo, also of what was sent before the last change, and of a share of what holds', () => {
    const { says } = customer();
    const first = says('erp', named('Acme', { currency: 'EUR' })).data ?? {};
    const second = says('erp', named('Apex', { currency: 'EUR' }), { receivedAt: day(21) }).data ?? {};
    for (const echo of [second, first, named('Apex')]) {
      expect(says('wms', echo, { receivedAt: day(22) })).to.deep.include({ outcome: 'echo', record: null });
    }
    expect(says('wms', named('Other'), { receivedAt: day(22) }).outcome).to.equal('refused');
    expect(says('billing', second, { receivedAt: day(22) }).outcome).to.equal('refused');
  });

  it('ends with the same record in force whatever the order in which dated versions come', () => {
    const dated = fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 8 });
    const versions = dated.chain((days) =>
      fc.tuple(
        fc.shuffledSubarray(days, { minLength: days.length }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 20, maxLength: 20 }),
      ),
    );
    fc.assert(
      fc.property(versions, ([days, names]) => {
        const { says, on } = customer();
        for (const number of days) says('erp', named(names[number] ?? ''), { changedAt: day(number) });
        for (const number of days) expect(on(number)).to.deep.equal(named(names[number] ?? ''));
      }),
    );
  });
});
