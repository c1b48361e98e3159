import type { Agreement } from '../../domain/edi/agreement.ts';
import type { GuideFor } from '../../domain/edi/guides/load.ts';
import type { Terms, TermsData } from '../../domain/edi/terms.ts';
import { write } from '../../domain/edi/write/write.ts';
import { isLarge } from '../../node-kit/threads/pieces.ts';
import type { NodeContext } from '../../runtime/face.ts';
import type { Writable } from './transactions.ts';

/** Up to so many values are written, and checked, where they are, which takes a few milliseconds; more of them take a thread. */
const writtenInPlace = 8_000;

/** What a node writes under, for threads that need it too. */
export interface Writer {
  readonly terms: Terms;
  readonly setup: { readonly digest: string; readonly data: TermsData };
}

/** What a thread is told besides the transaction sets. */
export interface WriteOrder {
  /** Path of the agreement. */
  readonly agreement: string;
  readonly token: string;
  readonly now: Date;
}

/**
 * The text of an interchange; nothing is staged.
 *
 * @param token stands for the control number until the run commits
 * @throws CD_EDI_WRITE codes for what does not fit the guide
 */
export async function textOf(
  transactions: readonly Writable[],
  agreement: Agreement,
  token: string,
  { terms, setup }: Writer,
  context: NodeContext,
): Promise<string> {
  const now = context.now();
  const path = terms.agreements.pathOf(agreement);
  if (path === null || !isLarge(transactions, writtenInPlace)) {
    return interchangeText(transactions, agreement, token, terms.guidesFor(agreement, now), now);
  }
  const module = new URL('./thread.ts', import.meta.url);
  const request: WriteOrder = { agreement: path, token, now };
  let text = '';
  for await (const part of context.inThread({ module, setup, request, input: transactions })) {
    text += String(part);
  }
  return text;
}

export const interchangeText = (
  transactions: readonly Writable[],
  agreement: Agreement,
  token: string,
  guideFor: GuideFor,
  now: Date,
): string =>
  write({
    ...{ standard: agreement.standard, agreement, transactions, guideFor, now },
    controlNumbers: { interchangeControlNumber: token },
  });
