import type { Json, NewMessage } from '../../ledger/ledger.ts';
import { queues } from '../channels/queues.ts';
import type { Clock } from '../clock.ts';
import { newEnvelope } from '../entries/envelope.ts';
import type { Ids } from '../ids.ts';
import { encodeBody } from '../runs/body.ts';
import { digestOf } from '../runs/digest.ts';

/** Where an order goes whose answer to "may it be billed?" may have changed. */
export const checksChannel = 'billing-checks';

export interface BillingCheck {
  readonly tenant: string;
  /** Of the order. */
  readonly key: string;
  /** What a person decided: `release-hold`, `correct-invoice`. */
  readonly type: string;
  /** What the decision is about. */
  readonly reference: string;
  /** Properties of the message besides its payload, `{ key }`. */
  readonly more?: Readonly<Record<string, Json>>;
}

/** The message that hands an order to billing, for one of the packs that read the checks. */
export function billingCheck(
  pack: string,
  { tenant, key, type, reference, more = {} }: BillingCheck,
  { clock, ids, siteId }: { readonly clock: Clock; readonly ids: Ids; readonly siteId: string },
): NewMessage {
  const body = encodeBody({ ...more, payload: { key } }, 'tower');
  const source = { system: 'tower', protocol: 'tower', reference };
  const envelope = newEnvelope({ tenant, site: siteId, type, key, source }, { clock, ids });
  return {
    envelope,
    queue: queues.channel(checksChannel, pack),
    idempotencyKey: `tower:${envelope.id}`,
    digest: digestOf(body),
    body,
  };
}
