import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { withDefaults } from '../../../../domain/edi/limits.ts';
import type { Problem } from '../../../../domain/edi/problem.ts';
import { readEnvelopes } from '../../../../domain/edi/read-envelopes.ts';
import { readTransaction } from '../../../../domain/edi/read-transaction.ts';

const limits = withDefaults({});

/** What the library's guides find in the messages of a file, and the guides. */
export function findingsOf(text: string): { guides: string[]; problems: Problem[] } {
  const bytes = Buffer.from(text, 'latin1');
  const guides: string[] = [];
  const problems: Problem[] = [];
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
  }
  return { guides, problems };
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
