import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import type { TransactionJson } from '../../../../domain/edi/json-form.ts';
import { withDefaults } from '../../../../domain/edi/limits.ts';
import type { Problem } from '../../../../domain/edi/problem.ts';
import { readEnvelopes } from '../../../../domain/edi/read-envelopes.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';

const limits = withDefaults({});

/** The messages of a file as the library's guides read them, what they find, and the guides. */
export function findingsOf(text: string): {
  guides: string[];
  problems: Problem[];
  transactions: Pick<TransactionJson, 'type' | 'version' | 'segments'>[];
} {
  const bytes = Buffer.from(text, 'latin1');
  const guides: string[] = [];
  const problems: Problem[] = [];
  const transactions: Pick<TransactionJson, 'type' | 'version' | 'segments'>[] = [];
  for (const event of readEnvelopes(bytes, limits)) {
    if (event.kind === 'problem') problems.push(event.problem);
    if (event.kind === 'interchange-end') problems.push(...event.interchange.problems);
    if (event.kind !== 'transaction') continue;
    const { transaction, interchange } = event;
    const guide = libraryGuide('EDIFACT', transaction.version, transaction.type);
    if (!guide) throw new Error(`no guide for ${transaction.type} ${transaction.version}`);
    guides.push(guide.ref);
    const read = readTransaction(bytes, transaction, interchange.dialect, guide, { limits });
    problems.push(...transaction.problems, ...read.problems);
    transactions.push({ type: transaction.type, version: transaction.version, segments: read.segments });
  }
  return { guides, problems, transactions };
}

/** A problem as `code segment/id loop element`, without what is not there. */
export const briefly = ({ code, location }: Problem): string =>
  [
    code.replace('CD_EDI_', ''),
    `${location.segment} ${location.segmentId}`,
    location.loop,
    location.element && [location.element, location.component].filter(Boolean).join('-'),
  ]
    .filter(Boolean)
    .join(' ');
