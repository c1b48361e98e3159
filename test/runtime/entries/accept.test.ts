import { expect } from 'chai';
import type { Ledger, NewMessage } from '../../../ledger/ledger.ts';
import type { NodeInstance } from '../../../node-kit/host.ts';
import { accept } from '../../../runtime/entries/accept.ts';
import type { Arrival } from '../../../runtime/face.ts';
import { systemIds } from '../../../runtime/ids.ts';
import { digestOf as digestOfJson } from '../../../runtime/runs/digest.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pressure } from '../../support/pressure.ts';
import { testSite } from '../../support/runtime/test-site.ts';

const node: NodeInstance = {
  ...{ id: 'in', type: 'in', name: 'In', flowId: 'f', role: 'entry', outputs: ['out'], config: {} },
  ...{ emit: () => {}, status: () => {} },
};

interface Taken {
  /** What the ledger compares a repeat by. */
  readonly digest: string | undefined;
  /** How often the queue was looked at. */
  readonly looks: number;
}

async function taken(
  more: Partial<Arrival>,
  outcome: 'accepted' | 'duplicate' | 'conflict' = 'accepted',
): Promise<Taken> {
  let digest: string | undefined;
  let looks = 0;
  const ledger = {
    accept: async ([message]: NewMessage[]) => {
      digest = message?.digest;
      return [{ outcome, id: message?.envelope.id }];
    },
  } as unknown as Ledger;
  const source = { system: 'x', protocol: 'x', reference: 'x' };
  await accept({ type: 'order', key: 'A', idempotencyKey: 'k', source, payload: {}, ...more }, node, {
    ...{ ledger, site: testSite, clock: new ManualClock(), ids: systemIds, pressure: pressure() },
    ...{ replies: null as never, closed: () => false, ownerOf: () => undefined },
    onAccepted: () => {
      looks += 1;
    },
  });
  return { digest, looks };
}

const digestOf = async (more: Partial<Arrival>): Promise<string | undefined> => (await taken(more)).digest;

describe('accept', () => {
  const raw = new Uint8Array();

  it('has the queue looked at for a duplicate too: the first may be there untold, after a failure', async () => {
    expect((await taken({}, 'accepted')).looks).to.equal(1);
    expect((await taken({}, 'duplicate')).looks).to.equal(1);
    expect((await taken({}, 'conflict')).looks).to.equal(0);
  });

  it('tells requests apart that have the same bytes and ask for something else', async () => {
    const first = await digestOf({ raw, sameWith: { path: '/a', query: { id: '1', lines: '2' } } });
    expect(await digestOf({ raw, sameWith: { query: { lines: '2', id: '1' }, path: '/a' } })).to.equal(first);
    expect(await digestOf({ raw, sameWith: { path: '/a', query: { id: '1', lines: '3' } } })).not.to.equal(
      first,
    );
    expect(await digestOf({ raw, sameWith: { path: '/b', query: { id: '1', lines: '2' } } })).not.to.equal(
      first,
    );
    expect(await digestOf({ raw })).not.to.equal(first);
  });

  it('compares bytes where there are any, or the payload where that is asked for', async () => {
    expect(await digestOf({ raw, payload: 1 })).to.equal(await digestOf({ raw, payload: 2 }));
    expect(await digestOf({ raw, payload: 1, sameBy: 'payload' })).to.equal(await digestOf({ payload: 1 }));
    expect(await digestOf({ payload: 1 })).not.to.equal(await digestOf({ payload: 2 }));
  });

  it('compares payloads alone, whatever is beside them in the message', async () => {
    for (const payload of [{ b: [{ c: '"payload":}' }], a: 'é\u2028' }, 'text', 7, [], null]) {
      const alone = await digestOf({ payload });
      expect(await digestOf({ payload, properties: { topic: 'a', payload: 'b' } })).to.equal(alone);
      expect(alone).to.equal(digestOfJson(payload));
    }
  });
});
