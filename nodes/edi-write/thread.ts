import { Terms, type TermsData } from '../../domain/edi/terms.ts';
import { threadWork } from '../../node-kit/threads/protocol.ts';
import { interchangeText, type WriteOrder } from './text.ts';
import type { Writable } from './transactions.ts';

/** Characters that come back at one go. */
const partLength = 65_536;

/** Writing in a thread; `textOf` asks for it. */
export const work = threadWork({
  prepare: (data: TermsData) => new Terms(data),
  *run(terms, { agreement: path, token, now }: WriteOrder, transactions: readonly Writable[]) {
    const agreement = terms.agreements.named(path);
    if (!agreement) return;
    const text = interchangeText(transactions, agreement, token, terms.guidesFor(agreement, now), now);
    for (let at = 0; at < text.length; at += partLength) yield text.slice(at, at + partLength);
  },
});
