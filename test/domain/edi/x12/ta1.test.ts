import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { readInterchanges } from '../../../../domain/edi/read-interchanges.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { acme850 } from '../../../../partners/customers/documents.ts';
import { agreementOf, now } from '../agreements.ts';

const shipTo = {
  name: 'S',
  street: '1 A St',
  city: 'Newark',
  region: 'NJ',
  postalCode: '07102',
  country: 'US',
};
const sample = acme850({ number: 'PO-1', shipTo, lines: [{ sku: 'NW-1001', cartons: 4 }], control: 7 }, now);
const [isa = ''] = sample.split('~');
/** With another ISA14. */
const asking = (text: string, wanted: '0' | '1'): string =>
  text.replace(isa, isa.replace(/\*[01]\*([TP])\*(.)$/, `*${wanted}*$1*$2`));

const acme = agreementOf('acme');
const agreed = (interchange?: Agreement['acknowledge']['interchange']): Agreement => ({
  ...acme,
  acknowledge: { ...acme.acknowledge, ...(interchange && { interchange }) },
});

function receiptFor(text: string, agreement = agreed()) {
  const context = { agreementFor: () => agreement, guideFor: libraryGuide, now };
  const [interchange] = receive(Buffer.from(text, 'latin1'), context).interchanges;
  return interchange?.receipt;
}
const ta1Of = (text: string, agreement?: Agreement) =>
  receiptFor(text, agreement)?.transactions[0]?.segments.TA1;

describe('the TA1 of an interchange', () => {
  it('accepts a sound envelope whose sender asks for it, whatever its groups hold', () => {
    const text = asking(sample.replace('BEG*00', 'BEG*'), '1');
    expect(ta1Of(text)).to.deep.include({ TA101: '000000007', TA104: 'A', TA105: '000' });
  });

  it('repeats date and time of the interchange', () => {
    const [, date, time] = /\*(\d{6})\*(\d{4})\*U\*/.exec(isa) ?? [];
    expect(ta1Of(asking(sample, '1'))).to.include({ TA102: date, TA103: time });
  });

  it('is not sent for a sound envelope whose sender does not ask', () => {
    expect(receiptFor(asking(sample, '0'))).to.equal(undefined);
  });

  for (const [what, text, note] of [
    ['a control number that differs', sample.replace(/IEA\*1\*\d+/, 'IEA*1*000000099'), '001'],
    ['a wrong count of groups', sample.replace('IEA*1', 'IEA*2'), '021'],
    ['a missing trailer', sample.replace(/IEA[^~]*~\n?/, ''), '023'],
    ['a segment outside of groups', sample.replace('IEA*1', 'N1*ST~IEA*1'), '022'],
    ['a grade of service that is none', sample.replace('GS*', 'ISB*12~GS*'), '031'],
    ['a delivery without a grade of service', sample.replace('GS*', 'ISB~GS*'), '031'],
    ['a delivery date that is none', sample.replace('GS*', 'ISE*261301~GS*'), '028'],
    ['a delivery time that is none', sample.replace('GS*', 'ISE*261201*2560~GS*'), '029'],
    ['a time zone that is none', sample.replace('GS*', 'ISE*261201*1200*LOCAL~GS*'), '030'],
    ['the wrong test indicator', sample.replace(isa, isa.replace(/\*P\*(.)$/, '*T*$1')), '020'],
  ] as const) {
    it(`rejects ${what} with note ${note}, asked or not`, () => {
      expect(ta1Of(asking(text, '0'))).to.include({ TA104: 'R', TA105: note });
    });
  }

  for (const [what, from, to, note] of [
    ['an authorisation qualifier that is none', '*00*', '*\x01\x02*', '010'],
    ['an authorisation that is none', '*00*          *', '*00*A\x02        *', '011'],
    ['a date that is none', /\*\d{6}\*/, '*261301*', '014'],
    ['a time that is none', /\*\d{4}\*U/, '*3339*U', '015'],
    ['a version that is none', '*00401*', '*00A01*', '017'],
    ['a control number that is none', '*000000007*', '*00000000A*', '018'],
    ['a usage that is none', /\*P\*(.)$/, '*X*$1', '020'],
    ['a wish for an answer that is none', /\*[01]\*P/, '*Y*P', '019'],
  ] as const) {
    it(`rejects ${what} with note ${note}`, () => {
      const bad = isa.replace(from, to);
      expect(bad).to.have.length(isa.length).and.not.to.equal(isa);
      const text = sample.replace(isa, bad).replace(/IEA\*1\*\d+/, `IEA*1*${bad.split('*')[13]}`);
      expect(ta1Of(text)).to.include({ TA104: 'R', TA105: note });
    });
  }

  for (const [what, from, to, repeated] of [
    ['a date with a letter', /\*\d{6}\*/, '*26A115*', ['000000', '1030', '014']],
    ['a date with a space', /\*\d{6}\*/, '*26 115*', ['000000', '1030', '014']],
    ['a date with a dash', /\*\d{6}\*/, '*26-115*', ['000000', '1030', '014']],
    ['a date beyond ASCII', /\*\d{6}\*/, '*\xe460115*', ['000000', '1030', '014']],
    ['a blank date', /\*\d{6}\*/, '*      *', ['000000', '1030', '014']],
    ['a time with a colon', /\*\d{4}\*U/, '*1:30*U', ['260115', '0000', '015']],
    ['a time beyond ASCII', /\*\d{4}\*U/, '*10\xa0 *U', ['260115', '0000', '015']],
    ['a blank time', /\*\d{4}\*U/, '*    *U', ['260115', '0000', '015']],
  ] as const) {
    it(`is written for ${what}, with zeros where none can be repeated`, () => {
      const dated = isa.replace(/\*\d{6}\*\d{4}\*U/, '*260115*1030*U');
      const receipt = receiptFor(sample.replace(isa, dated.replace(from, to)));
      const text = write({
        ...{ standard: 'X12', agreement: acme, transactions: receipt?.transactions ?? [], now },
        controlNumbers: { interchangeControlNumber: '12' },
      });
      const [date, time, note] = repeated;
      expect(text).to.include(`TA1*000000007*${date}*${time}*R*${note}~`);
    });
  }

  for (const bad of ['00A01', '00*01', '0~401', '>0401', '00\xe401', '00^01']) {
    it(`is written in 00401 for ${bad}, which is no version of an envelope`, () => {
      const theirs = (text: string): string => text.replaceAll('*', '|').replaceAll('>', ':');
      const text = theirs(sample.replaceAll('~', '!')).replace('|00401|', `|${bad}|`);
      const receipt = receiptFor(text);
      const written = write({
        ...{ standard: 'X12', agreement: acme, transactions: receipt?.transactions ?? [], now },
        controlNumbers: { interchangeControlNumber: '12' },
      });
      expect(written).to.match(/\*00401\*000000012\*.*~\nTA1\*000000007\*\d{6}\*\d{4}\*R\*017~/);
    });
  }

  it('is always or never sent where the agreement says so', () => {
    expect(receiptFor(asking(sample, '0'), agreed('always'))?.type).to.equal('TA1');
    expect(receiptFor(asking(sample, '1'), agreed('never'))).to.equal(undefined);
    expect(receiptFor(sample.replace('IEA*1', 'IEA*2'), agreed('never'))).to.equal(undefined);
  });

  it('is not sent for a TA1', () => {
    const only = `${isa}~TA1*000000001*260101*1000*A*000~IEA*0*000000007~`;
    expect(receiptFor(asking(only, '1'))).to.equal(undefined);
  });

  it('is written between ISA and IEA without a group, and read as what it says', () => {
    const receipt = receiptFor(asking(sample.replace('IEA*1', 'IEA*2'), '1'));
    const text = write({
      ...{ standard: 'X12', agreement: acme, transactions: receipt?.transactions ?? [], now },
      controlNumbers: { interchangeControlNumber: '12' },
    });
    expect(text).to.match(
      /^ISA.*\*00401\*000000012\*.*~\nTA1\*000000007\*\d{6}\*\d{4}\*R\*021~\nIEA\*0\*000000012~\n$/,
    );
    const [interchange] = readInterchanges(Buffer.from(text));
    expect(interchange?.problems).to.deep.equal([]);
    expect(interchange?.acknowledgements[0]).to.include({
      controlNumber: '000000007',
      status: 'R',
      note: '021',
    });
  });

  it('is refused by the writer when an element does not have its form', () => {
    const transactions = [{ type: 'TA1', version: '00401', segments: { TA1: { TA101: '7' } } }];
    const controlNumbers = { interchangeControlNumber: '12' };
    expect(() => write({ standard: 'X12', agreement: acme, transactions, controlNumbers, now }))
      .to.throw()
      .with.property('code', 'CD_EDI_WRITE_ENVELOPE');
  });
});
