import { expect } from 'chai';
import fc from 'fast-check';
import { syntaxNote } from '../../../../domain/edi/guides/syntax-note.ts';
import { checkNote, holds } from '../../../../domain/edi/validate/syntax-notes.ts';

const broken = (note: string, ...sent: number[]): number[] =>
  checkNote(syntaxNote('N1', note), (element) => sent.includes(element)).map(({ element }) => element);

describe('checkNote', () => {
  it('P asks for all or none', () => {
    expect([broken('P0304'), broken('P0304', 3), broken('P0304', 3, 4)]).to.deep.equal([[], [4], []]);
  });
  it('R asks for at least one', () => {
    expect([broken('R0203'), broken('R0203', 3)]).to.deep.equal([[2], []]);
  });
  it('E allows at most one', () => {
    expect([broken('E0203', 2), broken('E0203', 2, 3)]).to.deep.equal([[], [3]]);
  });
  it('C asks for all others when the first is sent', () => {
    expect([broken('C020304', 3), broken('C020304', 2, 3)]).to.deep.equal([[], [4]]);
  });
  it('L asks for one of the others when the first is sent', () => {
    expect([broken('L020304', 2), broken('L020304', 2, 4)]).to.deep.equal([[3], []]);
  });
});

describe('holds', () => {
  it('never says that a broken note holds', () => {
    const notes = fc.constantFrom(
      'P0304',
      'P010203',
      'R0204',
      'E0103',
      'E010203',
      'C0203',
      'C020304',
      'L020304',
    );
    fc.assert(
      fc.property(notes, fc.integer({ min: 0, max: 31 }), (text, bits) => {
        const note = syntaxNote('N1', text);
        const faults = checkNote(note, (element) => (bits & (1 << (element - 1))) !== 0);
        if (holds(note, bits)) expect(faults).to.deep.equal([]);
      }),
    );
  });
});
