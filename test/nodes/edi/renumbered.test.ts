import { expect } from 'chai';
import { runtime } from '../../../nodes/edi-read/runtime.ts';
import { composeX12 } from '../../../partners/x12.ts';
import { deploy, type Reaction } from '../../support/deploy-node.ts';
import { defaultEnvelope } from '../../support/memory-host.ts';
import { partnerFiles } from '../../support/partner-files.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const parties = {
  senderQualifier: '01',
  sender: 'ACMERETAIL',
  receiverQualifier: 'ZZ',
  receiver: 'CROSSDOCK',
};
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const purchase = (number: string) => [
  `BEG*00*SA*${number}**20260301`,
  'N1*ST*Store*92*S1',
  'PO1*1*24*CA*18.40*PE*VN*NW-1001',
];
const counts = ({ outputs }: Reaction) =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { length }]) => (length > 0 ? [[name, length]] : [])),
  );

describe('content that came before under another control number', () => {
  const under = (renumbered: string, days = 90, now = () => at) => {
    const files = partnerFiles('acme');
    const [path = '', file] = Object.entries(files).find(([name]) => name.includes('acme.yaml')) ?? [];
    const { data } = file as { data: object };
    const terms = { ...data, renumbered, duplicateWindowDays: days };
    return deploy(
      runtime,
      { agreement: 'agreements/acme.yaml' },
      { now, packFiles: { ...files, [path]: { text: '', data: terms } } },
    );
  };
  const same = (control: number) =>
    latin1(composeX12({ ...parties, control, functionalId: 'PO' }, '850', [purchase('PO-1')], at));

  it('is only acknowledged, and the number it had is named', async () => {
    const node = under('acknowledge');
    await node.receive({ payload: same(21) });
    expect(counts(await node.receive({ payload: same(22) }))).to.deep.equal({ acknowledgement: 1 });
    const told = node.effects.flatMap((one) => (one.kind === 'journal' ? [one.text] : []));
    expect(told.join()).to.contain('000000022 of acme came again').and.to.contain('as 000000021');
    const other = latin1(
      composeX12({ ...parties, control: 23, functionalId: 'PO' }, '850', [purchase('PO-2')], at),
    );
    expect(counts(await node.receive({ payload: other }))).to.deep.equal({
      transaction: 1,
      acknowledgement: 1,
    });
  });

  it('is acknowledged and rejected, until a person lets it go on', async () => {
    const node = under('reject');
    await node.receive({ payload: same(21) });
    const first = { ...defaultEnvelope, id: 'm-2', correlationId: 'm-2' };
    const again = await node.receive({ payload: same(22), crossdock: first });
    expect(counts(again)).to.deep.equal({ acknowledgement: 1, rejected: 1 });
    expect(again.outputs.rejected?.[0]?.error).to.include({ code: 'CD_EDI_CONTENT_REPEATED' });
    const retried = { ...first, id: 'm-3', causationId: 'm-2' };
    const went = await node.receive({ payload: same(22), crossdock: retried });
    expect(counts(went)).to.deep.equal({ transaction: 1 });
  });

  it('is taken and noted where it may come again', async () => {
    const node = under('accept');
    await node.receive({ payload: same(21) });
    expect(counts(await node.receive({ payload: same(22) }))).to.deep.equal({
      ...{ transaction: 1, acknowledgement: 1 },
    });
    expect(node.effects.filter(({ kind }) => kind === 'journal')).to.have.length(1);
  });

  it('is taken after the window', async () => {
    let today = at;
    const node = under('reject', 30, () => today);
    await node.receive({ payload: same(21) });
    today = new Date('2026-04-15T12:00:00.000Z');
    expect(counts(await node.receive({ payload: same(22) }))).to.include({ transaction: 1 });
    expect(counts(await node.receive({ payload: same(23) }))).to.include({ rejected: 1 });
  });

  it('is not looked for in acknowledgements', async () => {
    const node = under('reject');
    const ack = (control: number) =>
      latin1(
        composeX12({ ...parties, control, functionalId: 'FA' }, '997', [['AK1*OW*1', 'AK9*A*1*1*1']], at),
      );
    await node.receive({ payload: ack(31) });
    expect(counts(await node.receive({ payload: ack(32) }))).to.deep.equal({ status: 1 });
  });
});
