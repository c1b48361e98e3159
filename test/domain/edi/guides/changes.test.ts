import { expect } from 'chai';
import type { Change, GuideData } from '../../../../domain/edi/guides/guide.ts';
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
