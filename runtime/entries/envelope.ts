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

/** A later version may have more fields behind these (W3C Trace Context, section 4.3.3); ff is none. */
const wellFormed = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

/** W3C Trace Context, section 3.2: the same trace with a new parent id, or a new sampled trace. */
export function nextTraceparent(received: string | undefined, ids: Ids): string {
  const parent = ids.hex(8);
  const known = received === undefined ? null : inTrace(received, parent);
  return known ?? `00-${ids.hex(16)}-${parent}-01`;
}

/**
 * What an outside call of a delivery carries: the delivery is the parent of what the call causes there, and the
 * sampled flag says whether this site records the trace, whatever the caller before it did (W3C Trace Context,
 * section 3.2.2.3.1). The same for every attempt, so that a repeat reads the same byte for byte.
 */
export function deliveryTraceparent(traceparent: string, deliveryId: string, recorded: boolean): string {
  const parent = deliveryId.replaceAll('-', '').slice(-16);
  const sent = inTrace(traceparent, parent);
  return sent === null ? traceparent : withSampled(sent, recorded);
}

const sampledFlag = 1;

function withSampled(traceparent: string, recorded: boolean): string {
  const others = Number.parseInt(traceparent.slice(-2), 16) & ~sampledFlag;
  const flags = recorded ? others | sampledFlag : others;
  return `${traceparent.slice(0, -2)}${flags.toString(16).padStart(2, '0')}`;
}

function inTrace(received: string, parent: string): string | null {
  const [found, version, trace, flags = '00', more] = wellFormed.exec(received) ?? [];
  if (found === undefined || (version === '00' && more !== undefined)) return null;
  // Of a later version only the lowest flag is known to mean the same.
  const known = version === '00' ? flags : `0${Number.parseInt(flags, 16) & 1}`;
  return `00-${trace}-${parent}-${known}`;
}
