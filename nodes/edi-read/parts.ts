import { createHash } from 'node:crypto';
import type { Interchange } from '../../domain/edi/envelope.ts';
import { contentsOf } from '../../domain/edi/exchange/contents.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import { type ReceiveContext, receiveParts } from '../../domain/edi/receive.ts';
import type { OpenedInterchange, ReceivedPart } from '../../domain/edi/received.ts';

/** An interchange with digests: hex SHA-256. */
export interface ArrivedInterchange extends OpenedInterchange {
  /** Of its bytes. */
  readonly digest: string;
  /** Of what it says, whatever its numbers; '' where the agreement does not ask. */
  readonly contentDigest: string;
}

type Opening<Interchange> = { readonly kind: 'interchange'; readonly interchange: Interchange };
type Others = Exclude<ReceivedPart, { kind: 'interchange' }>;

export type Part = Opening<ArrivedInterchange> | Others;

/** As it comes from a thread: an agreement is named by its path. */
export type SentPart =
  | Opening<Omit<ArrivedInterchange, 'agreement'> & { readonly agreement: string | null }>
  | Others;

/** What is in a file, piece by piece. */
export function* partsOf(bytes: Uint8Array, context: ReceiveContext): Generator<Part> {
  for (const part of receiveParts(bytes, context)) {
    if (part.kind !== 'interchange') yield part;
    else {
      const { interchange, envelopes } = part;
      const { from, to } = interchange.byteRange;
      const digest = digestOf([bytes.subarray(from, to)]);
      const asked = interchange.agreement?.renumbered !== undefined && holdsDocuments(envelopes);
      const contentDigest = asked ? digestOf(contentsOf(bytes, envelopes)) : '';
      yield { kind: 'interchange', interchange: { ...interchange, digest, contentDigest } };
    }
  }
}

/** Acknowledgements say the same again and again. */
const holdsDocuments = ({ groups }: Interchange): boolean =>
  groups.some(({ transactions }) => transactions.some(({ type }) => !isAcknowledgement(type)));

function digestOf(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
