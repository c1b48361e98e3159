import { expect } from 'chai';
import { type Agreement, parseAgreement } from '../../../../domain/edi/agreement.ts';
import { GuideLibrary } from '../../../../domain/edi/guides/guide-library.ts';
import { library } from '../../../../domain/edi/guides/library.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import type { TransactionJson } from '../../../../domain/edi/json-form.ts';
import { receive } from '../../../../domain/edi/receive.ts';
import { reconcile } from '../../../../domain/edi/reconcile.ts';
import { write } from '../../../../domain/edi/write/write.ts';
import { agreementOf, now } from '../agreements.ts';

const isa =
  'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*^*00501*000000009*0*P*>~';
const order = (changes: (segments: string[]) => string[] = (same) => same): string => {
  const body = changes([
    'BEG*00*SA*PO-1**20260115',
    'N1*ST*Acme Store 14',
    'N3*550 Broad St',
    'N4*Newark*NJ*07102*US',
    'PO1*1*4*EA*9.25**VN*NW-1001',
    'CTT*1',
  ]);
  const set = ['ST*850*0001', ...body, `SE*${body.length + 2}*0001`];
  return [
    isa,
    'GS*PO*ACMERETAIL*CROSSDOCK*20260115*1030*9*X*005010~',
    ...set.map((one) => `${one}~`),
    'GE*1*9~',
    'IEA*1*000000009~',
  ].join('');
};

const acme = agreementOf('acme');
const agreement: Agreement = {
  ...acme,
  receives: { 850: { version: '005010' } },
  sends: { 999: { version: '005010' } },
  acknowledge: { functional: '999' },
};

function acknowledged(text: string, guideFor = libraryGuide): TransactionJson {
  const context = { agreementFor: () => agreement, guideFor, now };
  const [interchange] = receive(Buffer.from(text, 'latin1'), context).interchanges;
  const { type, transactions } = interchange?.acknowledgement ?? { type: null, transactions: [] };
  expect(type).to.equal('999');
  return transactions[0] as TransactionJson;
}
const written = (transaction: TransactionJson): string =>
  write({
    ...{ standard: 'X12', agreement, transactions: [transaction], now },
    controlNumbers: { interchangeControlNumber: '12' },
  });

describe('the 999 of a functional group', () => {
  it('accepts it with its version', () => {
    const { segments } = acknowledged(order());
    expect(segments.AK1).to.deep.equal({ AK101: 'PO', AK102: '9', AK103: '005010' });
    expect(segments.AK9).to.include({ AK901: 'A', AK902: '1', AK904: '1' });
    expect(segments.AK2Loop).to.deep.equal([{ AK2: { AK201: '850', AK202: '0001' }, IK5: { IK501: 'A' } }]);
  });

  it('names segments and elements in error in loops of their own', () => {
    const bad = order((segments) =>
      segments.map((one) => one.replace('*4*EA', '*four*EA')).filter((one) => !one.startsWith('BEG')),
    );
    const { segments } = acknowledged(bad);
    const [{ IK3Loop, IK5 } = {}] = segments.AK2Loop as { IK3Loop?: unknown; IK5?: unknown }[];
    expect(IK3Loop).to.deep.include({ IK3: { IK301: 'BEG', IK302: '2', IK304: '3' } });
    expect(IK3Loop).to.deep.include({
      IK3: { IK301: 'PO1', IK302: '5', IK303: 'PO1', IK304: '8' },
      IK4Loop: [{ IK4: { IK401_1: '2', IK402: '330', IK403: '6', IK404: 'four' } }],
    });
    expect(IK5).to.deep.equal({ IK501: 'R', IK502: '5' });
  });

  it('says that a segment is in error where a total is wrong, for which there is no code', () => {
    const { rules: _rules, ...guide } = new GuideLibrary(library).data('x12/005010/850');
    const rules = [
      { rule: 'lines', at: 'CTTLoop.CTT', element: '01', counts: 'PO1Loop', says: 'lines are counted' },
    ];
    const guides = new GuideLibrary({ ...library, 'x12/005010/850': { ...guide, rules } });
    const { segments } = acknowledged(
      order((segments) => segments.map((one) => one.replace('CTT*1', 'CTT*2'))),
      guides.guideFor,
    );
    expect(segments.AK2Loop).to.deep.equal([
      { AK2: { AK201: '850', AK202: '0001' }, IK5: { IK501: 'R', IK502: '5' } },
    ]);
  });

  it('does not name a loop whose name is too long for it', () => {
    const { rules: _rules, ...guide } = new GuideLibrary(library).data('x12/005010/850');
    const structure = guide.structure.map((use) =>
      'loop' in use && use.loop === 'PO1' ? { ...use, loop: 'OrderLine' } : use,
    );
    const guides = new GuideLibrary({ ...library, 'x12/005010/850': { ...guide, structure } });
    const text = order((segments) => segments.map((one) => one.replace('*4*EA', '*four*EA')));
    const bad = acknowledged(text, guides.guideFor);
    expect(written(bad)).to.include('IK3*PO1*6**8~');
  });

  it('is written by its guide, and read back as the verdict it is', () => {
    const bad = acknowledged(order((segments) => segments.map((one) => one.replace('*4*EA', '*four*EA'))));
    const text = written(bad);
    expect(text).to.include('ST*999*0001~').and.to.include('IK4*2*330*6*four~').and.to.include('GS*FA*');
    const own = { ...agreement, partner: agreement.own, own: agreement.partner };
    const context = { agreementFor: () => own, guideFor: libraryGuide, now };
    const [interchange] = receive(Buffer.from(text), context).interchanges;
    expect(interchange?.transactions[0]?.problems).to.deep.equal([]);
    const verdict = reconcile(interchange?.transactions[0]?.json as TransactionJson);
    expect(verdict).to.include({ type: '999', code: 'PO', controlNumber: '9', status: 'rejected' });
    expect(verdict.transactions[0]?.errors).to.deep.equal([
      { segmentId: 'PO1', segment: 6, element: 2, code: '6', value: 'four' },
      { code: '5' },
    ]);
  });

  it('is agreed for X12 alone, as number or text', () => {
    const data = { ...acme, acknowledge: { functional: 999 } };
    expect(parseAgreement(data, 'a').acknowledge.functional).to.equal('999');
    const globex = { ...agreementOf('globex'), acknowledge: { functional: '999' } };
    expect(() => parseAgreement(globex, 'a')).to.throw(/EDIFACT has CONTRL/);
  });
});
