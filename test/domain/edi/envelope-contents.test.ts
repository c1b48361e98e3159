import { expect } from 'chai';
import type { Problem } from '../../../domain/edi/problem.ts';
import { readInterchanges } from '../../../domain/edi/read-interchanges.ts';

function problemsOf(text: string): Problem[] {
  const outside: Problem[] = [];
  const interchanges = [...readInterchanges(Buffer.from(text), {}, outside)];
  return [
    ...outside,
    ...interchanges.flatMap(({ problems, groups }) => [
      ...problems,
      ...groups.flatMap((group) => [
        ...group.problems,
        ...group.transactions.flatMap((transaction) => transaction.problems),
      ]),
    ]),
  ];
}
const briefly = (text: string): string[] =>
  problemsOf(text).map(({ code, location: { segmentId, segment, element, component } }) =>
    [code, segmentId, segment, element, component].filter((part) => part !== undefined).join(' '),
  );

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000103*0*P*>~';
const x12 = (gs: string, st: string, body = 'ZZZ*1~', se = 'SE*3*0001~'): string =>
  `${isa}${gs}${st}${body}${se}GE*1*103~IEA*1*000000103~`;
const gs = 'GS*PO*ACME*CROSSDOCK*20260115*1030*103*X*004010~';
const st = 'ST*850*0001~';

const unb = (version: 3 | 4): string => `UNB+UNOC:${version}+A+B+260115:1030+1'`;
const unh = "UNH+1+ORDERS:D:96A:UN'";
const message = `${unh}BGM+220+1+9'UNT+3+1'`;
const ung = "UNG+ORDERS+A+B+260115:1030+7+UN+D:96A'";

describe('the contents of envelopes', () => {
  it('are sound in X12 and EDIFACT as partners send them', () => {
    expect(briefly(x12(gs, st))).to.deep.equal([]);
    expect(briefly(x12(gs.replace('20260115', '260115'), st))).to.deep.equal([]);
    expect(briefly(`${unb(3)}${message}UNZ+1+1'`)).to.deep.equal([]);
    expect(briefly(`${unb(4)}${ung}${message}UNE+1+7'UNZ+1+1'`)).to.deep.equal([]);
  });

  it('are told apart from the control numbers and counts that have codes of their own', () => {
    expect(briefly(x12(gs.replace('*103*', '**'), st))).to.deep.equal([
      'CD_EDI_CONTROL_NUMBER_INVALID GS 0 6',
      'CD_EDI_CONTROL_NUMBER_MISMATCH GE 0 2',
    ]);
  });

  for (const [what, text, expected] of [
    ['GS without version', x12('GS*PO*ACME*CROSSDOCK*20260115*1030*103*X~', st), 'ELEMENT_MISSING GS 0 8'],
    ['a surplus element of ST', x12(gs, 'ST*850*0001*A*B~'), 'ELEMENTS_TOO_MANY ST 1 4'],
    ['a surplus element of SE', x12(gs, st, 'ZZZ*1~', 'SE*3*0001*A~'), 'ELEMENTS_TOO_MANY SE 3 3'],
    ['a date of GS that is none', x12(gs.replace('20260115', '20261315'), st), 'ELEMENT_DATE_INVALID GS 0 4'],
    ['a set in the group of another', x12(gs, 'ST*810*0001~'), 'GROUP_CODE_MISMATCH ST 1 1'],
    ['TA1 without a note', `${isa}TA1*000000007*260115*1000*A~IEA*0*000000103~`, 'ELEMENT_MISSING TA1 0 5'],
    ['UNB without sender', `UNB+UNOC:3++B+260115:1030+1'${message}UNZ+1+1'`, 'ELEMENT_MISSING UNB 0 2'],
    ['UNH without agency', `${unb(3)}${message.replace(':UN', '')}UNZ+1+1'`, 'ELEMENT_MISSING UNH 1 2 4'],
    [
      'a surplus element of UNH in version 3',
      `${unb(3)}${message.replace(":UN'", ":UN+++X'")}UNZ+1+1'`,
      'ELEMENTS_TOO_MANY UNH 1 5',
    ],
    [
      'a repeated element of UNH in version 4',
      `${unb(4)}${message.replace(":UN'", ":UN+A*B'")}UNZ+1+1'`,
      'ELEMENT_TOO_OFTEN UNH 1 3',
    ],
    [
      'UNG with a part of what belongs together in version 4',
      `${unb(4)}${ung.replace('ORDERS', '')}${message}UNE+1+7'UNZ+1+1'`,
      'ELEMENT_CONDITIONAL_MISSING UNG 0 1',
    ],
    [
      'UNG without agency in version 3',
      `${unb(3)}${ung.replace('UN+D', '+D')}${message}UNE+1+7'UNZ+1+1'`,
      'ELEMENT_MISSING UNG 0 6',
    ],
    ['a segment id in lower case where no guide is asked', x12(gs, st, 'zzz*1~'), 'SEGMENT_ID_INVALID zzz 2'],
    ['an interchange without a message', `${unb(3)}UNZ+0+1'`, 'INTERCHANGE_EMPTY UNZ 0'],
    [
      'a message behind a group and in none',
      `${unb(3)}${ung}${message}UNE+1+7'${message}UNZ+1+1'`,
      'GROUP_MIXED UNH 1',
    ],
    [
      'a group behind a message in none',
      `${unb(3)}${message}${ung}${message}UNE+1+7'UNZ+1+1'`,
      'GROUP_MIXED UNG 0',
    ],
  ] as const) {
    it(`are wrong with ${what}`, () => {
      expect(briefly(text)).to.deep.equal([`CD_EDI_${expected}`]);
    });
  }

  it('lets an interchange of nothing but acknowledgements or objects be', () => {
    expect(briefly(`${isa}TA1*000000007*260115*3339*A*000~IEA*0*000000103~`)).to.deep.equal([]);
    expect(briefly(`${unb(4)}UNO+1++X+3:1'abcUNP+3+1'UNZ+0+1'`)).to.deep.equal([]);
  });

  it('allows the same message reference in two groups, and not in one', () => {
    const group = (reference: string, ...messages: string[]): string =>
      `${ung.replace('+7+', `+${reference}+`)}${messages.join('')}UNE+${messages.length}+${reference}'`;
    expect(briefly(`${unb(3)}${group('7', message)}${group('8', message)}UNZ+2+1'`)).to.deep.equal([]);
    expect(briefly(`${unb(3)}${group('7', message, message)}UNZ+1+1'`)).to.deep.equal([
      'CD_EDI_CONTROL_NUMBER_REPEATED UNH 1 1',
    ]);
  });
});
