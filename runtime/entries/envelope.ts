import type { Envelope, MessageSource } from '../../ledger/ledger.ts';
import { type Clock, instant } from '../clock.ts';
import type { Ids } from '../ids.ts';

export interface EnvelopeParts {
  readonly tenant: string;
  readonly site: string;
  readonly type: string;
  readonly schemaVersion?: string | undefined;
  readonly key: string;
  readonly source: MessageSource;
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** The envelope of the message that made this one. */
  readonly cause?: Envelope | undefined;
  /** A caller waits for a reply to this very message. */
  readonly awaited?: boolean | undefined;
}

/** A new message's envelope. What a message causes keeps its correlation, its trace and its waiting caller. */
export function newEnvelope(parts: EnvelopeParts, { clock, ids }: { clock: Clock; ids: Ids }): Envelope {
  const { tenant, site, type, schemaVersion = '1', key, source, correlationId, traceparent, cause } = parts;
  const id = ids.uuid();
  const replyTo = parts.awaited ? id : cause?.replyTo;
  return {
    id,
    correlationId: correlationId ?? cause?.correlationId ?? id,
    causationId: cause?.id ?? null,
    tenant,
    site,
    type,
    schemaVersion,
    key,
    source,
    receivedAt: instant(clock),
    traceparent: nextTraceparent(traceparent ?? cause?.traceparent, ids),
    ...(replyTo !== undefined && { replyTo }),
  };
}

const wellFormed = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** W3C Trace Context level 1, section 3.2: the same trace with a new parent id, or a new sampled trace. */
export function nextTraceparent(received: string | undefined, ids: Ids): string {
  const [, trace = ids.hex(16), flags = '01'] = wellFormed.exec(received ?? '') ?? [];
  return `00-${trace}-${ids.hex(8)}-${flags}`;
}
