import { expect } from 'chai';
import fc from 'fast-check';
import type { Limits } from '../../../domain/edi/limits.ts';
import type { Problem } from '../../../domain/edi/problem.ts';
import { readInterchanges, readSegments } from '../../../domain/edi/read-interchanges.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*>~';
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A transaction set of X12 around a segment, or a message of EDIFACT around some. */
const x12 = (segment: string): Buffer =>
  latin1(`${isa}GS*PI*A*B*20260115*1030*1*X*004010~ST*841*0001~${segment}~SE*3*0001~GE*1*1~IEA*1*000000001~`);
const edifact = (segments: string, count: number): Buffer =>
  latin1(`UNB+UNOC:3+A+B+260115:1030+1'UNH+1+MEDBIN:D:93A:UN'${segments}UNT+${count}+1'UNZ+1+1'`);

function codes(bytes: Buffer, limits: Partial<Limits> = {}): string[] {
  const outside: Problem[] = [];
  const all = [...readInterchanges(bytes, limits, outside)];
  const inside = all.flatMap(({ problems, groups }) => [
    ...problems,
    ...groups.flatMap((group) => [...group.problems, ...group.transactions.flatMap((one) => one.problems)]),
  ]);
  return [...outside, ...inside].map(({ code }) => code);
}

describe('data by length', () => {
  it('in BIN may hold every delimiter', () => {
    const bytes = x12('BIN*11*a*b~SE*1~\nc');
    expect(codes(bytes)).to.deep.equal([]);
    const [segment] = Array.from(readSegments(bytes), (cursor) => [cursor.id(), cursor.text(2)]).filter(
      ([id]) => id === 'BIN',
    );
    expect(segment).to.deep.equal(['BIN', 'a*b~SE*1~\nc']);
  });

  it('in BDS comes after the filter', () => {
    expect(codes(x12('BDS*ASB*4*~~~~'))).to.deep.equal([]);
  });

  it('of no bytes is no data', () => {
    expect(codes(x12('BIN*0*'))).to.deep.equal([]);
  });

  it('may hold any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const text = Buffer.from(data).toString('latin1');
        expect(codes(x12(`BIN*${data.length}*${text}`))).to.deep.equal([]);
        const object = `UNO+7++X+${data.length}:14'${text}UNP+${data.length}+7'`;
        expect(codes(edifact(object, 4))).to.deep.equal([]);
      }),
    );
  });

  for (const [what, segment] of [
    ['no number', 'BIN*11a*BINARY DATA'],
    ['nothing', 'BIN**BINARY DATA'],
    ['less than there are', 'BIN*3*BINARY DATA'],
    ['more than may be', 'BIN*100000001*BINARY DATA'],
  ] as const) {
    it(`whose length is ${what} ends the reading with its code`, () => {
      expect(codes(x12(segment))).to.include('CD_EDI_BINARY_INVALID');
    });
  }

  it('that is cut off by the end of the file says so', () => {
    expect(codes(x12('BIN*5000*BINARY DATA'))).to.include('CD_EDI_TRUNCATED');
    expect(codes(edifact("UNO+7++X+5000:14'abcUNP+3+7'", 4))).to.include('CD_EDI_TRUNCATED');
  });

  it('is bounded by the limit of the agreement', () => {
    expect(codes(x12('BIN*11*BINARY DATA'), { binary: 10 })).to.include('CD_EDI_BINARY_INVALID');
  });

  describe('around an object of EDIFACT', () => {
    it('is the same in UNO and UNP', () => {
      expect(codes(edifact("UNO+7++X+3:14'a'bUNP+3+7'", 4))).to.deep.equal([]);
      expect(codes(edifact("UNO+7++X+3:14'a'bUNP+4+7'", 4))).to.deep.equal(['CD_EDI_COUNT_MISMATCH']);
      expect(codes(edifact("UNO+7++X+3:14'a'bUNP+3+8'", 4))).to.deep.equal([
        'CD_EDI_CONTROL_NUMBER_MISMATCH',
      ]);
    });

    it('needs both', () => {
      expect(codes(edifact("UNP+3+7'", 3))).to.deep.equal(['CD_EDI_HEADER_MISSING']);
      expect(codes(edifact("UNO+7++X+1:14'a", 3))).to.deep.equal(['CD_EDI_TRAILER_MISSING']);
      expect(codes(edifact("UNO+7++X+1:14'aUNO+8++X+1:14'bUNP+1+8'", 5))).to.deep.equal([
        'CD_EDI_TRAILER_MISSING',
      ]);
    });

    it('needs a length', () => {
      expect(codes(edifact("UNO+7'", 3))).to.include('CD_EDI_BINARY_INVALID');
    });
  });
});
