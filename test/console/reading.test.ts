import { expect } from 'chai';
import type { TowerContext } from '../../console/api/route.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { Hop, StoredAuditEntry, StoredException } from '../../ledger/ledger.ts';
import { storedDelivery, storedMessage } from '../support/decision-ledger.ts';
import { TowerServer } from '../support/tower-server.ts';

const at = '2026-03-02T08:00:00.000Z';

const trail = Array.from(
  { length: 7 },
  (_, index): StoredAuditEntry => ({
    ...{ number: index + 1, hash: `h${index + 1}`, at, by: 'ada', action: 'message.replayed', subject: 'm' },
  }),
);

const hop: Hop = {
  ...{ messageId: 'm-1', tenant: 'northwind', key: 'k', traceId: 'a'.repeat(32), attempt: 1, step: 1 },
  ...{ nodeId: 'map', nodeName: 'Map', nodeType: 'mapper', at, durationMs: 2, event: 'passed', outputs: [1] },
  payload: { digest: 'abc', bytes: 5, kept: true },
};

const large: StoredException = {
  ...{ id: 'ex-1', kind: 'document', tenant: 'northwind', key: 'k', subjectId: 'm-1', state: 'assigned' },
  ...{ assignee: 'ada', raisedAt: at, document: { text: 'x'.repeat(20_000) } },
  error: new CrossdockError('CD_CONFIG_INVALID', { where: 'x', reason: 'y' }).record(),
};

describe('reading in the tower', () => {
  let tower: TowerServer;
  let asked: unknown[];

  before(async () => {
    const ledger = {
      audit: async ({ afterNumber = 0, limit }: { afterNumber?: number; limit: number }) =>
        trail.filter(({ number }) => number > afterNumber).slice(0, limit),
      verifyAudit: async () => ({ intact: false, entries: 7, brokenAt: 3, reason: 'the hash differs' }),
      history: async () => [
        { at, kind: 'recorded', text: 'plan', messageId: 'plan-1' },
        { at, kind: 'recorded', text: 'bill', messageId: 'bill-1' },
        { at, kind: 'accrual', text: 'accrual', messageId: 'bill-1' },
      ],
      messages: async (query: { limit: number; key?: string }) => {
        asked.push(query);
        if (query.key === 'freight/SH-1') return [];
        return ['c', 'b', 'a'].slice(0, query.limit).map((id) => storedMessage(id));
      },
      deliveries: async ({ key }: { key: string }) =>
        key === 'k'
          ? [
              storedDelivery('d-1', { continuation: null }),
              storedDelivery('d-2', { tenant: 'other' }),
              storedDelivery('d-1', { continuation: null }),
            ]
          : [storedDelivery('d-3', { messageId: 'bill-1' }), storedDelivery('d-4', { messageId: 'other' })],
      exceptions: async (query: unknown) => {
        asked.push(query);
        return [large];
      },
      message: async (id: string) =>
        storedMessage(id, {
          rawDigest: 'r',
          body: { payload: { $buffer: Buffer.from('Ä~').toString('base64') } },
        }),
      raw: async () => new TextEncoder().encode('ISA*00~'),
      content: async (digest: string) => (digest === 'abc' ? { n: 1 } : { secret: true }),
      load: async () => [],
      processes: async (query: unknown) => {
        asked.push(query);
        return [];
      },
    };
    const face = {
      trace: async () => [hop],
      counts: async () => ({ backPressure: [], systems: [], workers: [] }),
    };
    const site = { id: 'small', environment: 'demo', timeZone: 'UTC' };
    tower = await TowerServer.start({ site, face, ledger } as unknown as TowerContext, () => new Date(at));
  });
  after(() => tower.stop());
  beforeEach(() => {
    asked = [];
  });

  const read = async (path: string) => (await tower.get(path)).json();
  const numbers = (page: { entries: { number: number }[] }) => page.entries.map(({ number }) => number);

  it('pages through the audit trail from its end, and says where it is broken', async () => {
    const first = await read('/audit?limit=3');
    expect([numbers(first), first.before]).to.deep.equal([[7, 6, 5], 5]);
    const second = await read(`/audit?limit=3&before=${first.before}`);
    expect([numbers(second), second.before]).to.deep.equal([[4, 3, 2], 2]);
    const last = await read(`/audit?limit=3&before=${second.before}`);
    expect([numbers(last), last.before]).to.deep.equal([[1], null]);
    expect((await tower.get('/audit?before=x')).status).to.equal(400);
    expect(await (await tower.post('/audit/verify', {})).json()).to.include({ intact: false, brokenAt: 3 });
  });

  it('lists the messages of an order page by page, and each delivery of this tenant once', async () => {
    const page = await read('/orders/northwind/k/messages?limit=2');
    expect(page.messages.map(({ id }: { id: string }) => id)).to.deep.equal(['c', 'b']);
    expect(page.before).to.equal('b');
    expect(page.deliveries).to.have.length(1);
    expect(page.deliveries[0]).to.include({ id: 'd-1', resent: true });
  });

  it('lists the messages that changed what a shipment costs and what they sent, which come under other keys', async () => {
    const ids = (page: { messages: { id: string }[] }) => page.messages.map(({ id }) => id);
    const first = await read('/orders/northwind/freight%2FSH-1/messages?limit=1');
    const second = await read(`/orders/northwind/freight%2FSH-1/messages?limit=1&before=${first.before}`);
    expect([...ids(first), ...ids(second)]).to.have.members(['plan-1', 'bill-1']);
    expect(second.before).to.equal(null);
    const sent = [first, second].flatMap(({ deliveries }) => deliveries.map(({ id }: { id: string }) => id));
    expect(sent).to.deep.equal(['d-3']);
  });

  it('filters exceptions by who works on them, and leaves large documents out of the list', async () => {
    const { exceptions } = await read('/exceptions?state=assigned&assignee=me');
    expect(asked[0]).to.include({ state: 'assigned', assignee: 'admin' });
    expect(exceptions[0]).to.include({ assignee: 'ada', document: null });
    expect(exceptions[0].documentBytes).to.be.above(20_000);
    await read('/exceptions');
    expect(asked[1]).to.include({ state: 'undecided' });
    await read('/exceptions?state=decided&before=ex-9');
    expect(asked[2]).to.include({ state: 'decided', before: 'ex-9' });
    expect((await tower.get('/exceptions?state=odd')).status).to.equal(400);
  });

  it('shows the steps of a message, and a payload only of that message', async () => {
    const { hops } = await read('/messages/m-1/trace');
    expect(hops[0]).to.deep.include({ node: 'Map', durationMs: 2, outputs: [1], error: null });
    expect(await read('/messages/m-1/payloads/abc')).to.deep.equal({
      text: '{\n  "n": 1\n}',
      bytes: 12,
      cut: false,
    });
    expect((await tower.get('/messages/m-1/payloads/def')).status).to.equal(404);
  });

  it('shows bytes that are text as text, and gives the whole as a file that no browser shows', async () => {
    const message = await read('/messages/m-1');
    expect(message.content.text).to.include('"payload": "Ä~"');
    expect(message.received).to.include({ text: 'ISA*00~', cut: false });
    const file = await tower.get('/messages/m-1/file?what=received');
    expect(file.headers.get('content-disposition')).to.equal('attachment; filename="po.edi"');
    expect(file.headers.get('content-type')).to.equal('application/octet-stream');
    expect(await file.text()).to.equal('ISA*00~');
  });

  it('takes up the list of orders where the page before has ended', async () => {
    const place = [at, 'northwind', 'C-1/PO-1'];
    await read(`/orders?before=${encodeURIComponent(JSON.stringify(place))}`);
    expect(asked[0]).to.deep.include({ after: { updatedAt: at, tenant: 'northwind', key: 'C-1/PO-1' } });
    expect((await tower.get('/orders?before=yesterday')).status).to.equal(400);
  });
});
