import { expect } from 'chai';
import { detectX12 } from '../../../../domain/edi/x12/dialect.ts';

const isa = ({
  version = '00401',
  eleventh = 'U',
  element = '*',
  component = '>',
  segment = '~',
} = {}): Buffer =>
  Buffer.from(
    `ISA|00|          |00|          |01|ACMERETAIL     |ZZ|CROSSDOCK      |260115|1030|${eleventh}|${version}|000000001|0|P|`.replaceAll(
      '|',
      element,
    ) +
      component +
      segment,
  );
const byte = (character: string): number => character.charCodeAt(0);

describe('detectX12', () => {
  it('takes the delimiters from their places in ISA', () => {
    const { delimiters } = detectX12(isa({ element: '|', component: ':', segment: '\n' }), 0);
    expect(delimiters).to.deep.equal({
      element: byte('|'),
      component: byte(':'),
      segment: byte('\n'),
      repetition: null,
      release: null,
    });
  });

  it('finds no repetition separator before version 00402', () => {
    expect(detectX12(isa({ eleventh: '^' }), 0).delimiters.repetition).to.equal(null);
  });

  it('takes ISA11 as repetition separator from version 00402 on, unless it is a letter', () => {
    expect(detectX12(isa({ version: '00501', eleventh: '^' }), 0).delimiters.repetition).to.equal(byte('^'));
    expect(detectX12(isa({ version: '00501', eleventh: 'U' }), 0).delimiters.repetition).to.equal(null);
  });

  it('names the element of ISA that has the wrong width', () => {
    const bytes = Buffer.from(isa().toString().replace('ACMERETAIL     ', 'ACMERETAIL'));
    expect(() => detectX12(bytes, 0))
      .to.throw()
      .with.property('parameters')
      .that.includes({ element: '06', expected: 15, actual: 10 });
  });

  it('refuses delimiters that mean two things', () => {
    expect(() => detectX12(isa({ component: '~' }), 0))
      .to.throw()
      .with.property('code', 'CD_EDI_DELIMITERS_INVALID');
  });

  it('calls an ISA that is cut off truncated', () => {
    expect(() => detectX12(isa().subarray(0, 80), 0))
      .to.throw()
      .with.property('code', 'CD_EDI_TRUNCATED');
  });
});
