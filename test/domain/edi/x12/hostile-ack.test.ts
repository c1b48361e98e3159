import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, context, now } from '../agreements.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*^*00501*000000009*0*P*>~';

type Acknowledgement = '997' | '999';

const agreement = (type: Acknowledgement, more: Partial<Agreement> = {}): Agreement => ({
  ...agreementOf('acme'),
  ...{ receives: { 850: { version: '005010' } }, sends: { [type]: { version: '005010' } } },
  ...{ acknowledge: { functional: type } },
  ...more,
});

/** The acknowledgement as it is sent, segment by segment. */
function sent(type: Acknowledgement, group: string, more: Partial<Agreement> = {}): readonly string[] {
  const ours = agreement(type, more);
  const bytes = Buffer.from(`${isa}${group}IEA*1*000000009~`, 'latin1');
  const [interchange] = receive(bytes, { ...context, agreementFor: () => ours }).interchanges;
  const text = write({
    ...{ standard: 'X12', agreement: ours, now, controlNumbers: { interchangeControlNumber: '12' } },
    transactions: interchange?.acknowledgement?.transactions ?? [],
  });
  return text.split('~').map((segment) => segment.trim());
}

const order = (lines: readonly string[], id = '850', number = '0001', codes = ''): string =>
  `GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*9*X*005010~ST*${id}*${number}${codes}~BEG*00*SA*PO-1**20260115~${lines.map((line) => `${line}~`).join('')}SE*${lines.length + 3}*${number}~GE*1*9~`;

const line = 'PO1*1*4*EA*9.25**VN*NW-1';

describe('an acknowledgement of what is hostile', () => {
  for (const type of ['997', '999'] as const) {
    it(`is a ${type} that its own guide finds right, whatever stands in the header of the set`, () => {
      expect(sent(type, order([line, 'CTT*1'], '8', '1'))).to.include('AK2*8??*1???');
      expect(sent(type, order([line, 'CTT*1'], '85012345', '0123456789012'))).to.include('AK2*850*012345678');
    });

    it(`is a ${type} that copies no delimiter, control character or letter outside ASCII`, () => {
      const bad = sent(type, order([`PO1*1*4\u0007>Ä^4*EA*9.25**VN*NW-1`, 'CTT*1']));
      const notes = bad.filter((segment) => /^(?:AK|IK)4/.test(segment));
      expect(notes.length).to.be.greaterThan(0);
      for (const note of notes) expect(note).to.match(/^[ -~]*$/);
    });

    it(`is a ${type} that rejects a group which is wrong itself without a word on its sets`, () => {
      const wrong = order([line, 'CTT*1']).replace('GE*1*9', 'GE*7*9');
      const segments = sent(type, wrong);
      expect(segments.filter((segment) => segment.startsWith('AK2'))).to.deep.equal([]);
      expect(segments.find((segment) => segment.startsWith('AK9'))).to.match(/^AK9\*R\*7\*1\*.*5/);
    });
  }

  it('names no more than 99 elements of one segment', () => {
    const many = sent('999', order([`PO1${'*?'.repeat(130)}`, 'CTT*1']));
    expect(many.filter((segment) => segment.startsWith('IK4')).length).to.be.within(1, 99);
  });

  it('tells the repetition of a 999 and not of a 997, which has no place for it', () => {
    const repeated = order([line, 'CTT*1', 'NOSUCH*1']);
    expect(sent('999', repeated).some((segment) => segment.startsWith('IK3'))).to.equal(true);
    expect(sent('997', repeated).some((segment) => segment.startsWith('AK3'))).to.equal(true);
  });

  it('tells no more than 99 faults of the repetitions of one element, and which repetition of which component each is', () => {
    const many = sent(
      '999',
      order([`PO1*1*4*${Array.from({ length: 120 }, () => 'XXXX').join('^')}*9.25**VN*NW-1`, 'CTT*1']),
    );
    const notes = many.filter((segment) => segment.startsWith('IK4'));
    expect(notes).to.have.length(99);
    expect(notes[0]).to.match(/^IK4\*3>>1\*355\*5\*XXXX$/);
    const measured = order([line, 'MEA*TI*WT*5*LBXX', 'CTT*1']);
    expect(sent('999', measured)).to.include('IK4*4>1*355*5*LBXX');
    expect(sent('997', measured)).to.include('AK4*4>1*355*5*LBXX');
  });

  it('has a number for a group that has none, and a verdict without codes for a fault that has none', () => {
    const lettered = order([line, 'CTT*1']).replace('*1030*9*', '*1030*NONE*').replace('GE*1*9', 'GE*1*NONE');
    expect(sent('997', lettered).filter((one) => /^AK[19]/.test(one))).to.deep.equal([
      'AK1*PO*0*005010',
      'AK9*R*1*1*0*6',
    ]);
    const stray = order([line, 'CTT*1']).replace('ST*850', 'ZZZ*1~ST*850');
    expect(sent('997', stray).filter((one) => /^AK9/.test(one))).to.deep.equal(['AK9*R*1*1*0']);
  });

  it('copies no usual delimiter where the agreement names none', () => {
    const { delimiters: _, ...rest } = agreement('997');
    const bytes = Buffer.from(`${isa}${order(['PO1*1*4*EA*9.2^5**VN*NW-1', 'CTT*1'])}IEA*1*000000009~`);
    const [received] = receive(bytes, { ...context, agreementFor: () => rest }).interchanges;
    const said = JSON.stringify(received?.acknowledgement?.transactions);
    expect(said).to.match(/"AK4"/);
    expect(said).not.to.include('^');
  });

  it('names the implementation that the set names', () => {
    const segments = sent('999', order([line, 'CTT*1'], '850', '0001', '*005010X999'));
    expect(segments).to.include('AK2*850*0001*005010X999');
  });

  it('names its own implementation where the agreement does', () => {
    const sends = { 999: { version: '005010', association: '005010X231A1' } };
    expect(sent('999', order([line, 'CTT*1']), { sends })).to.include('ST*999*0001*005010X231A1');
  });

  it('is a 999 of 005010 for a group of an older version, where the agreement names none', () => {
    const old = order([line, 'CTT*1']).replace('X*005010', 'X*004010');
    const receives = { 850: { version: '004010' } };
    const segments = sent('999', old, { receives, sends: {} });
    expect(segments.find((segment) => segment.startsWith('GS*FA'))).to.match(/\*X\*005010$/);
  });

  it('says partially where one set of two is wrong, and with errors where the agreement takes it all the same', () => {
    const two = (quantity: string): string =>
      `GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*9*X*005010~${['4', quantity]
        .map(
          (count, at) =>
            `ST*850*000${at + 1}~BEG*00*SA*PO-${at}**20260115~PO1*1*${count}*EA*9.25**VN*NW-1~CTT*1~SE*5*000${at + 1}~`,
        )
        .join('')}GE*2*9~`;
    const verdictOf = (segments: readonly string[]): string | undefined =>
      segments.find((segment) => segment.startsWith('AK9'));
    expect(verdictOf(sent('999', two('four')))).to.equal('AK9*P*2*2*1');
    const lenient = { validation: { errors: 'accept' as const } };
    expect(verdictOf(sent('999', two('four'), lenient))).to.equal('AK9*E*2*2*2');
    expect(verdictOf(sent('999', two('4')))).to.equal('AK9*A*2*2*2');
  });
});
