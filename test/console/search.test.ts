import { expect } from 'chai';
import type { TowerContext } from '../../console/api/route.ts';
import { CrossdockError } from '../../domain/errors.ts';
import type { StoredException } from '../../ledger/ledger.ts';
import { storedDelivery, storedMessage } from '../support/decision-ledger.ts';
import { TowerServer } from '../support/tower-server.ts';

const at = '2026-03-02T08:00:00.000Z';
const id = '0195e3a0-7a51-7c2e-9f00-0000000000ab';
const exception = (name: string, key: string): StoredException => ({
  ...{ id: name, kind: 'message', tenant: 'northwind', key, subjectId: 'm', state: 'open', raisedAt: at },
  error: new CrossdockError('CD_CONFIG_INVALID', { where: 'x', reason: 'y' }).record(),
});
const names = (found: { id: string }[]) => found.map((one) => one.id);

describe('the search of the tower', () => {
  let tower: TowerServer;
  let tried: string[];
  const raised = [exception('e2', 'PO-77'), exception('e1', 'PO-7')];

  before(async () => {
    const summary = { status: 'ordered', customer: 'C-1', held: false, updatedAt: at };
    const ledger = {
      search: async ({ prefix }: { prefix: string }) => {
        tried.push(prefix);
        const hit = { tenant: 'northwind', scheme: 'bol', value: 'BOL-1', processKey: 'C-1/PO-1', summary };
        return hit.value.startsWith(prefix) ? [hit] : [];
      },
      exceptions: async ({ key, keyPrefix }: { key?: string; keyPrefix?: string }) =>
        raised.filter((one) => (keyPrefix === undefined ? one.key === key : one.key.startsWith(keyPrefix))),
      messages: async ({ key }: { key: string }) => (key === 'PO-7' ? [storedMessage('m-1')] : []),
      deliveries: async ({ key }: { key: string }) => (key === 'PO-7' ? [storedDelivery('d-1')] : []),
      message: async (asked: string) => (asked === id ? storedMessage(id) : null),
      delivery: async (asked: string) => (asked === id ? storedDelivery(id) : null),
      exception: async (asked: string) => (asked === id ? exception(id, 'k') : null),
    };
    const site = { id: 'small', environment: 'demo', timeZone: 'UTC' };
    tower = await TowerServer.start(
      { site, face: {}, ledger } as unknown as TowerContext,
      () => new Date(at),
    );
  });
  after(() => tower.stop());
  beforeEach(() => {
    tried = [];
  });

  const find = async (text: string) => (await tower.get(`/search?q=${encodeURIComponent(text)}`)).json();
  const nothing = { hits: [], exceptions: [], messages: [], deliveries: [] };

  it('finds orders from two characters on, by the beginning of any number', async () => {
    expect(await find('B')).to.deep.equal(nothing);
    expect((await find('BOL')).hits[0]).to.include({ scheme: 'bol', key: 'C-1/PO-1' });
    expect(tried).to.deep.equal(['BOL']);
  });

  it('finds undecided exceptions by the beginning of their key, messages and deliveries by the whole', async () => {
    const begun = await find('PO-7');
    expect(names(begun.exceptions)).to.deep.equal(['e2', 'e1']);
    expect([names(begun.messages), names(begun.deliveries)]).to.deep.equal([['m-1'], ['d-1']]);
    expect(await find('PO-77')).to.deep.include({ messages: [], deliveries: [] });
  });

  it('finds a message, a delivery and an exception by its id, however that is written', async () => {
    for (const text of [id, id.toUpperCase()]) {
      const { messages, deliveries, exceptions } = await find(text);
      expect([messages, deliveries, exceptions].map(names)).to.deep.equal([[id], [id], [id]]);
    }
    expect(tried).to.deep.equal([]);
  });

  it('tries capitals and then small letters when nothing begins as typed', async () => {
    expect((await find('bol-1')).hits).to.have.length(1);
    expect(tried).to.deep.equal(['bol-1', 'BOL-1']);
    expect(await find('Nobody')).to.deep.equal(nothing);
    expect(tried.slice(2)).to.deep.equal(['Nobody', 'NOBODY', 'nobody']);
  });
});
