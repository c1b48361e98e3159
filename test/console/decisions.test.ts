import { expect } from 'chai';
import type { TowerContext } from '../../console/api/route.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Json } from '../../ledger/ledger.ts';
import { storedMessage } from '../support/decision-ledger.ts';
import { TowerServer } from '../support/tower-server.ts';

const now = () => new Date('2026-03-02T08:00:00.000Z');

describe('decisions in the tower', () => {
  let tower: TowerServer;
  let told: unknown[];
  let waiting: Json = { $buffer: Buffer.from('ISA*00~\nBEG*1~').toString('base64') };
  const keep =
    (name: string, answer: unknown = undefined) =>
    async (...args: unknown[]) => {
      told.push([name, ...args]);
      return answer;
    };

  before(async () => {
    const face = {
      replayMessage: async (...args: unknown[]) => {
        if (args[0] === 'waits')
          throw new CrossdockError('CD_REPLAY_WAITING', { what: 'message', id: 'waits', state: 'parked' });
        return keep('replay', { messageId: 'm-2' })(...args);
      },
      duplicateMessage: keep('duplicate', { messageId: 'm-3' }),
      resendDelivery: keep('resend', { deliveryId: 'd-2' }),
      dryRun: async (id: string) => {
        if (id === 'busy') throw new CrossdockError('CD_REPLAY_BUSY', { reason: 'others wait for one' });
        return {
          ...{
            outcome: 'completed',
            notFollowed: [{ nodeName: 'Call', why: 'http request would leave the house' }],
          },
          effects: [{ kind: 'delivery', what: 'to erp', nodeName: 'Post', content: 'x'.repeat(30_000) }],
          difference: [{ change: 'changed', what: 'to erp: n', before: 1, after: 2 }],
        };
      },
      assignException: keep('assign'),
      retryException: keep('retry'),
      exceptionDocument: async () => waiting,
      compareDocument: keep('compare', [{ path: 'line 1', before: 'a', after: 'b' }]),
      placeLegalHold: keep('place'),
      liftLegalHold: keep('lift'),
    };
    const ledger = { message: async (id: string) => storedMessage(id) };
    const site = { id: 'small', environment: 'demo', timeZone: 'UTC' };
    tower = await TowerServer.start({ site, face, ledger } as unknown as TowerContext, now);
  });
  after(() => tower.stop());
  beforeEach(() => {
    told = [];
  });

  it('replay, duplicate and send again take a reason and an id, in the name of who is signed in', async () => {
    const body = { reason: ' flow mended ', decision: 'click-0001' };
    const decision = { by: 'admin', reason: 'flow mended', id: 'click-0001' };
    const answer = await tower.post('/messages/m-1/replay', body);
    expect(await answer.json()).to.deep.equal({ messageId: 'm-2' });
    await tower.post('/messages/m-1/duplicate', body);
    await tower.post('/deliveries/d-1/resend', body);
    expect(told).to.deep.equal([
      ['replay', 'm-1', decision],
      ['duplicate', 'm-1', decision],
      ['resend', 'd-1', decision],
    ]);
  });

  it('are refused without a reason, with a strange id, from another page, or by the runtime', async () => {
    expect((await tower.post('/messages/m-1/replay', {})).status).to.equal(400);
    const strange = { reason: 'x', decision: { $gt: '' } };
    expect((await tower.post('/messages/m-1/replay', strange)).status).to.equal(400);
    const foreign = { 'x-crossdock': '' };
    expect((await tower.post('/messages/m-1/replay', { reason: 'x' }, foreign)).status).to.equal(403);
    const refused = await tower.post('/messages/waits/replay', { reason: 'x' });
    expect(refused.status).to.equal(409);
    expect(await refused.json()).to.include({ code: 'CD_REPLAY_WAITING' });
    expect(told).to.deep.equal([]);
  });

  it('shows a dry run with large contents cut, and says when there is no room for one', async () => {
    const result = await (await tower.post('/messages/m-1/dry-run', {})).json();
    expect(result).to.deep.include({ outcome: 'completed', compared: true });
    expect(result.effects[0].content).to.include({ bytes: 30_000, cut: true });
    expect(result.effects[0].content.text).to.have.length(20_000);
    expect(result.difference[0]).to.deep.include({ before: { text: '1', bytes: 1, cut: false } });
    expect((await tower.post('/messages/busy/dry-run', {})).status).to.equal(503);
  });

  it('assigns to who is signed in, to a name, or to nobody', async () => {
    for (const assignee of ['me', ' bob ', null]) await tower.post('/exceptions/ex/assign', { assignee });
    expect(told.map((one) => (one as unknown[])[2])).to.deep.equal(['admin', 'bob', null]);
    expect((await tower.post('/exceptions/ex/assign', { assignee: 7 })).status).to.equal(400);
    expect((await tower.post('/exceptions/ex/assign', {})).status).to.equal(400);
  });

  it('gives a document to mend as text and takes it back in the same form', async () => {
    const shown = await (await tower.get('/exceptions/ex/document')).json();
    expect(shown).to.deep.equal({ form: 'utf-8', text: 'ISA*00~\nBEG*1~' });
    const document = { form: 'utf-8', text: 'ISA*00~\nBEG*2~' };
    const compared = await (await tower.post('/exceptions/ex/compare', { document })).json();
    expect(compared.changes).to.have.length(1);
    await tower.post('/exceptions/ex/retry', { document, reason: 'wrong number' });
    const sent = { $buffer: Buffer.from(document.text).toString('base64') };
    expect(told.at(-1)).to.deep.equal(['retry', 'ex', 'admin', 'wrong number', sent]);
    waiting = { lines: [1] };
    const json = await (await tower.get('/exceptions/ex/document')).json();
    expect(json).to.deep.equal({ form: 'json', text: '{\n  "lines": [\n    1\n  ]\n}' });
  });

  it('refuses a document that cannot be read, and one without a reason', async () => {
    const broken = { document: { form: 'json', text: '{"a": ' }, reason: 'x' };
    const answer = await tower.post('/exceptions/ex/retry', broken);
    expect(answer.status).to.equal(400);
    expect((await answer.json()).error).to.match(/^the document is not JSON/);
    const noReason = { document: { form: 'json', text: '{}' } };
    expect((await tower.post('/exceptions/ex/retry', noReason)).status).to.equal(400);
    expect(told).to.deep.equal([]);
  });

  it('takes a large document, and large bodies nowhere else', async () => {
    const document = { form: 'text', text: 'x'.repeat(200_000) };
    expect((await tower.post('/exceptions/ex/retry', { document, reason: 'x' })).status).to.equal(200);
    const elsewhere = await tower.post('/messages/m-1/replay', { reason: 'x'.repeat(200_000) });
    expect(elsewhere.status).to.equal(413);
    expect(await elsewhere.text()).to.not.include('node_modules');
  });

  it('places and lifts a legal hold with a reason', async () => {
    const path = `/orders/northwind/${encodeURIComponent('C-1/PO-1')}`;
    await tower.post(`${path}/legal-hold`, { reason: 'lawsuit' });
    await tower.post(`${path}/lift-legal-hold`, { reason: 'settled' });
    expect((await tower.post(`${path}/legal-hold`, {})).status).to.equal(400);
    expect(told).to.deep.equal([
      ['place', 'northwind', 'C-1/PO-1', { by: 'admin', reason: 'lawsuit' }],
      ['lift', 'northwind', 'C-1/PO-1', { by: 'admin', reason: 'settled' }],
    ]);
  });
});
