import { expect } from 'chai';
import { receive } from '../../../domain/edi/receive.ts';
import { alone, isSuspended, resume, suspend } from '../../../domain/edi/suspended.ts';
import { context, now } from './agreements.ts';

const header =
  "UNA:+.? 'UNB+UNOC:3+4012345000009:14+4098765000002:14+260115:1030+GLX7'\r\nUNH+M1+ORDERS:D:96A:UN'\r\n";
const message = (name: string) =>
  `${header}BGM+220+PO?+1+9'\r\nDTM+137:20260115:102'\r\nNAD+BY+4012345000009::9++${name}'\r\nLIN+1++4000001:EN'\r\nQTY+21:x'\r\nUNS+S'\r\nUNT+8+M1'\r\nUNZ+1+GLX7'\r\n`;

const suspended = (text: string, encoding: 'latin1' | 'utf8' = 'latin1') => {
  const bytes = Buffer.from(text, encoding);
  const [interchange] = receive(bytes, context).interchanges;
  const group = interchange!.groups[0]!;
  return suspend(bytes, group.transactions[0]!, group, interchange!, now);
};

describe('a suspended message', () => {
  it('is shown segment by segment, released characters and letters of its character set as they are', () => {
    const held = suspended(message('Köln'));
    expect(held?.segments.slice(0, 4)).to.deep.equal([
      'UNH+M1+ORDERS:D:96A:UN',
      'BGM+220+PO?+1+9',
      'DTM+137:20260115:102',
      'NAD+BY+4012345000009::9++Köln',
    ]);
    expect(isSuspended(held)).to.equal(true);
    expect(isSuspended(JSON.parse(JSON.stringify(held)))).to.equal(true);
    expect(isSuspended(Buffer.from('UNA'))).to.equal(false);
  });

  it('reads as it did when nothing is changed, and as corrected when it is, its trailer counted anew', () => {
    const held = suspended(message('Köln'))!;
    const [same] = receive(resume(held), context).interchanges;
    expect(same?.problems).to.deep.equal([]);
    expect(same?.transactions[0]?.problems.map(({ code }) => code)).to.deep.equal([
      'CD_EDI_ELEMENT_CHARACTERS',
    ]);
    const segments = held.segments.map((one) => one.replace('QTY+21:x', 'QTY+21:4'));
    segments.splice(2, 0, 'DTM+2:20260120:102');
    const [mended] = receive(resume({ ...held, segments }), context).interchanges;
    expect(mended?.transactions[0]?.problems).to.deep.equal([]);
    expect(mended?.transactions[0]?.json).to.deep.include({ controlNumber: 'M1', type: 'ORDERS' });
    expect(JSON.stringify(mended?.transactions[0]?.json)).to.contain('Köln');
  });

  it('stands in a group of its own under the header of its interchange, whatever that is like', () => {
    const isa =
      'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000103*0*P*>~';
    const order = 'BEG*00*NE*1**20260115~PO1*1*x*EA~';
    const held = suspended(
      `${isa}\r\nGS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*103*X*004010~ST*850*0001~${order}SE*4*0001~GE*1*103~IEA*1*000000103~`,
    )!;
    const envelope = 'GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*103*X*004010~';
    expect(held.envelope).to.deep.include({
      head: isa + envelope,
      tail: 'GE*1*103~IEA*1*000000103~',
      group: '103',
    });
    const numberless = { ...held, segments: ['ST', ...held.segments.slice(1), ' '] };
    expect(Buffer.from(resume(numberless)).toString('latin1')).to.include('~SE*4*~');
    const unnamed = { ...held, segments: [] };
    expect(Buffer.from(resume(unnamed)).toString('latin1')).to.include('~SE*2*~');
    const released = suspended(message('A').replaceAll('GLX7', "GL?'X"))!;
    expect(released.envelope.head).to.match(/GL\?'X'$/);
    expect(suspended(message('A\u0001'))?.envelope.encoding).to.equal('latin1');
    expect(suspended(message('Köln'), 'utf8')?.envelope.encoding).to.equal('utf8');
  });

  it('is not offered for correction by hand when it holds binary data', () => {
    const text = message('A').replace("LIN+1++4000001:EN'", "UNO+1+A+B+6:3'abcUNP+3+1'");
    expect(suspended(text)).to.equal(null);
  });

  it('goes with its group where that is taken as a whole', () => {
    const bytes = Buffer.from(message('A'), 'latin1');
    const [interchange] = receive(bytes, context).interchanges;
    const { byteRange } = interchange!.transactions[0]!;
    const [same] = receive(alone(bytes, byteRange, interchange!), context).interchanges;
    expect(same?.problems).to.deep.equal([]);
    expect(same?.transactions).to.have.length(1);
  });

  it('is not offered for correction by hand when it is very long', () => {
    expect(
      suspended(
        message('A').replace(
          'UNS+S',
          'IMD+F+8+:::'.concat('x'.repeat(30), "'").repeat(8_000).concat('UNS+S'),
        ),
      ),
    ).to.equal(null);
  });
});
