import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Problem } from '../../../domain/edi/problem.ts';
import { readInterchanges } from '../../../domain/edi/read-interchanges.ts';

const here = new URL('.', import.meta.url).pathname;
const sample = readFileSync(`${here}x12/cases/850-three-good-one-bad/input.edi`);

function read(bytes: Buffer, limits = {}) {
  const problems: Problem[] = [];
  const interchanges = [...readInterchanges(bytes, limits, problems)];
  const inside = interchanges.flatMap((one) => [
    ...one.problems,
    ...one.groups.flatMap((group) => [
      ...group.problems,
      ...group.transactions.flatMap((set) => set.problems),
    ]),
  ]);
  return { interchanges, codes: [...problems, ...inside].map(({ code }) => code) };
}

describe('readInterchanges', () => {
  it('gives each transaction set as a byte range from ST to the end of SE', () => {
    const [interchange] = read(sample).interchanges;
    for (const { from, to } of interchange!.groups[0]!.transactions) {
      const text = sample.subarray(from, to).toString();
      expect(text)
        .to.match(/^ST\*850\*/)
        .and.to.match(/SE\*\d+\*\d+~$/);
    }
  });

  it('reads several interchanges of one file', () => {
    expect(read(Buffer.concat([sample, sample])).interchanges).to.have.length(2);
  });

  it('closes an interchange that has no trailer when the next begins', () => {
    const cut = sample.subarray(0, sample.indexOf('GE*'));
    const { interchanges, codes } = read(Buffer.concat([cut, sample]));
    expect(interchanges).to.have.length(2);
    expect(codes).to.deep.equal(['CD_EDI_TRAILER_MISSING', 'CD_EDI_TRAILER_MISSING']);
  });

  it('keeps what was read before a limit was exceeded', () => {
    const { interchanges, codes } = read(sample, { transactions: 2 });
    expect(interchanges[0]!.groups[0]!.transactions).to.have.length(2);
    expect(codes).to.include('CD_EDI_LIMIT_TRANSACTIONS');
  });

  it('refuses a file larger than the limit before reading it', () => {
    expect(read(sample, { bytes: 100 }).codes).to.deep.equal(['CD_EDI_LIMIT_BYTES']);
  });

  it('says that an empty file is no EDI', () => {
    expect(read(Buffer.alloc(0)).codes).to.deep.equal(['CD_EDI_NOT_EDI']);
  });

  for (const [what, change, code] of [
    ['a repeated transaction set number', ['ST*850*0002', 'ST*850*0001'], 'CD_EDI_CONTROL_NUMBER_REPEATED'],
    ['a transaction set without trailer', ['SE*9*0001~\n', ''], 'CD_EDI_TRAILER_MISSING'],
    ['a trailer without header', ['ST*850*0001~\n', ''], 'CD_EDI_HEADER_MISSING'],
    ['a group without header', [/GS\*.*\n/, ''], 'CD_EDI_SEGMENT_OUTSIDE_ENVELOPE'],
    ['an interchange number that is no number', [/000000104/g, 'ABCDEFGHI'], 'CD_EDI_CONTROL_NUMBER_INVALID'],
    ['a last segment without terminator', [/~\n$/, ''], 'CD_EDI_TERMINATOR_MISSING'],
    [
      'a stray segment between transaction sets',
      ['ST*850*0002', 'N9*XX~ST*850*0002'],
      'CD_EDI_SEGMENT_OUTSIDE_ENVELOPE',
    ],
  ] as const) {
    it(`reports ${what}`, () => {
      expect(read(Buffer.from(sample.toString().replace(change[0], change[1]))).codes).to.include(code);
    });
  }

  it('passes TA1 segments between ISA and the first group', () => {
    const text = sample.toString().replace('GS*', 'TA1*000000007*260115*1000*A*000~\nGS*');
    const { interchanges, codes } = read(Buffer.from(text));
    expect(codes).to.deep.equal([]);
    expect(interchanges[0]!.acknowledgements).to.deep.equal([
      { controlNumber: '000000007', date: '2026-01-15', time: '10:00', status: 'A', note: '000' },
    ]);
  });

  it('counts groups in UNZ where there are groups, else messages', () => {
    const unh = "UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'";
    const ung = "UNG+ORDERS+A+B+260115:1030+7+UN+D:96A'";
    const unb = "UNB+UNOC:3+A+B+260115:1030+1'";
    expect(read(Buffer.from(`${unb}${ung}${unh}UNE+1+7'UNZ+1+1'`)).codes).to.deep.equal([]);
    expect(read(Buffer.from(`${unb}${ung}${unh}UNE+2+8'UNZ+2+1'`)).codes).to.deep.equal([
      'CD_EDI_COUNT_MISMATCH',
      'CD_EDI_COUNT_MISMATCH',
      'CD_EDI_CONTROL_NUMBER_MISMATCH',
    ]);
  });
});
