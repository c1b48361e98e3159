import { expect } from 'chai';
import { conflictOf } from '../../../../domain/edi/guides/conflict.ts';
import type { Change, GuideData, Overlay } from '../../../../domain/edi/guides/guide.ts';
import { guideChanges } from '../../../../domain/edi/guides/guide-changes.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { applyOverlays, parseOverlay } from '../../../../domain/edi/guides/overlay.ts';
import { relaxation } from '../../../../domain/edi/guides/relaxation.ts';
import { CrossdockError } from '../../../../domain/errors.ts';

const base = new GuideLibrary(library);
const day = '2026-06-01';

function changed(
  guide: string,
  ...changes: readonly Change[]
): { before: GuideData; after: GuideData; list: string[] } {
  const before = base.data(guide);
  const dictionary = base.dictionary(before.dictionary);
  const overlay = parseOverlay(
    {
      ...{ overlay: 'acme/x', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
      ...{ guide, source: 'test', changes },
    },
    'test',
  );
  const after = applyOverlays(before, dictionary, [overlay], day);
  const list = guideChanges(before, after, dictionary).map(
    ({ effect, at, what }) => `${effect} ${at} ${what}`,
  );
  return { before, after, list };
}

const refusal = (guide: string, ...changes: readonly Change[]): string => {
  try {
    changed(guide, ...changes);
    return 'none';
  } catch (thrown) {
    return thrown instanceof CrossdockError ? `${thrown.code}: ${thrown.message}` : `no code: ${thrown}`;
  }
};

const order = 'x12/004010/850';
const meaning = { when: { element: '01', codes: ['DP'] }, name: 'Department' };

describe('a change of a guide', () => {
  it('may rename and limit a meaning, and give its elements what the segment says of them', () => {
    const { list } = changed(
      order,
      { at: 'REF02', max: 20 },
      { at: 'REF', addMeaning: meaning },
      { at: 'REF[DP]', name: 'Shop', use: 'M', max: 2 },
      { at: 'REF[DP]02', max: 10, min: 2 },
    );
    expect(list).to.deep.equal(['tightens REF02 max', 'adds REF[DP] place']);
    const names = changed(order, { at: 'REF', addMeaning: meaning }, { at: 'REF[DP]', name: 'Shop' }).after;
    expect(JSON.stringify(names)).to.include('Shop').and.not.to.include('Department');
  });

  it('may demand or forbid a whole composite, or one of its components', () => {
    expect(
      changed('edifact/d96a/orders', { at: 'BGM', use: 'M' }, { at: 'NADLoop.NAD03', use: 'M' }).list,
    ).to.deep.equal(['tightens NADLoop.NAD03 use']);
    expect(changed('edifact/d96a/orders', { at: 'NADLoop.NAD02_1', max: 13 }).list).to.deep.equal([
      'tightens NADLoop.NAD02_1 max',
    ]);
  });

  it('may demand repetitions, which is taken back only on purpose', () => {
    const demand = { at: 'PO1Loop.PO102', minRepetitions: 2 };
    expect(changed(order, demand).list).to.deep.equal(['tightens PO1Loop.PO102 minRepetitions']);
    expect(refusal(order, demand, { at: 'PO1Loop.PO102', minRepetitions: 1 })).to.match(
      /^CD_EDI_OVERLAY_RELAXES.*2 repetitions/,
    );
    expect(refusal(order, { at: 'REF', minRepetitions: 2 })).to.match(/^CD_EDI_OVERLAY_INVALID.*no element/);
  });

  it('tells levels, closed lists and the severity of rules apart', () => {
    const hierarchy = { loop: 'HLLoop', levels: { S: [''], O: ['S'] } };
    expect(changed('x12/004010/856', { hierarchy }).list.join()).to.include('hierarchy');
    expect(changed(order, { rule: 'line-count', severity: 'error' }).list).to.deep.equal([
      'tightens rule line-count severity',
    ]);
    const rule = {
      rule: 'priced',
      at: 'PO1Loop.PO1',
      must: { element: '04', sent: true },
      says: 'a price',
    } as const;
    const warned = changed(order, { addRule: rule }, { rule: 'priced', severity: 'warning', relax: true });
    expect(warned.list).to.deep.equal(['adds rule priced place']);
    const codes = { codes: { EA: 'each' } };
    expect(changed(order, { at: 'PO1Loop.PO103', ...codes }).list).to.deep.equal([
      'changes PO1Loop.PO103 codes',
    ]);
  });

  it('may give a guide its first rule, and take a rule away', () => {
    const rule = {
      rule: 'first',
      at: 'BGN',
      says: 'something',
      must: { element: '01', sent: true },
    } as const;
    const bare = { ...base.data('x12/004010/824') };
    const taken = changed('x12/004010/824', { addRule: rule }, { rule: 'first', remove: true, relax: true });
    expect(taken.after.rules ?? []).to.deep.equal(bare.rules ?? []);
    expect(refusal('x12/004010/824', { addRule: rule }, { addRule: { ...rule, says: 'else' } })).to.match(
      /is there already/,
    );
    expect(changed('x12/004010/824', { at: 'BGN', use: 'M' }).list).to.deep.equal([]);
  });

  it('names a place that is there', () => {
    for (const at of [
      'REF[DP]',
      'REF[DP]02',
      'BEG99',
      'PO1Loop.XXX',
      'XXXLoop.PO1',
      'beg',
      'PO1Loop.PIDLoop.X',
    ]) {
      expect(refusal(order, { at, name: 'x', max: 1 }), at).to.match(/^CD_EDI_OVERLAY_(?:TARGET|INVALID)/);
    }
    expect(refusal(order, { at: 'PO1Loop.PO1', remove: true })).to.match(/opens a loop; remove the loop/);
    expect(refusal(order, { at: 'BEG03', remove: true })).to.match(/set its use to N/);
    expect(refusal(order, { at: 'BEG03', max: '>1' })).to.match(/its maximum is a length/);
    expect(refusal(order, { at: 'BEG03', min: 30 })).to.match(/above its maximum 22/);
    expect(refusal(order, { at: 'BEG03', add: { segment: 'NTE', use: 'O', max: 1 } })).to.match(
      /beside which/,
    );
    expect(
      refusal(order, { at: 'PO1Loop.PO1', before: true, add: { segment: 'NTE', use: 'O', max: 1 } }),
    ).to.match(/nothing stands before/);
    expect(refusal(order, { rule: 'nothing', severity: 'warning' })).to.match(/rule nothing/);
  });
});

describe('two overlays of one level', () => {
  const overlaid = (name: string, ...changes: readonly Change[]): Overlay => ({
    ...{ overlay: name, version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
    ...{ guide: order, source: 'test', changes },
  });
  const conflict = (one: Change, other: Change): string | null =>
    conflictOf(overlaid('a', one), overlaid('b', other));
  const rule = { rule: 'r', at: 'BEG', says: 'x', must: { element: '01', sent: true } } as const;
  const note = { segment: 'NTE', use: 'O', max: 1 } as const;

  it('say what they decide differently', () => {
    const hierarchy = (top: string) => ({ hierarchy: { loop: 'HLLoop', levels: { [top]: [''] } } });
    expect(conflict(hierarchy('S'), hierarchy('O'))).to.match(/^the levels/);
    expect(conflict({ addRule: rule }, { addRule: { ...rule, says: 'y' } })).to.match(/^rule r/);
    expect(conflict({ rule: 'r', severity: 'error' }, { rule: 'r', remove: true })).to.equal(
      'severity of rule r: error and removed',
    );
    expect(conflict({ at: 'REF', add: note }, { at: 'REF', add: { ...note, max: 2 } })).to.match(
      /^NTE beside REF/,
    );
    const meaningOf = (name: string) => ({ at: 'REF', addMeaning: { ...meaning, name } });
    expect(conflict(meaningOf('a'), meaningOf('b'))).to.match(/^meaning of REF DP/);
    expect(
      conflict({ at: 'BEG01', addCodes: { X: 'one' } }, { at: 'BEG01', addCodes: { X: 'two' } }),
    ).to.match(/^code X of BEG01/);
    expect(conflict({ at: 'BEG01', addCodes: { X: 'one' } }, { at: 'BEG01', removeCodes: ['X'] })).to.match(
      /removed$/,
    );
    expect(conflict({ at: 'BEG01', codes: { X: 'one' } }, { at: 'BEG01', codes: { Y: 'one' } })).to.match(
      /^codes of BEG01/,
    );
    expect(conflict({ at: 'PO1Loop', remove: true }, { at: 'PO1Loop.PO107', max: 3 })).to.equal(
      'PO1Loop: removed and changed',
    );
    expect(conflict({ at: 'PO1Loop.PO107', max: 3 }, { at: 'PO1Loop', remove: true })).to.equal(
      'PO1Loop: removed and changed',
    );
  });

  it('go together where they say the same, or speak of different things', () => {
    expect(conflict({ addRule: rule }, { addRule: rule })).to.equal(null);
    expect(conflict({ at: 'REF', remove: true }, { at: 'REF', remove: true })).to.equal(null);
    expect(conflict({ at: 'BEG01', max: 2 }, { at: 'BEG02', max: 2 })).to.equal(null);
    expect(conflict({ at: 'REF', remove: true }, { rule: 'r', severity: 'error' })).to.equal(null);
  });
});

describe('relaxation', () => {
  it('says what is allowed that was not', () => {
    expect(relaxation({ use: 'M' }, { use: 'O' })).to.equal('it is required and becomes optional');
    expect(relaxation({ use: 'N' }, { use: 'M' })).to.equal('it is not used and becomes required');
    expect(relaxation({ use: 'M' }, { use: 'N' })).to.equal('it is required and becomes not used');
    expect(relaxation({ max: 3 }, {})).to.equal('the maximum 3 becomes unlimited');
    expect(relaxation({ max: 3 }, { max: '>1' })).to.equal('the maximum 3 becomes >1');
    expect(relaxation({ min: 3 }, {})).to.equal('the minimum 3 becomes 0');
    expect(relaxation({ max: '>1' }, { max: 3, min: 1, use: 'M', minRepetitions: 2 })).to.equal(null);
  });
});
