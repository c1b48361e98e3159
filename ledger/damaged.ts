import type { Envelope, Instant } from './types.ts';

/** What the columns of a message or delivery say where its envelope cannot be read. */
export interface Known {
  readonly id: string;
  readonly tenant: string;
  readonly key: string;
  readonly at: Instant;
}

/** Stands for an envelope that cannot be read: the place in its key is kept, all else is unknown. */
export const lostEnvelope = ({ id, tenant, key, at }: Known): Envelope => ({
  ...{ id, correlationId: id, causationId: null, tenant, site: '', type: 'unknown', schemaVersion: '', key },
  source: { system: 'unknown', protocol: 'unknown', reference: '' },
  receivedAt: at,
  traceparent: '00-00000000000000000000000000000000-0000000000000000-00',
});

/** The value, or what stands for it when it cannot be read. */
export function readable<Value>(read: () => Value, instead: Value): Value {
  try {
    return read();
  } catch {
    return instead;
  }
}

export const damage = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
