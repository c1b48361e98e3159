import { expect } from 'chai';
import { readMessage } from '../../console/api/read-message.ts';
import type { TowerContext } from '../../console/api/route.ts';
import type { StoredMessage } from '../../ledger/ledger.ts';

const message = (id: string, causationId: string | null, rawDigest?: string) =>
  ({
    envelope: {
      id,
      causationId,
      source: { system: 'exchange', protocol: 'sftp', reference: 'po.edi' },
      receivedAt: 'now',
    },
    queue: 'q',
    state: 'done',
    attempts: 1,
    acceptedAt: 'now',
    body: { payload: id },
    ...(rawDigest ? { rawDigest } : {}),
  }) as unknown as StoredMessage;

const read = async (messages: readonly StoredMessage[], id: string) => {
  const context = {
    ledger: {
      message: async (wanted: string) => messages.find(({ envelope }) => envelope.id === wanted) ?? null,
      raw: async () => new TextEncoder().encode('ISA*00*'),
    },
  } as unknown as TowerContext;
  return readMessage(context, { parameters: { id }, query: {}, body: undefined, user: 'admin' });
};

describe('readMessage', () => {
  it('shows the document as it was received, however many messages it became since', async () => {
    const answer = await read([message('c', 'b'), message('b', 'a'), message('a', null, 'digest')], 'c');
    const { received } = answer.body as { received: { text: string; source: { reference: string } } };
    expect(received.text).to.equal('ISA*00*');
    expect(received.source.reference).to.equal('po.edi');
  });

  it('shows none when nothing was received as bytes, and ends on a loop of causes', async () => {
    expect((await read([message('a', null)], 'a')).body).to.include({ received: null });
    expect((await read([message('a', 'b'), message('b', 'a')], 'a')).body).to.include({ received: null });
  });

  it('is 404 for an unknown message', async () => {
    expect((await read([], 'x')).status).to.equal(404);
  });
});
