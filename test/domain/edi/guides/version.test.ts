import { expect } from 'chai';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';

describe('a version told as changes', () => {
  const file = (more: object) => ({
    ...{ standard: 'X12', version: '006020', type: '850', name: 'Order', source: 'test', changes: [] },
    ...{ dictionary: 'x12/005010/dictionary', guide: 'x12/006020/850', base: 'x12/005010/850' },
    ...more,
  });
  const load = (more: object, others: object = {}) =>
    new GuideLibrary({ ...library, 'x12/006020/850': file(more), ...others }).load('x12/006020/850');

  it('may be based on one that is itself told as changes, and may relax', () => {
    const guide = load({ changes: [{ at: 'BEG', use: 'O' }] });
    expect(guide.version).to.equal('006020');
    expect(guide.root.children[0]).to.include({ id: 'BEG', required: false });
  });

  it('is refused if what it is based on is not there or a circle', () => {
    expect(() => load({ base: 'x12/007000/850' })).to.throw(/no guide x12\/007000\/850/);
    expect(() => load({ base: 'x12/006020/850' })).to.throw(/form a circle/);
    const circle = {
      dictionary: 'a/dictionary',
      base: 'a/dictionary',
      standard: 'X12',
      version: '1',
      source: 'test',
    };
    expect(() => load({ dictionary: 'a/dictionary' }, { 'a/dictionary': circle })).to.throw(/form a circle/);
  });

  it('is refused if a change names what the base does not have', () => {
    expect(() => load({ changes: [{ at: 'ZZZ', use: 'M' }] })).to.throw(/x12\/006020\/850 changes ZZZ/);
  });
});

describe('the guide of a version', () => {
  const file = (guide: string) => ({
    ...{ standard: 'X12', version: '004010', type: '850', name: 'Order', source: 'test', guide },
    ...{ dictionary: 'x12/004010/dictionary', structure: [{ segment: 'BEG', use: 'M', max: 1 }] },
  });
  const guides = new GuideLibrary({
    'x12/004010/dictionary': library['x12/004010/dictionary'],
    'x12/004010/850': file('x12/004010/850'),
    'x12/004010vics/850': file('x12/004010vics/850'),
  });

  it('is that of the implementation GS08 names, or of its version where there is none', () => {
    expect(guides.guideFor('X12', '004010VICS', '850')?.ref).to.equal('x12/004010vics/850');
    expect(guides.guideFor('X12', '004010UCS', '850')?.ref).to.equal('x12/004010/850');
    expect(guides.guideFor('X12', '004010', '850')?.ref).to.equal('x12/004010/850');
  });
});
