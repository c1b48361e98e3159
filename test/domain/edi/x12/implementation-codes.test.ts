import { expect } from 'chai';
import type { Agreement } from '../../../../domain/edi/agreement.ts';
import type { Change, GuideData, Overlay } from '../../../../domain/edi/guides/guide.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, now } from '../agreements.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*^*00501*000000009*0*P*>~';
const interchange = (type: string, group: string, body: readonly string[]): string =>
  [
    isa,
    `GS*${group}*ACMERETAIL*CROSSDOCK*20260115*1030*9*X*005010~`,
    ...[`ST*${type}*0001`, ...body, `SE*${body.length + 2}*0001`].map((one) => `${one}~`),
    'GE*1*9~IEA*1*000000009~',
  ].join('');
const order = [
  'BEG*00*SA*PO-1**20260115',
  'REF*DP*42',
  'N1*ST*Acme Store 14',
  'PO1*1*4*EA*9.25**VN*NW-1001',
  'CTT*1',
];

const agreement: Agreement = {
  ...agreementOf('acme'),
  receives: { 850: { version: '005010' }, 856: { version: '005010' } },
  sends: { 999: { version: '005010' } },
  acknowledge: { functional: '999' },
  validation: { unknownCodes: 'reject' },
};

/** The segments of the 999. */
function writtenFor(text: string, guides: GuideLibrary): string[] {
  const context = { agreementFor: () => agreement, guideFor: guides.guideFor, now };
  const [received] = receive(Buffer.from(text), context).interchanges;
  const transactions = received?.acknowledgement?.transactions ?? [];
  const written = write({
    ...{ standard: 'X12', agreement, transactions, now },
    controlNumbers: { interchangeControlNumber: '12' },
  });
  return written.split(/~\n/);
}

/** The loops of segments in error of the 999, as they are written. */
const reported = (text: string, guides: GuideLibrary): string[] =>
  writtenFor(text, guides).filter((segment) => /^(IK[34]|CTX)/.test(segment));

const overlaid = (changes: readonly Change[], type = '850'): GuideLibrary => {
  const overlay: Overlay = {
    ...{ overlay: 'acme', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
    ...{ guide: `x12/005010/${type}`, source: 'test', changes },
  };
  return new GuideLibrary(library, [overlay], '2026-01-15');
};
const plain = new GuideLibrary(library).data('x12/005010/850');
const ruled = (...rules: NonNullable<GuideData['rules']>): GuideLibrary =>
  new GuideLibrary({ ...library, 'x12/005010/850': { ...plain, rules } });
const without = (id: string): string[] => order.filter((segment) => !segment.startsWith(id));
const of = (body: readonly string[]): string => interchange('850', 'PO', body);

describe('the implementation codes of a 999', () => {
  it('say that a segment is there which the implementation does not use (I4)', () => {
    const guides = overlaid([{ at: 'REF', remove: true }]);
    expect(reported(of(order), guides)).to.deep.equal(['IK3*REF*3**I4']);
    expect(reported(of(order), new GuideLibrary(library))).to.deep.equal([]);
  });

  it('say that a loop is missing which the implementation asks for (I7)', () => {
    const guides = overlaid([{ at: 'N1Loop', use: 'M' }]);
    expect(reported(of(without('N1')), guides)).to.deep.equal(['IK3*N1*4**I7']);
  });

  it('say that a segment is missing which the implementation asks for (I8)', () => {
    const guides = overlaid([{ at: 'REF', use: 'M' }]);
    expect(reported(of(without('REF')), guides)).to.deep.equal(['IK3*REF*3**I8']);
  });

  it('leave what the standard asks for its own codes', () => {
    const guides = overlaid([{ at: 'REF', use: 'M' }]);
    expect(reported(of(without('BEG')), guides)).to.deep.equal(['IK3*BEG*2**3']);
  });

  it('say that a code is not used by the implementation (I6)', () => {
    const guides = overlaid([{ at: 'BEG02', codes: { NE: 'new' } }]);
    expect(reported(of(order), guides)).to.deep.equal(['IK3*BEG*2**8', 'IK4*2*92*I6*SA']);
    const unknown = order.map((segment) => segment.replace('*SA*', '*§§*'.replaceAll('§', 'Q')));
    expect(reported(of(unknown), guides)).to.deep.equal(['IK3*BEG*2**8', 'IK4*2*92*7*QQ']);
  });

  it('say that an element is there which the implementation does not use (I10)', () => {
    const guides = overlaid([{ at: 'PO1Loop.PO107', use: 'N' }]);
    expect(reported(of(order), guides)).to.deep.equal(['IK3*PO1*5*PO1*8', 'IK4*7*234*I10*NW-1001']);
  });

  const priced = { rule: 'priced', at: 'PO1Loop.PO1', says: 'a unit needs a basis' } as const;

  it('say that an element is missing which another one asks for, and which one that is (I9)', () => {
    const guides = ruled({
      ...{ ...priced, if: { element: '03', in: ['EA'] } },
      must: { element: '05', sent: true },
    });
    expect(reported(of(order), guides)).to.deep.equal([
      'IK3*PO1*5*PO1*8',
      'IK4*5**I9',
      'CTX*SITUATIONAL TRIGGER*PO1*5**3',
    ]);
  });

  it('say that an element is there which another one rules out (I13)', () => {
    const guides = ruled({
      ...{ ...priced, if: { not: { element: '03', in: ['CA'] } } },
      must: { element: '04', sent: false },
    });
    expect(reported(of(order), guides)).to.deep.equal([
      'IK3*PO1*5*PO1*8',
      'IK4*4**I13',
      'CTX*SITUATIONAL TRIGGER*PO1*5**3',
    ]);
  });

  it('say that a value is not as the implementation asks (I12)', () => {
    const guides = ruled({ ...priced, must: { element: '02', compare: '>', to: 4 } });
    expect(reported(of(order), guides)).to.deep.equal(['IK3*PO1*5*PO1*8', 'IK4*2**I12']);
  });

  it('take what a rule always asks of an element for what the standard calls it', () => {
    const sent = ruled({ ...priced, must: { all: [{ element: '05', sent: true }] } });
    expect(reported(of(order), sent)).to.deep.equal(['IK3*PO1*5*PO1*8', 'IK4*5**I12']);
    const missing = ruled({ ...priced, must: { element: '05', sent: true } });
    expect(reported(of(order), missing)).to.deep.equal(['IK3*PO1*5*PO1*8', 'IK4*5**1']);
    const absent = ruled({ ...priced, must: { element: '04', sent: false } });
    expect(reported(of(order), absent)).to.deep.equal(['IK3*PO1*5*PO1*8', 'IK4*4**I10']);
  });

  const beside = { rule: 'beside', at: 'N1Loop.N1', says: 'a store has its own terms' } as const;

  it('say that a segment is there which another one rules out, and which one that is (I9)', () => {
    const guides = ruled({ ...beside, if: { element: '01', in: ['ST'] }, excludes: 'N1Loop.N3' });
    const addressed = [
      ...order.slice(0, 3),
      'N3*1 Quay Street',
      'N1*BY*Acme',
      'N3*2 Quay Street',
      ...order.slice(3),
    ];
    expect(reported(of(addressed), guides)).to.deep.equal([
      'IK3*N3*5*N1*I9',
      'CTX*SITUATIONAL TRIGGER*N1*4**1',
    ]);
    expect(reported(of(order), guides)).to.deep.equal([]);
  });

  it('say that a segment or loop is missing which another one asks for (I6)', () => {
    const guides = ruled({ ...beside, if: { element: '01', in: ['ST'] }, requires: 'N1Loop.N3' });
    expect(reported(of(order), guides)).to.deep.equal(['IK3*N3*5*N1*I6', 'CTX*SITUATIONAL TRIGGER*N1*4**1']);
    const addressed = [...order.slice(0, 3), 'N3*1 Quay Street', ...order.slice(3)];
    expect(reported(of(addressed), guides)).to.deep.equal([]);
    const loops = ruled({ ...beside, at: 'REF', requires: 'N9Loop' });
    expect(reported(of(order), loops)).to.deep.equal(['IK3*N9*7**I6', 'CTX*SITUATIONAL TRIGGER*REF*3']);
  });

  it('say that an element repeats too seldom (I11)', () => {
    const data = new GuideLibrary(library).dictionary('x12/005010/dictionary');
    const { segments } = data;
    const dictionary = {
      ...data,
      segments: { ...segments, REF: { name: 'Reference', elements: ['128 M', '127 O x5', '352 O'] } },
    };
    const sources = { ...library, 'x12/005010/dictionary': dictionary };
    const overlay: Overlay = {
      ...{ overlay: 'acme', version: '1.0.0', level: 'partner', effective: { from: '2026-01-01' } },
      ...{ guide: 'x12/005010/850', source: 'test', changes: [{ at: 'REF02', minRepetitions: 3 }] },
    };
    const guides = new GuideLibrary(sources, [overlay], '2026-01-15');
    const with3 = (sent: string): string => of(order.map((one) => one.replace('*DP*42', `*DP*${sent}`)));
    expect(reported(with3('42'), guides)).to.deep.equal(['IK3*REF*3**8', 'IK4*2*127*I11*42']);
    expect(reported(with3('42^43^'), guides)).to.deep.equal(['IK3*REF*3**8', 'IK4*2*127*I11*4243']);
    expect(reported(with3('42^43^44'), guides)).to.deep.equal([]);
    expect(reported(with3(''), guides)).to.deep.equal([]);
  });

  it('say of the transaction set whether the standard or only the implementation has something against it', () => {
    const verdict = (text: string, guides: GuideLibrary): string | undefined =>
      writtenFor(text, guides).find((segment) => segment.startsWith('IK5'));
    const guides = overlaid([{ at: 'REF', remove: true }]);
    expect(verdict(of(order), guides)).to.equal('IK5*R*I5');
    expect(verdict(of(without('BEG')), guides)).to.equal('IK5*R*5*I5');
    expect(verdict(of(without('BEG').filter((one) => !one.startsWith('REF'))), guides)).to.equal('IK5*R*5');
  });

  it('say that a segment is missing at a level that asks for it, and where that began (I6)', () => {
    const guides = overlaid(
      [{ hierarchy: { loop: 'HLLoop', levels: { S: [''], O: ['S'] }, requires: { O: ['PRF'] } } }],
      '856',
    );
    const notice = ['BSN*00*S-1*20260115*1030', 'HL*1**S', 'TD5*B*2*ACMT', 'HL*2*1*O', 'REF*IA*1', 'CTT*2'];
    expect(reported(interchange('856', 'SH', notice), guides)).to.deep.equal([
      'IK3*PRF*7*HL*I6',
      'CTX*SITUATIONAL TRIGGER*HL*5**3',
    ]);
  });
});
