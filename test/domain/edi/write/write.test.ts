import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import { encode } from '../../../../domain/edi/charset.ts';
import type { LoopValues } from '../../../../domain/edi/json-form.ts';
import { charsetOf } from '../../../../domain/edi/write/syntax.ts';
import { type ControlNumbers, write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, now } from '../agreements.ts';

const order: LoopValues = {
  W05: { W0501: 'N', W0502: 'REL-1', W0503: 'PO-1', W0506: '' },
  N1Loop: [{ N1: { N101: 'ST', N102: 'Store  ' } }],
  LXLoop: [
    { LX: { LX01: '1' }, W01Loop: [{ W01: { W0101: '12', W0102: 'EA', W0104: 'VN', W0105: 'NW-1001' } }] },
  ],
};
const fastship = agreementOf('fastship');
const globex: Agreement = {
  ...agreementOf('globex'),
  sends: { ORDERS: { version: 'D96A', association: 'EAN008' } },
};

const send = (
  segments: unknown,
  controlNumbers: ControlNumbers = { interchangeControlNumber: '7' },
  agreement = fastship,
): string =>
  write({
    standard: 'X12',
    agreement,
    transactions: [{ type: '940', version: '004010', segments: segments as LoopValues }],
    controlNumbers,
    now,
  });

const sendOrders = (bgm: string, change: Partial<Agreement> = {}): string =>
  write({
    standard: 'EDIFACT',
    agreement: { ...globex, ...change },
    transactions: [
      {
        type: 'ORDERS',
        version: 'D96A',
        segments: {
          BGM: { BGM01_1: '220', BGM02: bgm, BGM03: '9' },
          DTM: [{ DTM01_1: '137', DTM01_2: '20260115', DTM01_3: '102' }],
          UNS: { UNS01: 'S' },
        },
      },
    ],
    controlNumbers: { interchangeControlNumber: '12' },
    now,
  });

const errorOf = (work: () => unknown): { code?: string; message?: string } => {
  try {
    work();
    return {};
  } catch (thrown) {
    return thrown as { code: string; message: string };
  }
};

describe('write X12', () => {
  it('fills envelopes, counts and control numbers and trims what is empty', () => {
    expect(send(order).split('\n')).to.deep.equal([
      'ISA*00*          *00*          *ZZ*CROSSDOCK      *ZZ*FASTSHIP       *260115*1200*U*00401*000000007*0*P*>~',
      'GS*OW*CROSSDOCK*FASTSHIP*20260115*1200*000000007*X*004010~',
      'ST*940*0001~',
      'W05*N*REL-1*PO-1~',
      'N1*ST*Store~',
      'LX*1~',
      'W01*12*EA**VN*NW-1001~',
      'SE*6*0001~',
      'GE*1*000000007~',
      'IEA*1*000000007~',
      '',
    ]);
  });

  it('keeps a token that the ledger replaces later, at every place of the control number', () => {
    const token = '⟦n:7f3a⟧';
    const text = send(order, { interchangeControlNumber: token });
    expect(text.split(token)).to.have.length(5);
    expect(text)
      .to.match(/\*00401\*⟦n:7f3a⟧\*0\*P/)
      .and.to.match(/GE\*1\*⟦n:7f3a⟧~\nIEA\*1\*⟦n:7f3a⟧~/);
  });

  it('dates envelopes in the zone of the agreement', () => {
    const text = send(order, { interchangeControlNumber: '7' }, { ...fastship, zone: 'America/New_York' });
    expect(text).to.include('*260115*0700*U*').and.to.include('*20260115*0700*');
  });

  it('marks test interchanges', () => {
    expect(send(order, { interchangeControlNumber: '7' }, { ...fastship, test: true })).to.include('*0*T*>~');
  });

  for (const [what, segments, code, message] of [
    [
      'a value that is too long',
      { ...order, W05: { W0501: 'N', W0502: 'R'.repeat(23) } },
      'CD_EDI_WRITE_INVALID',
      /W0502.*at most 22/,
    ],
    ['a missing segment', { N1Loop: order.N1Loop }, 'CD_EDI_WRITE_INVALID', /W05 .*is missing/],
    [
      'an element the guide does not know',
      { ...order, W05: { W0501: 'N', W0599: 'x' } },
      'CD_EDI_WRITE_FORM',
      /W05\.W0599/,
    ],
    ['a segment that has no place', { ...order, ZZ1: {} }, 'CD_EDI_WRITE_FORM', /ZZ1 has no place/],
    [
      'a loop without its first segment',
      { ...order, N1Loop: [{ N3: [{ N301: 'x' }] }] },
      'CD_EDI_WRITE_FORM',
      /N1Loop\[0\] must start with N1/,
    ],
    [
      'an object where a text belongs',
      { ...order, W05: { W0501: { a: 1 } } },
      'CD_EDI_WRITE_FORM',
      /W0501 must be a string/,
    ],
    [
      'a delimiter in data',
      { ...order, NTE: [{ NTE02: 'a*b' }] },
      'CD_EDI_WRITE_CHARACTER',
      /NTE\[0\]\.NTE02 contains "\*"/,
    ],
    ['segments that are no object', [], 'CD_EDI_WRITE_FORM', /segments must be an object/],
  ] as const) {
    it(`refuses ${what} and names it`, () => {
      const error = errorOf(() => send(segments));
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
  }

  it('refuses a control number that does not fit ISA13', () => {
    expect(errorOf(() => send(order, { interchangeControlNumber: '1234567890' })).code).to.equal(
      'CD_EDI_WRITE_ENVELOPE',
    );
  });

  it('refuses a type no guide is known for', () => {
    const transactions = [{ type: '111', version: '005010', segments: {} }];
    const controlNumbers = { interchangeControlNumber: '1' };
    const work = () => write({ standard: 'X12', agreement: fastship, transactions, controlNumbers, now });
    expect(errorOf(work).code).to.equal('CD_EDI_GUIDE_UNKNOWN');
  });

  it('asks for a number per functional group when there are several', () => {
    const ack: LoopValues = {
      AK1: { AK101: 'SW', AK102: '1' },
      AK9: { AK901: 'A', AK902: '1', AK903: '1', AK904: '1' },
    };
    const transactions = [
      { type: '940', version: '004010', segments: order },
      { type: '997', version: '004010', segments: ack },
    ];
    const both = (controlNumbers: ControlNumbers) =>
      write({ standard: 'X12', agreement: fastship, transactions, controlNumbers, now });
    expect(errorOf(() => both({ interchangeControlNumber: '1' })).code).to.equal('CD_EDI_WRITE_ENVELOPE');
    const text = both({ interchangeControlNumber: '1', groupControlNumbers: ['11', '12'] });
    expect(text).to.include('GE*1*11~').and.to.include('GE*1*12~').and.to.include('IEA*2*000000001~');
  });
});

describe('write EDIFACT', () => {
  it('writes UNA, UNB, messages and UNZ and releases service characters', () => {
    expect(sendOrders("PO+1:a?'").split('\n')).to.deep.equal([
      "UNA:+.? '",
      "UNB+UNOC:3+4098765000002:14+4012345000009:14+260115:1200+12'",
      "UNH+1+ORDERS:D:96A:UN:EAN008'",
      "BGM+220+PO?+1?:a???'+9'",
      "DTM+137:20260115:102'",
      "UNS+S'",
      "UNT+5+1'",
      "UNZ+1+12'",
      '',
    ]);
  });

  it('refuses a character that the character set of the syntax level cannot carry', () => {
    expect(errorOf(() => sendOrders('Łódź')).code).to.equal('CD_EDI_WRITE_CHARACTER');
    const text = sendOrders('Łódź', { syntax: 'UNOY:4' });
    expect(Buffer.from(encode(text, 'utf-8')).toString('utf8')).to.include('Łódź');
  });

  it('encodes in the character set of the agreement', () => {
    expect(charsetOf(globex)).to.equal('latin1');
    expect(encode(sendOrders('Süd'), charsetOf(globex)).includes(0xfc)).to.equal(true);
  });
});
