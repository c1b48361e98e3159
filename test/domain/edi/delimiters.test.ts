import { expect } from 'chai';
import { sharedDelimiters } from '../../../domain/edi/delimiters.ts';

const byte = (character: string): number => character.charCodeAt(0);
/** Service characters of a test alone, so that no other has shared them before. */
const own = (segment: string) => ({ element: byte('%'), component: byte('&'), segment: byte(segment) });

describe('sharedDelimiters', () => {
  it('gives one and the same object for equal delimiters', () => {
    const some = { ...own('"'), repetition: byte('^'), release: null };
    expect(sharedDelimiters({ ...some })).to.equal(sharedDelimiters({ ...some }));
  });

  for (const [index, name] of (['repetition', 'release'] as const).entries()) {
    const none = { ...own(index === 0 ? '#' : '$'), repetition: null, release: null };
    const zero = { ...none, [name]: 0 };

    it(`tells no ${name} from one that is byte 0, whichever comes first`, () => {
      expect(sharedDelimiters(none)).to.deep.equal(none);
      expect(sharedDelimiters(zero)).to.deep.equal(zero);
      const [before, after] = [
        { ...zero, segment: byte('(') + index },
        { ...none, segment: byte('(') + index },
      ];
      expect(sharedDelimiters(before)).to.deep.equal(before);
      expect(sharedDelimiters(after)).to.deep.equal(after);
    });
  }
});
