import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { agreementOf, context } from '../agreements.ts';

const { partner: _, own: __, ...globex } = agreementOf('globex');
const agreement: Agreement = { ...globex, partner: { id: 'A' }, own: { id: 'B' } };

/** What the CONTRL about a file says. */
function said(text: string): Readonly<Record<string, unknown>> {
  const { interchanges } = receive(Buffer.from(text, 'latin1'), {
    ...context,
    agreementFor: () => agreement,
  });
  return interchanges[0]?.acknowledgement?.transactions[0]?.segments ?? {};
}

const unb = "UNB+UNOC:3+A+B+260115:1030+1'";
const message = (body: string, count: number, identifier = 'ORDERS:D:96A:UN'): string =>
  `UNH+1+${identifier}'BGM+220+1+9'DTM+137:20260115:102'${body}UNS+S'UNT+${count}+1'`;
const sound = message('', 5);

describe('a CONTRL about what is hostile', () => {
  it('rejects an interchange for its group, and names the trailer of that', () => {
    const group = `UNG+ORDERS+A+B+260115:1030+7+UN+D:96A'${sound}UNE+1+8'`;
    expect(said(`${unb}${group}UNZ+1+1'`))
      .to.have.nested.property('UCI')
      .that.includes({ UCI04: '4', UCI05: '28', UCI06: 'UNE' });
    const open = `UNG+ORDERS+A+B+260115:1030+7+UN+D:96A'${sound}`;
    expect(said(`${unb}${open}UNZ+1+1'`))
      .to.have.nested.property('UCI')
      .that.includes({ UCI05: '13', UCI06: 'UNE' });
  });

  it('names parties that have no qualifier, and a reference that is none', () => {
    const { UCI } = said(`UNB+UNOC:3+A+B+260115:1030+\u00e4\u00f6'${sound}UNZ+1+\u00e4\u00f6'`);
    expect(UCI).to.include({ UCI01: '??', UCI02_1: 'A', UCI03_1: 'B' }).and.not.to.have.property('UCI02_2');
    expect(said(`UNB+UNOC:3+A+B+260115:1030+'${sound}UNZ+1+'`)).to.have.nested.property('UCI.UCI01', '0');
  });

  it('names a message whose identifier does not fit by its reference', () => {
    const { UCMLoop } = said(`${unb}${message('', 5, 'ORDERS:D:96A:UN:ASSOCIATION')}UNZ+1+1'`);
    expect(UCMLoop).to.have.nested.property('[0].UCM').that.includes({ UCM01: '1' });
    const short = said(`${unb}${message('', 5, 'ORDERS:D')}UNZ+1+1'`);
    expect(short.UCMLoop).to.have.nested.property('[0].UCM').that.includes({ UCM01: '1', UCM03: '4' });
  });

  it('stays within what it can carry where a message has thousands of faults', () => {
    const composite = `IMD+${Array.from({ length: 150 }, () => 'x'.repeat(40)).join('+')}'`;
    const many = said(`${unb}${message(`LIN+1'${composite}QTY+21:x'`.repeat(1200), 3605)}UNZ+1+1'`);
    expect(many).to.have.nested.property('UCMLoop[0].UCSLoop').with.length.within(100, 999);
  });
});
