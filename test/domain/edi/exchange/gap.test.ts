import { expect } from 'chai';
import { counted, isAfter, missingBetween } from '../../../../domain/edi/exchange/gap.ts';

const at = (text: string) => counted(text)!;

describe('control numbers as a count', () => {
  it('have digits at the end and may have something before them', () => {
    expect(counted('000000041')).to.deep.equal({ prefix: '', number: 41, width: 9 });
    expect(counted('GX7-0012')).to.deep.equal({ prefix: 'GX7-', number: 12, width: 4 });
    expect([counted('GLX'), counted('')]).to.deep.equal([null, null]);
  });

  it('name what is missing between two of them', () => {
    expect(missingBetween(at('GX08'), at('GX11'))).to.deep.equal(['GX09', 'GX10']);
    expect(missingBetween(at('GX08'), at('GX09'))).to.deep.equal([]);
    expect(missingBetween(at('GX08'), at('GX05'))).to.deep.equal([]);
  });

  it('miss nothing where another count or a far number begins', () => {
    expect(missingBetween(at('GX08'), at('HX11'))).to.deep.equal([]);
    expect(missingBetween(at('GX08'), at('GX011'))).to.deep.equal([]);
    expect(missingBetween(at('GX0008'), at('GX0109'))).to.have.length(100);
    expect(missingBetween(at('GX0008'), at('GX0110'))).to.deep.equal([]);
  });

  it('go on with a higher number or another count', () => {
    expect([isAfter(null, at('5')), isAfter(at('5'), at('6')), isAfter(at('5'), at('4'))]).to.deep.equal([
      ...[true, true, false],
    ]);
    expect([isAfter(at('A9'), at('B1')), isAfter(at('9'), at('01'))]).to.deep.equal([true, true]);
  });
});
