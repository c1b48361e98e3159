import { expect } from 'chai';
import { readSegments } from '../../../domain/edi/read-interchanges.ts';
import { componentsOf } from '../../../domain/edi/values.ts';

const unb = "UNB+UNOC:3+A+B+260115:1030+1'";
const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*>~';

const elements = (text: string, limits = {}): string[][] =>
  Array.from(readSegments(Buffer.from(text, 'latin1'), limits), (cursor) =>
    Array.from({ length: cursor.elements + 1 }, (_, index) => cursor.text(index)),
  ).slice(1);

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return null;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code;
  }
};

describe('SegmentCursor', () => {
  it('splits segments and elements and keeps empty elements', () => {
    expect(elements(`${isa}N1*BY**92*A~SE*2*1~`)).to.deep.equal([
      ['N1', 'BY', '', '92', 'A'],
      ['SE', '2', '1'],
    ]);
  });

  it('skips line ends after terminators and blank lines', () => {
    expect(elements(`${isa}\r\nN2*A~\r\n\r\nN3*B~\n`)).to.deep.equal([
      ['N2', 'A'],
      ['N3', 'B'],
    ]);
  });

  it('drops the carriage return where line feed ends segments', () => {
    expect(elements(`${isa.slice(0, -1)}\nN2*A\r\nN3*B\r\n`)).to.deep.equal([
      ['N2', 'A'],
      ['N3', 'B'],
    ]);
  });

  it('skips a byte order mark and white space before the interchange', () => {
    expect(elements(`\xef\xbb\xbf \r\n${isa}N2*A~`)).to.deep.equal([['N2', 'A']]);
  });

  it('undoes release characters, also before terminators and itself', () => {
    expect(elements(`${unb}FTX+AAI+++10 ?+ 5 ??: it?'s'`)).to.deep.equal([
      ['FTX', 'AAI', '', '', "10 + 5 ?: it's"],
    ]);
  });

  it('splits components at unreleased separators only', () => {
    const [, cursor] = readSegments(Buffer.from(`${unb}IMD+F++a?:b:c::d'`));
    expect(componentsOf(cursor!, 3)).to.deep.equal(['a:b', 'c', '', 'd']);
  });

  it('reads X12 text as UTF-8 where it is valid, else as Latin-1', () => {
    expect(elements(`${isa}N2*${Buffer.from('Łódź').toString('latin1')}*M\xfcller~`)).to.deep.equal([
      ['N2', 'Łódź', 'Müller'],
    ]);
  });

  it('has room for as many elements as the limit allows', () => {
    const many = Array.from({ length: 200 }, (_, index) => String(index));
    expect(elements(`${isa}N2*${many.join('*')}~`)[0]).to.have.length(201);
  });

  for (const [limits, code] of [
    [{ bytes: 50 }, 'CD_EDI_LIMIT_BYTES'],
    [{ segmentLength: 110 }, 'CD_EDI_LIMIT_SEGMENT_LENGTH'],
    [{ elements: 16 }, 'CD_EDI_LIMIT_ELEMENTS'],
    [{ segments: 2 }, 'CD_EDI_LIMIT_SEGMENTS'],
  ] as const) {
    it(`stops with ${code}`, () => {
      const text = `${isa}N2*A~N3*${'B*'.repeat(20)}${'x'.repeat(200)}~`;
      expect(codeOf(() => elements(text, limits))).to.equal(code);
    });
  }

  it('allows exactly the elements of the limit', () => {
    expect(codeOf(() => elements(`${isa}N2*${'B*'.repeat(15)}C~`, { elements: 16 }))).to.equal(null);
  });
});
