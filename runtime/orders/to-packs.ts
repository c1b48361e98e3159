import type { Json, NewMessage } from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import { newEnvelope } from '../entries/envelope.ts';
import { encodeBody } from '../runs/body.ts';
import { digestOf } from '../runs/digest.ts';
import type { CorrectInvoiceOptions } from './correct-invoice.ts';

/** Something that a person decided in the tower, for the packs that read a channel. */
export interface TowerMessage {
  readonly tenant: string;
  readonly key: string;
  readonly channel: string;
  /** Type of the message, which also tells decisions of different kinds apart. */
  readonly type: string;
  /** What the person decided on. */
  readonly reference: string;
  readonly payload: Json;
  /** Of the decision: the same click counts once. */
  readonly id?: string;
}

/** A message for each pack that reads the channel. */
export function messagesToPacks(
  { tenant, key, channel, type, reference, payload, id }: TowerMessage,
  { clock, ids, packs, siteId }: Pick<CorrectInvoiceOptions, 'clock' | 'ids' | 'packs' | 'siteId'>,
): readonly NewMessage[] {
  const body = encodeBody({ payload }, 'tower');
  const source = { system: 'tower', protocol: 'tower', reference };
  return packs.readersOf(channel).map((pack) => {
    const envelope = newEnvelope({ tenant, site: siteId, type, key, source }, { clock, ids });
    return {
      ...{ envelope, body, digest: digestOf(body), queue: queues.channel(channel, pack) },
      idempotencyKey: `tower:${type}/${id ?? envelope.id}/${pack}`,
    };
  });
}
