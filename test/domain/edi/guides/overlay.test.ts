import { expect } from 'chai';
import fc from 'fast-check';
import type { Change, GuideData, Overlay } from '../../../../domain/edi/guides/guide.ts';
import { guideChanges } from '../../../../domain/edi/guides/guide-changes.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { applyOverlays, overlayChanges, parseOverlay } from '../../../../domain/edi/guides/overlay.ts';
import { CrossdockError } from '../../../../domain/errors.ts';
import { briefly, changed, problemsOf, sampleOf } from './x12-samples.ts';

const base = new GuideLibrary(library);
const guide = base.data('x12/004010/850');
const dictionary = base.dictionary('x12/004010/dictionary');
const day = '2026-06-01';

const overlay = (changes: readonly Change[], more: Partial<Overlay> = {}): Overlay =>
  parseOverlay(
    {
      overlay: 'acme/850',
      version: '1.0.0',
      level: 'partner',
      effective: { from: '2026-01-01' },
      guide: 'x12/004010/850',
      source: 'test',
      changes,
      ...more,
    },
    'test',
  );

const apply = (...overlays: Overlay[]): GuideData => applyOverlays(guide, dictionary, overlays, day);
const changesOf = (...changes: Change[]) => overlayChanges(guide, dictionary, [overlay(changes)], day);
const problemWith = (...overlays: Overlay[]): string => {
  try {
    apply(...overlays);
    return 'none';
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(CrossdockError);
    const { code, message } = thrown as CrossdockError;
    return `${code} ${message}`;
  }
};
const refusal = (...changes: Change[]): string => problemWith(overlay(changes));

describe('an overlay', () => {
  it('tightens what a document may say', () => {
    const acme = overlay([
      { at: 'REF', use: 'M' },
      { at: 'BEG03', max: 8, name: 'Acme order number' },
      { at: 'PO1Loop.PO106', use: 'M', codes: { UP: 'UPC' } },
      { at: 'REF', addMeaning: { when: { element: '01', codes: ['DP'] }, name: 'Department', use: 'M' } },
      { at: 'REF[DP]02', max: 3 },
    ]);
    const compiled = new GuideLibrary(library, [acme], day).load('x12/004010/850');
    const problems = (changes: Record<string, string | null>) =>
      problemsOf(changed(sampleOf('x12/004010/850'), changes), compiled).map(briefly);
    expect(problems({ 'REF*DP*042': 'REF*DP*04' })).to.include('ELEMENT_CODE_UNKNOWN PO1 PO1Loop[2] 6');
    expect(problems({ 'REF*DP*042': 'REF*DP*0422' })).to.include('ELEMENT_TOO_LONG REF 2');
    expect(problems({ 'REF*DP*042': 'REF*IA*042' })).to.include('SEGMENT_MISSING REF');
    expect(problems({ 'BEG*00*SA*PO-81234**20260115': 'BEG*00*SA*PO-8123456**20260115' })).to.include(
      'ELEMENT_TOO_LONG BEG 3',
    );
  });

  it('adds, moves and removes segments, and drops the rules of what it removes', () => {
    const result = apply(
      overlay([
        { at: 'CUR', add: { segment: 'NTE', use: 'O', max: 1 } },
        { at: 'PO1Loop.PO1', add: { segment: 'NTE', use: 'O', max: 1 } },
        { at: 'PO1Loop.PIDLoop', remove: true },
        { at: 'CTTLoop', remove: true },
      ]),
    );
    const names = result.structure.map((node) => ('loop' in node ? node.loop : node.segment));
    expect(names.slice(0, 4)).to.deep.equal(['BEG', 'CUR', 'NTE', 'REF']);
    expect(names).not.to.include('CTT');
    expect(result.rules).to.deep.equal([]);
  });

  it('keeps an open list of codes open when it adds to it, and closes it with a list of its own', () => {
    const problems = (change: Change) => {
      const compiled = new GuideLibrary(library, [overlay([change])], day).load('x12/004010/850');
      const changes = { 'REF*DP*042': 'REF*77*042' };
      return problemsOf(changed(sampleOf('x12/004010/850'), changes), compiled).map(briefly);
    };
    expect(problems({ at: 'REF01', addCodes: { Q9: 'queue' } })).to.deep.equal([]);
    expect(problems({ at: 'REF01', codes: { DP: 'department' } })).to.deep.equal([
      'ELEMENT_CODE_UNKNOWN REF 1',
    ]);
  });

  it('forbids a segment or a meaning by saying that it is not used', () => {
    const meaning = { when: { element: '01', codes: ['DP'] }, name: 'Department' };
    const acme = overlay([
      { at: 'TD5', use: 'N' },
      { at: 'CTTLoop', use: 'N' },
      { at: 'REF', addMeaning: meaning },
      { at: 'REF[DP]', use: 'N' },
    ]);
    const compiled = new GuideLibrary(library, [acme], day).load('x12/004010/850');
    expect(problemsOf(sampleOf('x12/004010/850'), compiled).map(briefly)).to.deep.equal([
      'SEGMENT_TOO_OFTEN REF',
      'SEGMENT_OUT_OF_SEQUENCE TD5',
      'SEGMENT_UNKNOWN CTT PO1Loop[2].N1Loop[1]',
    ]);
  });

  it('says what it changes, place by place', () => {
    const found = changesOf(
      { at: 'REF', use: 'M', max: 12 },
      { at: 'BEG04', name: 'Blanket release', relax: true, min: 2 },
      { at: 'TAX', remove: true },
      { at: 'PO1Loop.PO103', addCodes: { EV: 'envelope', YY: 'yard of yarn' } },
      { at: 'CUR', add: { segment: 'NTE', use: 'O', max: 1 } },
      { rule: 'line-count', severity: 'error' },
    );
    const short = found.map(({ at, what, effect }) => `${effect} ${what} of ${at}`);
    expect(short).to.have.members([
      'tightens use of REF',
      'tightens max of REF',
      'renames name of BEG04',
      'tightens min of BEG04',
      'removes place of TAX',
      'changes codes of PO1Loop.PO103',
      'adds place of NTE',
      'tightens severity of rule line-count',
    ]);
    expect(found.find(({ at }) => at === 'BEG04')).to.include({
      before: 'Release number',
      after: 'Blanket release',
    });
  });

  it('may say once more what a level below says, and be dated', () => {
    const industry = overlay([{ at: 'REF', use: 'M' }], { overlay: 'vics/850', level: 'industry' });
    const later = overlay([{ at: 'TAX', use: 'N' }], {
      overlay: 'acme/later',
      effective: { from: '2026-07-01' },
    });
    const past = overlay([{ at: 'TAX', use: 'N' }], { effective: { from: '2025-01-01', to: '2026-05-31' } });
    const otherGuide = overlay([{ at: 'NOPE', use: 'N' } as Change], { guide: 'x12/004010/810' });
    expect(apply(industry, later, past, otherGuide)).to.deep.equal(apply(industry));
    expect(applyOverlays(guide, dictionary, [later], '2026-07-01')).not.to.deep.equal(guide);
  });
});

describe('an overlay is refused', () => {
  const cases: readonly [what: string, change: Change, message: RegExp][] = [
    [
      'if it names a segment that is not there',
      { at: 'ZZZ', use: 'M' },
      /OVERLAY_TARGET .*changes ZZZ, which/,
    ],
    ['if it names a loop that is not there', { at: 'XLoop.N1', use: 'M' }, /OVERLAY_TARGET/],
    ['if it names an element that is not there', { at: 'BEG44', use: 'M' }, /OVERLAY_TARGET/],
    ['if it names a meaning that is not there', { at: 'REF[DP]', use: 'M' }, /OVERLAY_TARGET/],
    ['if it names a rule that is not there', { rule: 'nope', severity: 'error' }, /OVERLAY_TARGET/],
    [
      'if it makes optional what is required',
      { at: 'BEG', use: 'O' },
      /RELAXES .*required and becomes optional/,
    ],
    ['if it forbids what is required', { at: 'BEG03', use: 'N' }, /RELAXES .*becomes not used/],
    ['if it removes what is required', { at: 'PO1Loop', remove: true }, /RELAXES/],
    ['if it raises a maximum', { at: 'DTM', max: '>1' }, /RELAXES .*maximum 10 becomes >1/],
    ['if it lowers a minimum', { at: 'CUR02', min: 1 }, /RELAXES .*minimum 3 becomes 1/],
    [
      'if it turns around minimum and maximum',
      { at: 'BEG03', min: 30 },
      /INVALID .*minimum of 30 above its maximum 22/,
    ],
    [
      'if it removes a code that is not listed',
      { at: 'BEG01', removeCodes: ['QQ'] },
      /INVALID .*does not list/,
    ],
    [
      'if it adds what is there',
      { at: 'CUR', add: { segment: 'REF', use: 'O', max: 1 } },
      /INVALID .*REF is there/,
    ],
    ['if it limits the opening of a loop', { at: 'PO1Loop.PO1', max: 1 }, /INVALID .*limits of the loop/],
    ['if it removes the opening of a loop', { at: 'PO1Loop.PO1', remove: true }, /INVALID .*remove the loop/],
    ['if it removes an element', { at: 'BEG03', remove: true }, /INVALID .*set its use to N/],
    ['if it names a segment', { at: 'CUR', name: 'Money' }, /INVALID .*no name of its own/],
    ['if it gives a segment codes', { at: 'CUR', addCodes: { A: 'a' } }, /INVALID .*is no element/],
    ['if it lets an element repeat without end', { at: 'BEG03', max: '>1' }, /INVALID .*maximum is a length/],
    [
      'if it adds before the opening of a loop',
      { at: 'N1Loop.N1', add: { segment: 'NTE', use: 'O', max: 1 }, before: true },
      /INVALID .*nothing stands before/,
    ],
    [
      'if it gives a loop a meaning',
      { at: 'N1Loop', addMeaning: { when: { element: '01', codes: ['ST'] } } },
      /INVALID .*no segment that could/,
    ],
    [
      'if it adds beside an element',
      { at: 'BEG03', add: { segment: 'NTE', use: 'O', max: 1 } },
      /INVALID .*beside which/,
    ],
    [
      'if it adds a rule of a name that is taken',
      { addRule: { rule: 'line-count', at: 'BEG', says: 's', must: { element: '01', sent: true } } },
      /INVALID .*line-count is there/,
    ],
  ];
  for (const [what, change, message] of cases) {
    it(what, () => {
      expect(refusal(change)).to.match(message);
    });
  }

  it('unless it says that it relaxes', () => {
    expect(refusal({ at: 'BEG04', use: 'M' }, { at: 'BEG04', use: 'O', relax: true })).to.equal('none');
    expect(refusal({ at: 'DTM', max: 20, relax: true })).to.equal('none');
    expect(refusal({ at: 'BEG', remove: true, relax: true })).to.equal('none');
    expect(refusal({ rule: 'line-count', remove: true })).to.equal('none');
  });

  it('if a meaning or the severity of a rule is relaxed without saying so', () => {
    const meaning = { when: { element: '01', codes: ['DP'] }, use: 'M', max: 1 } as const;
    const added: Change = { at: 'REF', addMeaning: meaning };
    expect(refusal(added, { at: 'REF[DP]', use: 'O' })).to.match(/RELAXES/);
    expect(refusal(added, { at: 'REF[DP]', remove: true })).to.match(/RELAXES/);
    expect(refusal(added, { at: 'REF[DP]', remove: true, relax: true })).to.equal('none');
    expect(refusal(added, added)).to.equal('none');
    expect(refusal(added, { at: 'REF', addMeaning: { ...meaning, max: 2 } })).to.match(
      /INVALID .*has a meaning for DP/,
    );
    expect(
      refusal({ rule: 'line-count', severity: 'error' }, { rule: 'line-count', severity: 'warning' }),
    ).to.match(/RELAXES/);
  });

  it('if its form is wrong or its period never comes', () => {
    expect(() => overlay([{ at: 'BEG', colour: 1 } as unknown as Change])).to.throw(/acme|test/);
    expect(() => overlay([])).to.throw(/fewer than 1/);
    expect(() =>
      overlay([{ at: 'BEG', use: 'M' }], { effective: { from: '2026-02-01', to: '2026-01-01' } }),
    ).to.throw(/which is never/);
  });
});

describe('two overlays of one level', () => {
  const one = (...changes: Change[]) => overlay(changes, { overlay: 'a/one' });
  const two = (...changes: Change[]) => overlay(changes, { overlay: 'b/two' });

  it('may not decide the same thing differently', () => {
    const pairs: readonly [Change, Change][] = [
      [
        { at: 'REF', use: 'M' },
        { at: 'REF', use: 'N' },
      ],
      [
        { at: 'BEG03', max: 10 },
        { at: 'BEG03', max: 12 },
      ],
      [
        { at: 'TAX', remove: true },
        { at: 'TAX', use: 'M' },
      ],
      [
        { at: 'CTTLoop', remove: true },
        { at: 'CTTLoop.CTT02', use: 'M' },
      ],
      [
        { at: 'BEG01', addCodes: { '77': 'x' } },
        { at: 'BEG01', addCodes: { '77': 'y' } },
      ],
      [
        { at: 'BEG01', codes: { '00': 'x' } },
        { at: 'BEG01', codes: { '05': 'y' } },
      ],
      [
        { rule: 'line-count', severity: 'error' },
        { rule: 'line-count', remove: true },
      ],
      [
        { at: 'CUR', add: { segment: 'NTE', use: 'O', max: 1 } },
        { at: 'CUR', add: { segment: 'NTE', use: 'O', max: 2 } },
      ],
    ];
    for (const [left, right] of pairs) {
      expect(problemWith(one(left), two(right)), JSON.stringify(left)).to.match(/^CD_EDI_OVERLAY_CONFLICT/);
      expect(problemWith(two(right), one(left)), JSON.stringify(right)).to.match(/^CD_EDI_OVERLAY_CONFLICT/);
    }
  });

  it('may both say it, or decide it at different times or levels', () => {
    const forbid: Change = { at: 'REF', use: 'N' };
    expect(problemWith(one({ at: 'REF', max: 4 }), two({ at: 'REF', max: 4 }))).to.equal('none');
    const ended = overlay([forbid], {
      overlay: 'b/two',
      effective: { from: '2025-01-01', to: '2025-12-31' },
    });
    expect(problemWith(one({ at: 'REF', use: 'M' }), ended)).to.equal('none');
    const industry = overlay([{ at: 'REF', max: 9 }], { overlay: 'b/two', level: 'industry' });
    expect(problemWith(one({ at: 'REF', max: 4 }), industry)).to.equal('none');
  });

  it('may not be two versions of one', () => {
    const again = overlay([{ at: 'REF', use: 'M' }], { overlay: 'a/one', version: '1.1.0' });
    expect(problemWith(one({ at: 'REF', use: 'M' }), again)).to.match(/two versions of it are in force/);
  });
});

/** Changes that go together in any order: each of another place. */
const tightening: readonly Change[] = [
  { at: 'CUR', use: 'M' },
  { at: 'REF', max: 5 },
  { at: 'BEG03', max: 12 },
  { at: 'BEG04', use: 'N' },
  { at: 'PO1Loop.PO102', use: 'M' },
  { at: 'PO1Loop.PIDLoop', max: 10 },
  { at: 'TAX', remove: true },
  { at: 'N1Loop.N4', name: undefined, use: 'M' } as unknown as Change,
  { at: 'PO1Loop.PO103', removeCodes: ['BG'] },
  { rule: 'hash-total', severity: 'error' },
].map((change) => JSON.parse(JSON.stringify(change)) as Change);

describe('applying overlays', () => {
  const some = fc.shuffledSubarray([...tightening], { minLength: 1 });
  const levels = fc.constantFrom('directory', 'industry', 'partner' as const);

  it('changes nothing if there are none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(library).filter((ref) => !ref.endsWith('/dictionary'))),
        (ref) => {
          const data = base.data(ref);
          const words = base.dictionary(data.dictionary);
          expect(applyOverlays(data, words, [], day)).to.equal(data);
          expect(guideChanges(data, data, words)).to.deep.equal([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives the same whatever order they are listed in and however they are split up', () => {
    fc.assert(
      fc.property(
        some,
        fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }),
        levels,
        (changes, lots, level) => {
          const parts = [0, 1, 2, 3].flatMap((lot) => {
            const mine = changes.filter((_, index) => lots[index] === lot);
            return mine.length > 0 ? [overlay(mine, { overlay: `part/${'abcd'[lot]}`, level })] : [];
          });
          const together = apply(overlay(changes, { level }));
          const shown = (data: GuideData) => guideChanges(guide, data, dictionary);
          expect(shown(apply(...parts))).to.deep.equal(shown(together));
          expect(apply(...parts.toReversed())).to.deep.equal(apply(...parts));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('shows every change as one that tightens, removes or renames, and never changes the guide it is given', () => {
    const before = JSON.stringify(guide);
    fc.assert(
      fc.property(some, (changes) => {
        const found = overlayChanges(guide, dictionary, [overlay(changes)], day);
        expect(found).to.have.length(changes.length);
        for (const { effect } of found) expect(effect).to.be.oneOf(['tightens', 'removes', 'changes']);
      }),
      { numRuns: 20 },
    );
    expect(JSON.stringify(guide)).to.equal(before);
  });
});
