import type { Terms, TermsData } from '../../domain/edi/terms.ts';
import type { NodeContext } from '../../runtime/face.ts';
import { type Part, partsOf, type SentPart } from './parts.ts';

/** Up to here a file is read where it is, which takes a few milliseconds; more of it takes a thread. */
export const readInPlace = 256 * 1024;

/** What a node has read its terms from, for threads that need them too. */
export interface Reader {
  readonly terms: Terms;
  readonly setup: { readonly digest: string; readonly data: TermsData };
}

/** What is in a file, piece by piece; a large one is read in a thread, which waits until the pieces are taken. */
export function readFile(
  bytes: Uint8Array,
  { terms, setup }: Reader,
  context: NodeContext,
): Iterable<Part> | AsyncIterable<Part> {
  const now = context.now();
  if (bytes.length <= readInPlace) return partsOf(bytes, terms.context(now));
  const module = new URL('./thread.ts', import.meta.url);
  return received(context.inThread({ module, setup, request: { now }, input: bytes }), terms);
}

async function* received(sent: AsyncIterable<unknown>, { agreements }: Terms): AsyncGenerator<Part> {
  // The thread's module is ours: what it gives is a SentPart.
  for await (const part of sent as AsyncIterable<SentPart>) {
    if (part.kind !== 'interchange') yield part;
    else {
      const { agreement: path, ...interchange } = part.interchange;
      const agreement = path === null ? null : agreements.named(path);
      yield { kind: 'interchange', interchange: { ...interchange, agreement } };
    }
  }
}
