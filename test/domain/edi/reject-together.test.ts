import { expect } from 'chai';
import type { Agreement } from '../../../domain/edi/agreement.ts';
import { receive } from '../../../domain/edi/receive.ts';
import { agreementOf, context } from './agreements.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000009*0*P*>~';
const set = (number: string, quantity: string): string =>
  `ST*850*${number}~BEG*00*SA*PO-${number}**20260115~PO1*1*${quantity}*EA*9.25**VN*NW-1~CTT*1~SE*5*${number}~`;
const group = (number: string, ...sets: readonly string[]): string =>
  `GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*${number}*X*004010~${sets.join('')}GE*${sets.length}*${number}~`;
const file = (...groups: readonly string[]): string =>
  `${isa}${groups.join('')}IEA*${groups.length}*000000009~`;
const mixed = file(group('1', set('0001', '4'), set('0002', 'four')), group('2', set('0003', '4')));
const sound = file(group('1', set('0001', '4')), group('2', set('0003', '4')));

type Together = NonNullable<Agreement['validation']>['together'];

const verdicts = (text: string, together: Together): readonly string[] => {
  const validation = together === undefined ? {} : { together };
  const agreement: Agreement = { ...agreementOf('acme'), validation };
  const { interchanges } = receive(Buffer.from(text), { ...context, agreementFor: () => agreement });
  return interchanges.flatMap(({ groups }) =>
    groups.flatMap(({ transactions }) =>
      transactions.map(({ json, verdict }) => `${json.controlNumber} ${verdict}`),
    ),
  );
};

describe('a transaction set that is rejected', () => {
  for (const [together, expected] of [
    [undefined, ['0001 accepted', '0002 rejected', '0003 accepted']],
    ['transaction', ['0001 accepted', '0002 rejected', '0003 accepted']],
    ['group', ['0001 rejected', '0002 rejected', '0003 accepted']],
    ['interchange', ['0001 rejected', '0002 rejected', '0003 rejected']],
  ] as const) {
    it(`takes with it what the agreement says: ${together ?? 'nothing said'}`, () => {
      expect(verdicts(mixed, together)).to.deep.equal(expected);
    });
  }

  it('takes nothing with it where all are sound', () => {
    expect(verdicts(sound, 'interchange')).to.deep.equal(['0001 accepted', '0003 accepted']);
  });
});
