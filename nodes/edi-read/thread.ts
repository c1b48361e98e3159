import { Terms, type TermsData } from '../../domain/edi/terms.ts';
import { threadWork } from '../../node-kit/threads/protocol.ts';
import { partsOf, type SentPart } from './parts.ts';

/** Reading in a thread; `readFile` asks for it. */
export const work = threadWork({
  prepare: (data: TermsData) => new Terms(data),
  *run(terms, { now }: { readonly now: Date }, bytes: Uint8Array): Generator<SentPart> {
    for (const part of partsOf(bytes, terms.context(now))) {
      if (part.kind !== 'interchange') yield part;
      else {
        const { interchange } = part;
        const agreement = interchange.agreement && terms.agreements.pathOf(interchange.agreement);
        yield { kind: 'interchange', interchange: { ...interchange, agreement } };
      }
    }
  },
});
