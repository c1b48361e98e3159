import { expect } from 'chai';
import { runtime as ediRead } from '../../../nodes/edi-read/runtime.ts';
import { runtime as ediWrite } from '../../../nodes/edi-write/runtime.ts';
import { deploy } from '../../support/deploy-node.ts';
import { acme, fastship, orders, packFile, release } from './edi-flow.ts';

const chosen = { agreement: 'agreements/a.yaml' };
const files = (...agreements: object[]) =>
  Object.fromEntries(agreements.map((one, index) => [`agreements/${'abc'[index]}.yaml`, packFile(one)]));
const on = (day: string) => () => new Date(`${day}T12:00:00Z`);
const summer = { ...fastship, effective: { from: '2026-01-01', to: '2026-06-30' } };
const autumn = {
  ...fastship,
  version: '2.0.0',
  effective: { from: '2026-07-01' },
  delimiters: { element: '|' },
};

describe('versions of an agreement', () => {
  it('are chosen by the day when something is written', async () => {
    const delimiterOn = async (day: string) => {
      const node = deploy(ediWrite, chosen, { packFiles: files(summer, autumn), now: on(day) });
      const { outputs, error } = await node.receive({ payload: release('R-1') });
      expect(error).to.equal(undefined);
      return String(outputs.interchange?.[0]?.payload).charAt(3);
    };
    expect([await delimiterOn('2026-06-30'), await delimiterOn('2026-07-01')]).to.deep.equal(['*', '|']);
  });

  it('let nothing be written when none is in force', async () => {
    const node = deploy(ediWrite, chosen, { packFiles: files(summer), now: on('2026-07-01') });
    const { error } = await node.receive({ payload: release('R-1') });
    expect(error?.code).to.equal('CD_EDI_AGREEMENT_NOT_EFFECTIVE');
  });

  it('may not overlap', async () => {
    const packFiles = files(summer, { ...autumn, effective: { from: '2026-06-30' } });
    const { error } = await deploy(ediWrite, chosen, { packFiles }).receive({ payload: release('R-1') });
    expect(error?.code).to.equal('CD_EDI_AGREEMENT_INVALID');
    expect(error?.message).to.contain('agreements/b.yaml').and.to.contain('agreements/a.yaml');
  });

  it('are chosen by the day when something is read', async () => {
    const packFiles = files(
      { ...acme, effective: { from: '2026-01-01', to: '2026-06-30' } },
      { ...acme, version: '2.0.0', effective: { from: '2026-07-01' }, acknowledge: { functional: 'none' } },
    );
    const node = deploy(ediRead, chosen, { packFiles, now: on('2026-08-01') });
    const { outputs } = await node.receive({ payload: orders(1, ['PO-1']) });
    expect([outputs.transaction?.length, outputs.acknowledgement?.length]).to.deep.equal([1, 0]);
  });
});

describe('guides of an agreement', () => {
  const overlay = (guide: string, at: string, more: object) => ({
    overlay: 'partner/test',
    version: '1.0.0',
    level: 'partner',
    effective: { from: '2026-01-01', to: '2026-12-31' },
    guide,
    source: 'test',
    changes: [{ at, ...more }],
  });
  const short = overlay('x12/004010/850', 'BEG03', { max: 4 });

  it('are changed by its overlays while these are in force, when it is read', async () => {
    const packFiles = {
      ...files({ ...acme, guides: ['guides/short.json'] }),
      'guides/short.json': packFile(short),
    };
    const read = async (day: string) => {
      const node = deploy(ediRead, chosen, { packFiles, now: on(day) });
      const { outputs, error } = await node.receive({ payload: orders(1, ['PO-12345']) });
      expect(error).to.equal(undefined);
      return outputs.rejected?.map((one) => (one.error as { code: string }).code);
    };
    expect(await read('2026-03-01')).to.deep.equal(['CD_EDI_ELEMENT_TOO_LONG']);
    expect(await read('2027-03-01')).to.deep.equal([]);
  });

  it('are changed when it is written', async () => {
    const tight = overlay('x12/004010/940', 'W0502', { max: 4 });
    const packFiles = {
      ...files({ ...fastship, guides: ['guides/tight.json'] }),
      'guides/tight.json': packFile(tight),
    };
    const node = deploy(ediWrite, chosen, { packFiles, now: on('2026-03-01') });
    const { error } = await node.receive({ payload: release('R-12345') });
    expect(error?.code).to.equal('CD_EDI_WRITE_INVALID');
  });

  it('may be guides of the pack, by their reference', async () => {
    const own = { ...short, overlay: undefined, guide: 'acme/850', base: 'x12/004010/850', changes: [] };
    const { guide, base, changes, source } = own;
    const data = {
      ...{ guide, base, changes, source, standard: 'X12', version: '004010', type: '850', name: 'Order' },
      ...{ functionalGroup: 'PO', dictionary: 'x12/004010/dictionary' },
    };
    const agreement = {
      ...acme,
      receives: { 850: { version: '004010', guide: 'acme/850' } },
      guides: ['guides/own.json'],
    };
    const packFiles = { ...files(agreement), 'guides/own.json': packFile(data) };
    const node = deploy(ediRead, chosen, { packFiles, now: on('2026-03-01') });
    const { outputs, error } = await node.receive({ payload: orders(1, ['PO-1']) });
    expect(error).to.equal(undefined);
    expect(outputs.transaction).to.have.length(1);
  });

  for (const [what, data, code] of [
    [
      'an overlay of a place that is not there',
      overlay('x12/004010/850', 'XYZ03', { max: 4 }),
      'CD_EDI_OVERLAY_TARGET',
    ],
    ['a file that is no guide', { a: 1 }, 'CD_EDI_GUIDE_INVALID'],
  ] as const) {
    it(`refuse to start with ${what}`, async () => {
      const packFiles = { ...files({ ...acme, guides: ['guides/x.json'] }), 'guides/x.json': packFile(data) };
      const { error } = await deploy(ediRead, chosen, { packFiles, now: on('2026-03-01') }).receive({
        payload: orders(1, ['PO-1']),
      });
      expect(error?.code).to.equal(code);
    });
  }
});

describe('transaction sets that are taken together', () => {
  const read = async (together: string) => {
    const packFiles = files({ ...acme, validation: { together } });
    const node = deploy(ediRead, chosen, { packFiles, now: on('2026-03-01') });
    const { outputs } = await node.receive({ payload: orders(1, ['PO-1', null, 'PO-3']) });
    const codes = outputs.rejected?.map((one) => (one.error as { code: string }).code);
    const { segments } = outputs.acknowledgement![0]!.payload as { segments: { AK9: object } };
    return { codes, AK9: segments.AK9, good: outputs.transaction?.length };
  };

  it('are each judged alone when the agreement says nothing or so', async () => {
    expect(await read('transaction')).to.deep.include({ good: 2, codes: ['CD_EDI_SEGMENT_MISSING'] });
  });

  for (const together of ['group', 'interchange']) {
    it(`are rejected with their ${together}, and acknowledged so`, async () => {
      const { codes, AK9, good } = await read(together);
      expect(good).to.equal(0);
      expect(codes).to.deep.equal([
        'CD_EDI_REJECTED_TOGETHER',
        'CD_EDI_SEGMENT_MISSING',
        'CD_EDI_REJECTED_TOGETHER',
      ]);
      expect(AK9).to.deep.include({ AK901: 'R', AK902: '3', AK904: '0' });
    });
  }
});
