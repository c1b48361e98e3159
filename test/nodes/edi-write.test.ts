import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findAgreement, parseAgreement } from '../../domain/edi/agreement.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { receive } from '../../domain/edi/receive.ts';
import type { Ledger, NewDelivery, Operation } from '../../ledger/ledger.ts';
import { openSqliteLedger } from '../../ledger/sqlite/open.ts';
import { runtime as ediRead } from '../../nodes/edi-read/runtime.ts';
import { runtime } from '../../nodes/edi-write/runtime.ts';
import { acme850 } from '../../partners/customers/documents.ts';
import type { Effect, FlowMessage } from '../../runtime/face.ts';
import { type DeployedNode, type DeployOptions, deploy } from '../support/deploy-node.ts';
import { partnerFiles } from '../support/partner-files.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const writer = (partner: string, agreement = `agreements/${partner}.yaml`, more: DeployOptions = {}) =>
  deploy(runtime, { agreement }, { packFiles: partnerFiles(partner), now: () => at, ...more });

const release = (number: string, sku = 'NW-1001') => ({
  ...{ standard: 'X12', version: '004010', type: '940' },
  segments: {
    W05: { W0501: 'N', W0502: number, W0503: 'PO-1' },
    N1Loop: [{ N1: { N101: 'ST', N102: 'Acme Store 14' } }],
    LXLoop: [
      {
        LX: { LX01: '1' },
        W01Loop: [{ W01: { W0101: '24', W0102: 'CA', W0104: 'VN', W0105: sku } }],
      },
    ],
  },
});
const contrl = {
  ...{ standard: 'EDIFACT', version: 'D3', type: 'CONTRL' },
  segments: {
    UCI: { UCI01: 'GX1', UCI02_1: '4006381000017', UCI03_1: '4006381000000', UCI04: '7' },
  },
};

describe('crossdock-edi-write', () => {
  it('writes a transaction set with a token for its control number, and suggests a file name', async () => {
    const node = writer('fastship');
    const { outputs, error } = await node.receive({ payload: release('R-1'), reference: 'R-1', topic: 't' });
    expect(error).to.equal(undefined);
    const [message] = outputs.interchange ?? [];
    const [allot] = node.effects.filter((effect) => effect.kind === 'allot');
    expect(allot).to.deep.include({ sequence: 'fastship-out-interchange', width: 9 });
    expect(message).to.deep.include({ filename: `940-${allot!.token}.edi`, encoding: 'utf8', topic: 't' });
    expect(message?.payload)
      .to.be.a('string')
      .that.matches(/^ISA\*00\*/)
      .and.contains(allot!.token);
    expect(message?.edi).to.deep.equal({
      ...{ agreement: 'fastship', type: 'x12.940', controlNumber: allot!.token },
    });
  });

  it('remembers what it sent under the token, for the acknowledgement that will come', async () => {
    const node = writer('fastship');
    await node.receive({ payload: release('R-1'), reference: { number: 'R-1' } });
    const [remember] = node.effects.filter((effect) => effect.kind === 'remember');
    expect(remember?.entry).to.deep.include({
      scope: 'edi-sent:fastship',
      value: {
        ...{ type: '940', at: at.toISOString() },
        documents: [
          {
            ...{ transaction: '0001', type: '940', number: 'R-1', key: 'C-ACME/PO-1' },
            reference: { number: 'R-1' },
          },
        ],
      },
    });
    expect(remember?.entry.key).to.match(/^⟦.+⟧$/);
  });

  it('waits for no acknowledgement of an acknowledgement', async () => {
    const node = writer('globex');
    const { outputs, error } = await node.receive({ payload: contrl, filename: 'CONTRL-1.edi' });
    expect(error).to.equal(undefined);
    expect(node.effects.map(({ kind }) => kind)).to.deep.equal(['allot']);
    expect(node.effects[0]).to.deep.include({ width: 0 });
    expect(outputs.interchange?.[0]).to.deep.include({ filename: 'CONTRL-1.edi', encoding: 'latin1' });
  });

  it('takes the agreement from the message when none is chosen', async () => {
    const node = writer('fastship', '');
    const { outputs } = await node.receive({
      payload: release('R-1'),
      agreement: 'agreements/fastship.yaml',
    });
    expect(outputs.interchange).to.have.length(1);
    const { error } = await node.receive({ payload: release('R-1'), agreement: '../secrets.yaml' });
    expect(error?.code).to.equal('CD_EDI_AGREEMENT_NOT_IN_PACK');
    expect(error?.message).to.contain('agreements/fastship.yaml');
  });

  it('fails a document that does not fit the guide and stages nothing', async () => {
    const node = writer('fastship');
    const broken = { ...release('R-1'), segments: { W05: { W0501: 'N' } } };
    const { error } = await node.receive({ payload: broken });
    expect(error?.code).to.equal('CD_EDI_WRITE_INVALID');
    expect(node.effects).to.deep.equal([]);
  });

  for (const [what, payload, code] of [
    ['a text', 'ISA*00', 'CD_EDI_NOTHING_TO_WRITE'],
    ['an empty list', [], 'CD_EDI_NOTHING_TO_WRITE'],
    ['a document of the other standard', contrl, 'CD_EDI_STANDARD_DIFFERS'],
    ['a type the agreement does not send', { ...release('R-1'), type: '856' }, 'CD_EDI_NOT_SENT'],
  ] as const) {
    it(`fails ${what}`, async () => {
      const { error } = await writer('fastship').receive({ payload });
      expect(error?.code).to.equal(code);
    });
  }

  describe('with the ledger that puts the numbers in', () => {
    let folder: string;
    let ledger: Ledger;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'crossdock-edi-write-'));
      ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: () => at });
    });
    after(async () => {
      await ledger.close();
      rmSync(folder, { recursive: true });
    });

    const delivery = (id: string, message: FlowMessage, node: DeployedNode): NewDelivery => ({
      ...{ id, messageId: id, tenant: 'northwind', nodeId: 'out', nodeType: 'crossdock-sftp-out' },
      ...{ system: 'exchange', key: id, idempotencyKey: `sftp:exchange/${message.filename}` },
      request: { content: message.payload as string, filename: message.filename as string },
      envelope: node.context(node.instances[0]!).envelope,
      continuation: {},
    });
    const operationOf = (effect: Effect): Operation[] => {
      if (effect.kind === 'allot') {
        const { sequence, token, width } = effect;
        return [{ op: 'allot', sequence, token, width }];
      }
      if (effect.kind !== 'remember') return [];
      return [{ op: 'remember', entry: { ...effect.entry, at: at.toISOString() } }];
    };
    /** Commits what one run staged: every file it wrote goes out as a delivery. */
    async function commit(name: string, node: DeployedNode, messages: readonly FlowMessage[]) {
      const from = committed.get(node) ?? 0;
      committed.set(node, node.effects.length);
      const ids = messages.map((_, index) => `${name}-${index}`);
      const result = await ledger.commit([
        ...node.effects.slice(from).flatMap(operationOf),
        ...messages.map((message, index): Operation => {
          return { op: 'deliver', delivery: delivery(ids[index]!, message, node) };
        }),
      ]);
      expect(result.committed).to.equal(true);
      const stored = await Promise.all(ids.map((id) => ledger.delivery(id)));
      return stored.map((one) => one!.request as { content: string; filename: string });
    }
    const committed = new WeakMap<DeployedNode, number>();

    /** What the partner makes of a file: it reads with the agreement seen from the other side. */
    const readAsPartner = (partner: string, content: string) => {
      const ours = parseAgreement(partnerFiles(partner)[`agreements/${partner}.yaml`]!.data, partner);
      const theirs = { ...ours, partner: ours.own, own: ours.partner, receives: ours.sends };
      return receive(Buffer.from(content, 'latin1'), {
        agreementFor: (sender, receiver, standard) => findAgreement([theirs], sender, receiver, standard, at),
        guideFor: libraryGuide,
        now: at,
      });
    };

    it('sends sound X12 interchanges with consecutive numbers, in names and trailers too', async () => {
      const node = writer('fastship');
      const numbers: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        const { outputs } = await node.receive({ payload: [release(`R-${name}`), release(`S-${name}`)] });
        const [file] = await commit(`x12-${name}`, node, outputs.interchange ?? []);
        const { content, filename } = file!;
        expect(content.indexOf('~')).to.equal(105);
        const { interchanges, errors } = readAsPartner('fastship', content);
        expect(errors).to.deep.equal([]);
        const [interchange] = interchanges;
        expect(interchange?.problems).to.deep.equal([]);
        expect(interchange?.transactions.map(({ verdict, problems }) => [verdict, problems])).to.deep.equal([
          ['accepted', []],
          ['accepted', []],
        ]);
        const { controlNumber } = interchange!.envelope;
        expect(filename).to.equal(`940-${controlNumber}.edi`);
        expect(interchange?.groups[0]?.envelope?.controlNumber).to.equal(controlNumber);
        numbers.push(controlNumber);
      }
      expect(numbers).to.deep.equal(['000000001', '000000002', '000000003']);
    });

    it('sends a sound EDIFACT acknowledgement with an unpadded number', async () => {
      const node = writer('globex');
      const { outputs } = await node.receive({ payload: contrl });
      const [file] = await commit('edifact', node, outputs.interchange ?? []);
      const [interchange] = readAsPartner('globex', file!.content).interchanges;
      expect(interchange?.problems).to.deep.equal([]);
      expect(interchange?.transactions[0]?.problems).to.deep.equal([]);
      expect(interchange?.envelope.controlNumber).to.equal('1');
      expect(file?.filename).to.equal('CONTRL-1.edi');
    });

    it('numbers the interchanges of one run differently, one for each type', async () => {
      const node = writer('fastship');
      const acknowledgement = {
        ...{ standard: 'X12', version: '004010', type: '997' },
        segments: {
          AK1: { AK101: 'SW', AK102: '1' },
          AK9: { AK901: 'A', AK902: '1', AK903: '1', AK904: '1' },
        },
      };
      const { outputs } = await node.receive({ payload: [release('R-9'), acknowledgement] });
      const files = await commit('mixed', node, outputs.interchange ?? []);
      const names = files.map(({ filename }) => filename);
      expect(names).to.deep.equal(['940-000000004.edi', '997-000000005.edi']);
    });

    it('lets edi read name the documents when the acknowledgement comes', async () => {
      const node = writer('fastship');
      const { outputs } = await node.receive({ payload: release('R-10'), reference: 'R-10' });
      await commit('waiting', node, outputs.interchange ?? []);
      const sent = await ledger.remembered('edi-sent:fastship', '000000006');
      expect(sent?.value).to.have.nested.property('documents[0].reference', 'R-10');
    });

    it('answers a purchase order with a 997 that its sender can read', async () => {
      const packFiles = partnerFiles('acme');
      const lines = [{ sku: 'NW-1001', cartons: 3 }];
      const shipTo = {
        name: 'Store',
        street: 'Main St',
        city: 'Newark',
        region: 'NJ',
        postalCode: '07102',
        country: 'US',
      };
      const file = acme850({ number: 'PO-5', control: 5, shipTo, lines }, at);
      const reader = deploy(ediRead, { agreement: 'agreements/acme.yaml' }, { packFiles, now: () => at });
      const read = await reader.receive({ payload: file });
      const node = writer('acme', '');
      const { outputs } = await node.receive(read.outputs.acknowledgement![0]!);
      const [answer] = await commit('answer', node, outputs.interchange ?? []);
      expect(answer?.filename).to.equal('997-000000005.edi');
      const [interchange] = readAsPartner('acme', answer!.content).interchanges;
      expect(interchange?.transactions[0]?.json.segments).to.have.nested.property('AK9.AK901', 'A');
      expect(interchange?.transactions[0]?.problems).to.deep.equal([]);
    });
  });
});
