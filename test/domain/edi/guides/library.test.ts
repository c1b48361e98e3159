import { globSync } from 'node:fs';
import { expect } from 'chai';
import { library } from '../../../../domain/edi/guides/library.ts';
import { compileGuideData, libraryGuide, loadGuide } from '../../../../domain/edi/guides/load.ts';

const folder = new URL('../../../../domain/edi/guides/', import.meta.url).pathname;
const files = globSync('*/*/*.json', { cwd: folder }).map((file) => file.replace('.json', ''));
const minimal = {
  guide: 'x12/004010/999',
  standard: 'X12',
  version: '004010',
  type: '999',
  name: 'Example',
  dictionary: 'x12/004010/dictionary',
  source: 'test',
  structure: [{ segment: 'BEG', use: 'M', max: 1 }],
};
const problemOf = (change: object): string => {
  try {
    compileGuideData({ ...minimal, ...change }, 'example');
    return 'none';
  } catch (thrown) {
    return String((thrown as Error).message);
  }
};

describe('the guide library', () => {
  it('holds every guide and dictionary of the folder under its own path', () => {
    expect(Object.keys(library).sort()).to.deep.equal(files.sort());
    for (const [ref, data] of Object.entries(library)) {
      const { guide, dictionary, version, type } = data as Readonly<Record<string, string>>;
      expect(guide ?? dictionary).to.equal(ref);
      if (guide) expect(`${version}/${type}`.toLowerCase()).to.equal(ref.replace(/^[^/]+\//, ''));
    }
  });

  for (const ref of files.filter((file) => !file.endsWith('/dictionary'))) {
    it(`compiles ${ref}`, () => {
      expect(loadGuide(ref).ref).to.equal(ref);
    });
  }

  it('finds a guide by standard, version and type', () => {
    expect(libraryGuide('X12', '004010VICS', '850')?.ref).to.equal('x12/004010/850');
    expect(libraryGuide('EDIFACT', '22', 'CONTRL')?.ref).to.equal('edifact/d3/contrl');
    expect(libraryGuide('X12', '003010', '850')).to.equal(null);
    expect(libraryGuide('X12', '004010', '850', 'no/such/guide')).to.equal(null);
  });

  it('says which guide is unknown', () => {
    expect(() => loadGuide('x12/004010/111'))
      .to.throw()
      .with.property('code', 'CD_EDI_GUIDE_UNKNOWN');
  });
});

describe('compileGuideData', () => {
  for (const [what, change, message] of [
    ['a property that is none', { colour: 1 }, /additional properties/],
    [
      'an unknown segment',
      { structure: [{ segment: 'QQQ', use: 'M', max: 1 }] },
      /segment QQQ is not in the dictionary/,
    ],
    ['an unknown dictionary', { dictionary: 'x12/1/dictionary' }, /no guide x12\/1\/dictionary/],
    [
      'an element that does not exist',
      { structure: [{ segment: 'BEG', use: 'M', max: 1, elements: { 77: { use: 'M' } } }] },
      /BEG has no element 77/,
    ],
    [
      'two siblings of one name',
      { structure: [minimal.structure[0], minimal.structure[0]] },
      /BEG stands twice/,
    ],
    [
      'a code that does not fit',
      { structure: [{ segment: 'BEG', use: 'M', max: 1, elements: { '01': { codes: { LONG: '' } } } }] },
      /code LONG of BEG01/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(problemOf(change)).to.match(message);
    });
  }

  it('tightens an element for one use of a segment', () => {
    const elements = { '03': { max: 10, name: 'Our order number' }, '04': { use: 'N' } };
    const guide = compileGuideData(
      { ...minimal, structure: [{ segment: 'BEG', use: 'M', max: 1, elements }] },
      'x',
    );
    const beg = guide.root.children[0]!;
    if (beg.kind !== 'segment') throw new Error('BEG is a segment');
    expect(beg.elements[2]).to.include({ max: 10, name: 'Our order number', required: true });
    expect(beg.elements[3]).to.include({ notUsed: true });
  });
});
