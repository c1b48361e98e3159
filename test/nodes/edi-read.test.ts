import { expect } from 'chai';
import { runtime } from '../../nodes/edi-read/runtime.ts';
import { acme850, globexOrders } from '../../partners/customers/documents.ts';
import { composeX12 } from '../../partners/x12.ts';
import type { FlowMessage, Json } from '../../runtime/face.ts';
import { type DeployedNode, type DeployOptions, deploy, type Reaction } from '../support/deploy-node.ts';
import { defaultEnvelope } from '../support/memory-host.ts';
import { partnerFiles } from '../support/partner-files.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const shipTo = { name: 'Acme Store 14', street: '550 Broad St', city: 'Newark', postalCode: '07102' };
const order = (control: number, number = `PO-${control}`) => ({
  ...{ number, control, lines: [{ sku: 'NW-1001', cartons: 24 }] },
  shipTo: { ...shipTo, region: 'NJ', country: 'US' },
});
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const reader = (partner: string, more: DeployOptions = {}): DeployedNode =>
  deploy(
    runtime,
    { agreement: `agreements/${partner}.yaml` },
    { packFiles: partnerFiles(partner), now: () => at, ...more },
  );

interface Rejection {
  readonly problems: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
  readonly content: string;
}
const rejectionOf = (message: FlowMessage | undefined) => message?.payload as Rejection;
const codesOf = (message: FlowMessage | undefined) => rejectionOf(message).problems.map(({ code }) => code);
const errorOf = (message: FlowMessage | undefined) =>
  message?.error as { code: string; message: string; remedy: string };
const counts = ({ outputs }: Reaction) =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([name, { length }]) => (length > 0 ? [[name, length]] : [])),
  );

const acme = { senderQualifier: '01', sender: 'ACMERETAIL', receiverQualifier: 'ZZ', receiver: 'CROSSDOCK' };
const purchase = (number: string, ...more: string[]) => [
  `BEG*00*SA*${number}**20260301`,
  'N1*ST*Store*92*S1',
  'PO1*1*24*CA*18.40*PE*VN*NW-1001',
  ...more,
];

describe('crossdock-edi-read', () => {
  it('rejects a file of nothing but faults with as many problems as a person reads, and says how many more', async () => {
    const [, head = ''] = /^(ISA.*?~\s*GS.*?~)/s.exec(acme850(order(78), at)) ?? [];
    const { outputs } = await reader('acme').receive({ payload: latin1(head + 'SE*1*1~'.repeat(3000)) });
    expect(outputs.rejected).to.have.length(1);
    const { problems } = rejectionOf(outputs.rejected?.[0]);
    expect(problems).to.have.length(1001);
    expect(problems.at(-1)?.code).to.equal('CD_EDI_PROBLEMS_TOO_MANY');
  });

  it('gives a purchase order as JSON and its acknowledgement for edi write', async () => {
    const { outputs, error } = await reader('acme').receive({
      ...{ payload: latin1(acme850(order(77), at)), filename: 'PO-77.edi' },
      canonical: { object: 'item', version: '1' },
    });
    expect(error).to.equal(undefined);
    const [transaction] = outputs.transaction ?? [];
    expect(transaction?.payload).to.deep.include({ standard: 'X12', type: '850', version: '004010' });
    expect(transaction).to.not.have.property('canonical');
    expect(transaction?.filename).to.equal('PO-77.edi');
    expect(transaction?.edi).to.deep.include({
      ...{ agreement: 'acme', type: 'x12.850', controlNumber: '000000077', transaction: '0001' },
    });
    const [acknowledgement] = outputs.acknowledgement ?? [];
    expect(acknowledgement).to.deep.include({
      agreement: 'agreements/acme.yaml',
      filename: '997-000000077.edi',
    });
    expect(acknowledgement?.payload).to.deep.include({ type: '997' });
    expect(acknowledgement?.payload).to.have.nested.property('segments.AK9.AK901', 'A');
    expect([outputs.rejected, outputs.status]).to.deep.equal([[], []]);
  });

  it('lets three good orders go on, rejects the bad one, and says so in one acknowledgement', async () => {
    const bad = purchase('PO-3').filter((segment) => !segment.startsWith('BEG'));
    const bodies = [purchase('PO-1'), purchase('PO-2'), bad, purchase('PO-4')];
    const text = composeX12({ ...acme, control: 5, functionalId: 'PO' }, '850', bodies, at);
    const { outputs } = await reader('acme').receive({ payload: latin1(text) });
    const numbers = outputs.transaction?.map(({ payload }) => {
      const { segments } = payload as { segments: { BEG: { BEG03: string } } };
      return segments.BEG.BEG03;
    });
    expect(numbers).to.deep.equal(['PO-1', 'PO-2', 'PO-4']);
    expect(outputs.acknowledgement).to.have.length(1);
    expect(outputs.acknowledgement?.[0]?.payload)
      .to.have.nested.property('segments.AK9')
      .that.deep.include({
        ...{ AK901: 'P', AK902: '4', AK904: '3' },
      });
    const [rejected] = outputs.rejected ?? [];
    expect(outputs.rejected).to.have.length(1);
    expect(errorOf(rejected).code).to.equal('CD_EDI_SEGMENT_MISSING');
    expect(rejected?.payload).to.deep.include({ type: '850', controlNumber: '0003', agreement: 'acme' });
    expect(rejectionOf(rejected).problems[0]?.message).to.contain('BEG');
    expect(rejectionOf(rejected).content).to.match(/^ST\*850\*0003~[\s\S]*SE\*4\*0003~$/);
  });

  it('rejects a sender nobody has an agreement with, unacknowledged', async () => {
    const text = acme850(order(1), at).replace('01*ACMERETAIL ', '01*STRANGER   ');
    const reaction = await reader('acme').receive({ payload: latin1(text) });
    expect(counts(reaction)).to.deep.equal({ rejected: 1 });
    const [rejected] = reaction.outputs.rejected ?? [];
    expect(errorOf(rejected).code).to.equal('CD_EDI_PARTNER_UNKNOWN');
    expect(errorOf(rejected).message).to.contain('STRANGER');
  });

  it('rejects what is not EDI with what it found', async () => {
    const reaction = await reader('acme').receive({ payload: latin1('<order>1</order>'), filename: 'a.xml' });
    expect(counts(reaction)).to.deep.equal({ rejected: 1 });
    const [rejected] = reaction.outputs.rejected ?? [];
    expect(errorOf(rejected).code).to.equal('CD_EDI_NOT_EDI');
    expect(rejected).to.deep.include({ filename: 'a.xml' });
    expect(rejectionOf(rejected).content).to.equal('<order>1</order>');
  });

  it('rejects an empty file', async () => {
    const reaction = await reader('acme').receive({ payload: Buffer.alloc(0) });
    expect(counts(reaction)).to.deep.equal({ rejected: 1 });
  });

  it('rejects a truncated file once, as a whole, and takes it when it comes complete', async () => {
    const node = reader('acme');
    const whole = latin1(acme850(order(9), at));
    const cut = await node.receive({ payload: whole.subarray(0, whole.length - 60) });
    expect(cut.outputs.transaction).to.deep.equal([]);
    expect(cut.outputs.rejected).to.have.length(1);
    expect(codesOf(cut.outputs.rejected?.[0]).join()).to.match(/TRUNCATED|TRAILER_MISSING/);
    const complete = await node.receive({ payload: whole });
    expect(counts(complete)).to.deep.equal({ transaction: 1, acknowledgement: 1 });
  });

  it('rejects a transaction set the agreement does not name, and acknowledges that', async () => {
    const text = composeX12({ ...acme, control: 6, functionalId: 'IN' }, '810', [['BIG*20260301*1']], at);
    const reaction = await reader('acme').receive({ payload: latin1(text) });
    expect(counts(reaction)).to.deep.equal({ acknowledgement: 1, rejected: 1 });
    expect(errorOf(reaction.outputs.rejected?.[0]).code).to.equal('CD_EDI_TRANSACTION_UNSUPPORTED');
    expect(reaction.outputs.acknowledgement?.[0]?.payload).to.have.nested.property('segments.AK9.AK901', 'R');
  });

  it('rejects a group whose count is wrong as one, and says so in the acknowledgement', async () => {
    const bodies = [purchase('PO-1'), purchase('PO-2')];
    const text = composeX12({ ...acme, control: 8, functionalId: 'PO' }, '850', bodies, at);
    const reaction = await reader('acme').receive({ payload: latin1(text.replace('GE*2', 'GE*3')) });
    expect(counts(reaction)).to.deep.equal({ acknowledgement: 1, rejected: 1 });
    expect(errorOf(reaction.outputs.rejected?.[0]).code).to.equal('CD_EDI_COUNT_MISMATCH');
    expect(reaction.outputs.acknowledgement?.[0]?.filename).to.match(/^997-000000008-[0-9a-f]{8}\.edi$/);
  });

  describe('when a control number comes again', () => {
    it('rejects the same content as a repeat and acknowledges it only once', async () => {
      const node = reader('acme');
      const payload = latin1(acme850(order(10), at));
      await node.receive({ payload });
      const again = await node.receive({ payload });
      expect(counts(again)).to.deep.equal({ rejected: 1 });
      expect(errorOf(again.outputs.rejected?.[0]).code).to.equal('CD_EDI_INTERCHANGE_REPEATED');
      expect(node.effects.filter(({ kind }) => kind === 'remember')).to.have.length(1);
    });

    it('reads it once more, without a second acknowledgement, when a person retried its exception', async () => {
      const node = reader('acme');
      const payload = latin1(acme850(order(13), at));
      const first = { ...defaultEnvelope, id: 'm-1', correlationId: 'm-1', causationId: null };
      await node.receive({ payload, crossdock: first });
      const retried = { ...first, id: 'm-2', causationId: 'm-1' };
      expect(counts(await node.receive({ payload, crossdock: retried }))).to.deep.equal({ transaction: 1 });
      const later = await node.receive({ payload, crossdock: { ...retried, id: 'm-3', causationId: 'm-2' } });
      expect(counts(later)).to.deep.equal({ transaction: 1 });
    });

    it('rejects other content as a duplicate number and names the first message', async () => {
      const node = reader('acme');
      await node.receive({ payload: latin1(acme850(order(11, 'PO-1'), at)) });
      const again = await node.receive({ payload: latin1(acme850(order(11, 'PO-2'), at)) });
      expect(counts(again)).to.deep.equal({ rejected: 1, acknowledgement: 1 });
      const [receipt] = again.outputs.acknowledgement ?? [];
      expect(receipt?.filename).to.match(/^TA1-000000011-[0-9a-f]{8}\.edi$/);
      expect(receipt?.payload)
        .to.have.nested.property('segments.TA1')
        .that.includes({ TA104: 'R', TA105: '025' });
      const error = errorOf(again.outputs.rejected?.[0]);
      expect(error.code).to.equal('CD_EDI_CONTROL_NUMBER_DUPLICATE');
      expect(error.message).to.contain('000000011').and.to.contain('01890000-0000-7000-8000-000000000001');
      expect(codesOf(again.outputs.rejected?.[0])).to.deep.equal(['CD_EDI_CONTROL_NUMBER_DUPLICATE']);
    });

    it('takes it after the window of the agreement, and recognises repeats of the later use', async () => {
      let now = at;
      const node = reader('acme', { now: () => now });
      await node.receive({ payload: latin1(acme850(order(12, 'PO-1'), at)) });
      now = new Date('2026-06-15T12:00:00.000Z');
      const later = { payload: latin1(acme850(order(12, 'PO-2'), at)) };
      expect(counts(await node.receive({ ...later }))).to.deep.equal({ transaction: 1, acknowledgement: 1 });
      const again = await node.receive({ ...later });
      expect(errorOf(again.outputs.rejected?.[0]).code).to.equal('CD_EDI_INTERCHANGE_REPEATED');
    });
  });

  it('retries a group that was rejected alone, and tells the partner nothing more of it', async () => {
    const text = composeX12({ ...acme, control: 8, functionalId: 'PO' }, '850', [purchase('PO-1')], at);
    const second = text.slice(text.indexOf('GS*'), text.indexOf('IEA*')).replace(/GE\*1\*8/, 'GE*2*9');
    const two = text.replace('IEA*1', `${second.replace('*8*X', '*9*X')}IEA*2`);
    const node = reader('acme');
    const { outputs } = await node.receive({ payload: latin1(two), filename: 'two.edi' });
    expect([outputs.transaction?.length, outputs.rejected?.length]).to.deep.equal([1, 1]);
    const retried = outputs.rejected?.[0]?.retryWith as FlowMessage;
    const part = String(retried.payload);
    expect(retried.filename).to.equal('two.edi');
    expect(
      part.split('~').flatMap((one) => one.trim().match(/^(ISA|GS|ST|GE|IEA)/)?.[0] ?? []),
    ).to.deep.equal([...['ISA', 'GS', 'ST', 'GE', 'IEA']]);
    expect(part).to.contain('GE*2*9').and.to.contain('IEA*1*000000008');
    expect(counts(await node.receive(retried))).to.deep.equal({ rejected: 1 });
  });

  it('reads several interchanges of one file on their own', async () => {
    const text = [acme850(order(20), at), acme850(order(21), at), acme850(order(20), at)].join('');
    const { outputs } = await reader('acme').receive({ payload: latin1(text) });
    expect(outputs.transaction).to.have.length(2);
    expect(outputs.acknowledgement?.map(({ filename }) => filename)).to.deep.equal([
      '997-000000020.edi',
      '997-000000021.edi',
    ]);
    expect(outputs.rejected?.map((message) => errorOf(message).code)).to.deep.equal([
      'CD_EDI_INTERCHANGE_REPEATED',
    ]);
    const [, second] = outputs.transaction ?? [];
    const { byteRange } = second!.edi as { byteRange: { from: number; to: number } };
    expect(text.slice(byteRange.from, byteRange.from + 6)).to.equal('ST*850');
  });

  it('reads EDIFACT with its character set and answers with a CONTRL', async () => {
    const text = globexOrders({ ...order(3), shipTo: { ...shipTo, city: 'Köln', country: 'DE' } }, at);
    const { outputs } = await reader('globex').receive({ payload: latin1(text) });
    expect(JSON.stringify(outputs.transaction?.[0]?.payload)).to.contain('"Köln"');
    expect(outputs.transaction?.[0]?.edi).to.deep.include({ type: 'edifact.ORDERS', agreement: 'globex' });
    expect(outputs.acknowledgement?.[0]).to.deep.include({ filename: 'CONTRL-GX00000003.edi' });
    expect(outputs.acknowledgement?.[0]?.payload).to.have.nested.property('segments.UCI.UCI04', '7');
  });

  it('finds the agreement by sender and receiver when none is chosen', async () => {
    const packFiles = { ...partnerFiles('acme'), ...partnerFiles('globex') };
    const node = deploy(runtime, { agreement: '' }, { packFiles, now: () => at });
    const one = await node.receive({ payload: acme850(order(30), at) });
    const other = await node.receive({ payload: globexOrders(order(31), at) });
    expect([one, other].map(({ outputs }) => outputs.acknowledgement?.[0]?.agreement)).to.deep.equal([
      'agreements/acme.yaml',
      'agreements/globex.yaml',
    ]);
  });

  describe('given the acknowledgement of something we sent', () => {
    const fastship = { ...acme, senderQualifier: 'ZZ', sender: 'FASTSHIP', functionalId: 'FA' };
    const answer = (control: number, code: string, group = '41') =>
      latin1(
        composeX12(
          { ...fastship, control },
          '997',
          [[`AK1*OW*${group}`, 'AK2*940*0001', `AK5*${code}`, `AK9*${code}*1*1*${code === 'A' ? 1 : 0}`]],
          at,
        ),
      );
    const document = { transaction: '0001', type: '940', number: 'R-1', key: 'R-1', reference: '4711-1' };
    const sent = { type: '940', at: at.toISOString(), documents: [document] };
    const answered = (status: string) => [{ ...document, status, errors: [] }];
    const remembering = () => {
      const node = reader('fastship');
      const [instance] = node.instances;
      node.context(instance!).stage({
        kind: 'remember',
        entry: { scope: 'edi-sent:fastship', key: '000000041', digest: '', value: sent as Json },
      });
      return node;
    };

    it('tells what was accepted, with what was remembered when it was sent, and acknowledges nothing', async () => {
      const node = remembering();
      const reaction = await node.receive({ payload: answer(1, 'A') });
      expect(counts(reaction)).to.deep.equal({ status: 1 });
      expect(reaction.outputs.status?.[0]?.payload).to.deep.equal({
        ...{ kind: '997', status: 'accepted', accepted: true, reference: '000000041', group: 'OW' },
        ...{ errors: [], documents: answered('accepted') },
        transactions: [{ type: '940', controlNumber: '0001', status: 'accepted', errors: [] }],
      });
      expect(node.effects).to.deep.include({
        ...{ kind: 'journal', tenant: 'northwind', key: 'R-1', entry: 'edi-acknowledged' },
        text: '997 of fastship accepts 940 R-1 in interchange 000000041',
        data: {
          ...{ agreement: 'fastship', status: 'accepted', reference: '000000041', transaction: '0001' },
          errors: [],
        },
      });
    });

    it('tells what was rejected', async () => {
      const { outputs } = await remembering().receive({ payload: answer(2, 'R', '000000041') });
      expect(outputs.status?.[0]?.payload).to.deep.include({
        ...{ accepted: false, status: 'rejected', documents: answered('rejected') },
      });
      expect(errorOf(outputs.status?.[0]).code).to.equal('CD_EDI_REJECTED_BY_PARTNER');
      expect(errorOf(outputs.status?.[0]).message).to.contain('940 R-1 (R-1)');
    });

    it('reads a receipt of the interchange (TA1) beside the documents in it', async () => {
      const receipt = 'TA1*000000041*260301*1200*R*006~';
      const text = answer(4, 'A').toString('latin1').replace('GS*FA', `${receipt}\nGS*FA`);
      const { outputs } = await remembering().receive({ payload: latin1(text) });
      expect(outputs.status?.map(({ payload }) => payload)).to.deep.include({
        ...{ kind: 'TA1', status: 'rejected', accepted: false, reference: '000000041' },
        ...{ errors: [{ code: '006' }], transactions: [], documents: answered('rejected') },
      });
    });

    it('reads a CONTRL: rejected when one of its messages is', async () => {
      const contrl = (number: number, verdict: string) =>
        latin1(
          [
            `UNB+UNOC:3+4006381000017:14+4006381000000:14+260301:1200+${number}'UNH+1+CONTRL:D:3:UN'`,
            `UCI+41+4006381000000:14+4006381000017:14+7'UCM+1+ORDRSP:D:96A:UN+${verdict}'`,
            `UNT+4+1'UNZ+1+${number}'`,
          ].join(''),
        );
      const node = reader('globex');
      const [accepted, rejected] = [
        await node.receive({ payload: contrl(1, '7') }),
        await node.receive({ payload: contrl(2, '4') }),
      ];
      expect(counts(accepted)).to.deep.equal({ status: 1 });
      expect(accepted.outputs.status?.[0]?.payload).to.deep.include({
        ...{ kind: 'CONTRL', accepted: true, status: 'accepted', reference: '41' },
      });
      expect(rejected.outputs.status?.[0]?.payload).to.deep.include({ accepted: false });
    });

    it('leaves out the documents of what it does not know', async () => {
      const { outputs } = await remembering().receive({ payload: answer(3, 'A', '99') });
      expect(outputs.status?.[0]?.payload).to.deep.include({ accepted: true, reference: '000000099' });
      expect(errorOf(outputs.status?.[0]).code).to.equal('CD_EDI_ACKNOWLEDGED_UNKNOWN');
      expect(outputs.status?.[0]?.payload).to.not.have.property('documents');
    });
  });

  it('fails a message whose payload is no file', async () => {
    const { error } = await reader('acme').receive({ payload: { a: 1 } });
    expect(error?.code).to.equal('CD_EDI_CONTENT_KIND');
  });

  it('refuses to start with an agreement that is not valid, naming file and field', async () => {
    const packFiles = { 'agreements/a.yaml': { text: '', data: { agreement: 'a' } } };
    const node = deploy(runtime, { agreement: 'agreements/a.yaml' }, { packFiles });
    const { error } = await node.receive({ payload: '' });
    expect(error?.code).to.equal('CD_EDI_AGREEMENT_INVALID');
    expect(error?.message).to.contain('agreements/a.yaml').and.to.contain('partner');
  });
});
