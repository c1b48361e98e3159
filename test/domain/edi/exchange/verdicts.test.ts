import { expect } from 'chai';
import { adviceVerdicts } from '../../../../domain/edi/exchange/advice-verdicts.ts';
import { reportedWords } from '../../../../domain/edi/exchange/reported-words.ts';
import { endsWaitingFor, verdictsOn } from '../../../../domain/edi/exchange/verdicts.ts';
import type { LoopValues, TransactionJson } from '../../../../domain/edi/json-form.ts';
import {
  type AcknowledgedStatus,
  type Reconciliation,
  receiptVerdict,
  reconcile,
} from '../../../../domain/edi/reconcile.ts';

const set = (type: string, segments: LoopValues): TransactionJson => ({
  ...{ standard: /^\d/.test(type) ? 'X12' : 'EDIFACT', version: '', type, controlNumber: '0001', segments },
});
const documents = ['0001', '0002'].map((transaction) => ({
  ...{ transaction, type: '940', number: '', key: 'k', reference: null },
}));
const saying = (status: AcknowledgedStatus, more: Partial<Reconciliation> = {}): Reconciliation => ({
  ...{ type: '997', code: 'OW', controlNumber: '7', status, errors: [], transactions: [] },
  ...more,
});

describe('the verdict on a document', () => {
  const statusesOf = (verdict: Reconciliation) => verdictsOn(documents, verdict).map(({ status }) => status);

  it('is that of the whole where the partner names none', () => {
    expect(statusesOf(saying('accepted-with-errors'))).to.deep.equal([
      ...['accepted-with-errors', 'accepted-with-errors'],
    ]);
  });

  it('is its own, and acceptance for the others of a part', () => {
    const errors = [{ code: '5' }];
    const named = { type: '940', controlNumber: '2', status: 'rejected', errors } as const;
    const verdicts = verdictsOn(documents, saying('partially-accepted', { transactions: [named] }));
    expect(verdicts.map(({ status }) => status)).to.deep.equal(['accepted', 'rejected']);
    expect(verdicts[1]?.errors).to.deep.equal(errors);
  });

  it('ends the waiting for what cannot come any more', () => {
    const all = ['interchange', 'functional', 'application'];
    expect(endsWaitingFor(saying('rejected'))).to.deep.equal(all);
    expect(endsWaitingFor(saying('partially-accepted'))).to.deep.equal(all);
    expect(endsWaitingFor(saying('accepted'))).to.deep.equal(['interchange', 'functional']);
    expect(endsWaitingFor(saying('accepted', { type: 'TA1' }))).to.deep.equal(['interchange']);
    expect(endsWaitingFor(saying('received', { type: 'CONTRL' }))).to.deep.equal(['interchange']);
  });
});

describe('reconcile', () => {
  it('refuses what acknowledges nothing, and what lacks its main segments', () => {
    expect(() => reconcile(set('850', {}))).to.throw(/850 acknowledges nothing/);
    for (const type of ['997', '999', 'CONTRL']) {
      expect(() => reconcile(set(type, {}))).to.throw(/its main segments are missing/);
    }
  });

  it('takes security codes for a rejection', () => {
    const segments = { AK1: { AK101: 'OW', AK102: '0012' }, AK9: { AK901: 'M' } };
    expect(reconcile(set('997', segments))).to.include({ status: 'rejected', controlNumber: '12' });
  });

  it('reads a CONTRL that only says that something came', () => {
    expect(reconcile(set('CONTRL', { UCI: { UCI01: 'GLX1', UCI04: '8' } }))).to.include({
      ...{ controlNumber: 'GLX1', status: 'received' },
    });
  });

  it('reads a CONTRL about groups: what becomes of a group becomes of its messages', () => {
    const message = { UCM: { UCM01: 'M1', UCM02_1: 'ORDERS', UCM03: '7' } };
    const verdict = reconcile(
      set('CONTRL', {
        UCI: { UCI01: 'GLX1', UCI04: '7' },
        UCFLoop: [
          { UCF: { UCF01: 'G1', UCF04: '4', UCF05: '29' }, UCMLoop: [message] },
          { UCF: { UCF01: 'G2', UCF04: '7' }, UCMLoop: [message] },
        ],
      }),
    );
    expect(verdict).to.include({ status: 'partially-accepted' });
    expect(verdict.errors).to.deep.equal([{ code: '29' }]);
    expect(verdict.transactions.map(({ status }) => status)).to.deep.equal(['rejected', 'accepted']);
  });

  it('reads a CONTRL that rejects everything in it as a rejection', () => {
    const UCSLoop = [{ UCS: { UCS01: '4' }, UCD: [{ UCD01: '12', UCD02_1: '2', UCD02_2: '3' }] }];
    const segments = {
      UCI: { UCI01: 'GLX1', UCI04: '7' },
      UCMLoop: [{ UCM: { UCM01: 'M1', UCM03: '4', UCM04: '29' }, UCSLoop }],
    };
    const { status, transactions } = reconcile(set('CONTRL', segments));
    expect(status).to.equal('rejected');
    expect(transactions[0]?.errors).to.deep.equal([
      { code: '29' },
      { segment: 4, element: 1, component: 3, code: '12' },
    ]);
  });

  it('reads what a TA1 says', () => {
    const ta1 = (status: string, note: string) =>
      receiptVerdict({ controlNumber: '000000012', date: '', time: '', status, note });
    expect(ta1('A', '000')).to.deep.include({ controlNumber: '12', status: 'accepted', errors: [] });
    expect(ta1('E', '')).to.deep.include({ status: 'accepted-with-errors', errors: [] });
    expect(ta1('R', '021')).to.deep.include({ status: 'rejected', errors: [{ code: '021' }] });
  });
});

describe('reportedWords', () => {
  for (const [type, error, words] of [
    ['997', { code: '5' }, 'code 5'],
    [
      '997',
      { segmentId: 'W01', segment: 12, code: '3' },
      'W01 (segment 12): code 3, mandatory segment missing',
    ],
    [
      '999',
      { segmentId: 'REF', segment: 3, code: 'I4' },
      'REF (segment 3): code I4, segment not used by the implementation',
    ],
    [
      '997',
      { segmentId: 'W01', segment: 12, element: 5, code: '7', value: 'QQ' },
      'W01 (segment 12) element 5: code 7, code not known ("QQ")',
    ],
    [
      '999',
      { segmentId: 'W01', segment: 12, element: 5, component: 2, code: 'I99' },
      'W01 (segment 12) element 5.2: code I99',
    ],
    ['CONTRL', { segment: 4, element: 1, code: '12' }, '(segment 4) element 1: code 12, invalid value'],
    ['CONTRL', { code: '99' }, 'code 99'],
    ['997', { segment: 4, code: '99' }, '(segment 4): code 99'],
  ] as const) {
    it(`says ${words}`, () => expect(reportedWords(type, error)).to.equal(words));
  }
});

describe('adviceVerdicts', () => {
  const oti = (OTI01: string, more: LoopValues = {}) => ({
    ...{ OTI: { OTI01, OTI03: 'R-1', OTI08: '7', OTI09: '0001', OTI10: '940' } },
    ...more,
  });

  it('reads an 824 by its verdicts and errors', () => {
    const TEDLoop = [{ TED: { TED01: '848', TED02: 'no such ' }, NTE: [{ NTE02: 'item' }] }];
    const OTILoop = [oti('TA'), oti('TC'), oti('TE'), oti('TP'), oti('TR', { TEDLoop }), oti('')];
    const verdicts = adviceVerdicts(set('824', { OTILoop }));
    expect(verdicts.map(({ status }) => status)).to.deep.equal([
      ...['accepted', 'accepted-with-errors', 'accepted-with-errors'],
      ...['partially-accepted', 'rejected', 'rejected'],
    ]);
    expect(verdicts[4]).to.deep.include({ number: 'R-1', errors: [{ code: '848', text: 'no such item' }] });
  });

  for (const [response, hasErrors, status] of [
    ['RE', false, 'rejected'],
    ['CA', false, 'accepted-with-errors'],
    ['AC', true, 'accepted-with-errors'],
    ['AP', false, 'accepted'],
    ['AP', true, 'accepted-with-errors'],
    ['', true, 'rejected'],
    ['', false, 'accepted'],
  ] as const) {
    it(`takes an APERAK with "${response}" ${hasErrors ? 'and' : 'without'} errors as ${status}`, () => {
      const ERCLoop = [{ ERC: { ERC01_1: '12' }, FTX: { FTX04_1: 'wrong' } }];
      const segments = { BGM: { BGM04: response }, ...(hasErrors && { ERCLoop }) };
      expect(adviceVerdicts(set('APERAK', segments))[0]?.status).to.equal(status);
    });
  }

  it('finds the document of an APERAK by its reference, or by what it names', () => {
    const rff = (qualifier: string, number: string) => ({ RFF: { RFF01_1: qualifier, RFF01_2: number } });
    const numberOf = (segments: LoopValues) => adviceVerdicts(set('APERAK', segments))[0]?.number;
    expect(numberOf({ RFFLoop: [rff('ON', 'PO-1'), rff('ACW', 'R-1')] })).to.equal('R-1');
    expect(numberOf({ RFFLoop: [rff('ON', 'PO-1')] })).to.equal('PO-1');
    expect(numberOf({ DOCLoop: [{ DOC: { DOC02_1: 'D-1' } }] })).to.equal('D-1');
    expect(numberOf({})).to.equal('');
  });
});
