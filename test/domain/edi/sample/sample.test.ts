import { expect } from 'chai';
import fc from 'fast-check';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { libraryGuide, loadGuide } from '../../../../domain/edi/guides/load.ts';
import { parseOverlay } from '../../../../domain/edi/guides/overlay.ts';
import { defaultLimits } from '../../../../domain/edi/limits.ts';
import { hasErrors } from '../../../../domain/edi/problem.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';
import { sampleInterchange } from '../../../../domain/edi/sample/sample.ts';

const now = new Date('2026-01-15T12:00:00Z');
const refs = Object.keys(library).filter((ref) => !/\/(?:dictionary|ta1)$/.test(ref));

/** Sets in a file, all of which the guide finds right. */
function validSets(text: string, ref: string): number {
  const bytes = Buffer.from(text, 'latin1');
  const guide = loadGuide(ref);
  let sets = 0;
  for (const { dialect, groups, problems } of readInterchanges(bytes, defaultLimits)) {
    expect(problems, ref).to.deep.equal([]);
    for (const range of groups.flatMap(({ transactions }) => transactions)) {
      sets += 1;
      const read = readTransaction(bytes, range, dialect, guide, { limits: defaultLimits, build: false });
      expect(hasErrors([...range.problems, ...read.problems]), `${ref}\n${text}`).to.equal(false);
      expect(libraryGuide(dialect.standard, range.version, range.type)?.type).to.equal(guide.type);
    }
  }
  return sets;
}

describe('sampleInterchange', function () {
  this.timeout(60_000);

  it('makes valid documents of every guide, whatever the seed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...refs), fc.nat(), (ref, seed) => {
        expect(validSets(sampleInterchange({ guide: loadGuide(ref), count: 2, seed, now }), ref)).to.equal(2);
      }),
      { numRuns: 150 },
    );
  });

  it('gives a segment the meanings that a partner demands of it, each once', () => {
    const department = { when: { element: '01', codes: ['DP'] }, name: 'Department', use: 'M' };
    const contract = { when: { element: '01', codes: ['CT'] }, name: 'Contract', use: 'O' };
    const overlay = parseOverlay(
      {
        ...{ overlay: 'acme/850', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
        ...{ guide: 'x12/004010/850', source: 'test' },
        changes: [
          { at: 'REF', addMeaning: department },
          { at: 'REF', addMeaning: contract },
          { at: 'REF[DP]02', use: 'M', max: 3 },
          { at: 'BEG05', use: 'M' },
        ],
      },
      'test',
    );
    const partners = new GuideLibrary(library, [overlay], '2026-01-15');
    const guide = partners.load('x12/004010/850');
    expect(partners.changes('x12/004010/850').map(({ at }) => at)).to.include('REF[DP]');
    for (let seed = 1; seed <= 12; seed += 1) {
      const text = sampleInterchange({ guide, count: 1, seed, now });
      expect(text.match(/REF\*DP\*[^*~]{1,3}[*~]/g), text).to.have.length(1);
    }
  });

  it('repeats an element as often as a guide demands, and keeps to the codes that tell loops apart', () => {
    const ref = 'x12/005010/850';
    const dictionary = new GuideLibrary(library).dictionary('x12/005010/dictionary');
    const { segments } = dictionary;
    const plain = new GuideLibrary(library).data(ref);
    const structure = plain.structure.flatMap((node) =>
      'loop' in node && node.loop === 'N1'
        ? ['ST', 'BY'].map((code) => {
            const [first, ...others] = node.children;
            const when = { element: '01', codes: [code] };
            const meanings = [{ when, name: code, max: 1 }];
            return {
              ...node,
              loop: `N1${code}`,
              use: 'M' as const,
              max: 1,
              children: [{ ...first, when, meanings }, ...others] as const,
            };
          })
        : [node],
    );
    const files = {
      ...library,
      [ref]: { ...plain, structure, rules: [] },
      'x12/005010/dictionary': {
        ...dictionary,
        segments: { ...segments, REF: { name: 'Reference', elements: ['128 M', '127 M x5', '352 O'] } },
      },
    };
    const overlay = parseOverlay(
      {
        ...{ overlay: 'acme/850', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
        ...{ guide: ref, source: 'test' },
        changes: [
          { at: 'REF', use: 'M' },
          { at: 'REF02', minRepetitions: 3 },
        ],
      },
      'test',
    );
    const guide = new GuideLibrary(files, [overlay], '2026-01-15').load(ref);
    for (let seed = 1; seed <= 12; seed += 1) {
      const text = sampleInterchange({ guide, count: 1, seed, now });
      expect(text, text).to.match(/\nREF\*[^*~]+\*[^*~^]+\^[^*~^]+\^[^*~^]+[*~]/);
      expect(text.match(/\nN1\*(?:ST|BY)[*~]/g), text).to.have.length(2);
    }
  });

  it('makes the same of the same seed, and something else of another', () => {
    const guide = loadGuide('x12/004010/850');
    const made = (seed: number) => sampleInterchange({ guide, count: 1, seed, now });
    expect(made(7)).to.equal(made(7));
    expect(made(7)).to.not.equal(made(8));
  });

  it('says when no document keeps the rules of a guide', () => {
    const guide = loadGuide('x12/004010/997');
    const [first, ...others] = guide.root.children;
    const never = {
      rule: 'never',
      element: 0,
      holds: () => false,
      says: 'never',
      severity: 'error',
    } as const;
    const checks = { rules: [never], totals: [], sums: [] };
    const children = [{ ...first!, checks }, ...others] as typeof guide.root.children;
    const impossible = { ...guide, isConditional: true, root: { ...guide.root, children } };
    expect(() => sampleInterchange({ guide: impossible, count: 1, seed: 1, now })).to.throw(
      /No document that x12\/004010\/997 allows/,
    );
  });
});
