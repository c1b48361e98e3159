import { createHash } from 'node:crypto';
import { type ReceiveContext, receiveParts } from '../../domain/edi/receive.ts';
import type { OpenedInterchange, ReceivedPart } from '../../domain/edi/received.ts';

/** An interchange with the digest of its bytes: hex SHA-256. */
export interface ArrivedInterchange extends OpenedInterchange {
  readonly digest: string;
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
      const { from, to } = part.interchange.byteRange;
      const digest = createHash('sha256').update(bytes.subarray(from, to)).digest('hex');
      yield { kind: 'interchange', interchange: { ...part.interchange, digest } };
    }
  }
}
