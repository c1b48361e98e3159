/** Writes docs/errors.md from the error tables; `--check` only compares. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorRow } from '../domain/errors/table.ts';
import { errorTable } from '../domain/errors.ts';

export const errorsFile = 'docs/errors.md';

const introduction = `# Error codes

Every error that Crossdock shows, stores or sends carries one of these codes. **Retryable** errors are tried again with
growing delays and become an exception when the attempts are used up; **terminal** ones become an exception at once.
**Business** means that a document or its partner has to change, **technical** that the machinery or its set-up has to.
A business refusal of a delivery leaves the node at *rejected* and is the flow's to handle.

Words in braces are filled in. The page is generated from \`domain/errors/\` by \`scripts/build-errors-doc.ts\`.
`;

/** The page: a section per family (the code's second word), codes in alphabetical order. */
export function errorsDoc(table: Readonly<Record<string, ErrorRow>>): string {
  const families = Map.groupBy(Object.keys(table).sort(), (code) => code.split('_')[1] ?? '');
  const sections = [...families].map(
    ([family, codes]) => `## ${family}\n\n${codes.map((code) => entry(code, table[code])).join('\n')}`,
  );
  return `${introduction}\n${sections.join('\n')}`;
}

function entry(code: string, row: ErrorRow | undefined): string {
  if (!row) return '';
  return `### ${code}\n\n${row.retry}, ${row.fault}\n\n> ${prose(row.message)}\n\n${prose(row.remedy)}\n`;
}

/** Words of a template are no markup. */
const prose = (text: string): string => text.replace(/([\\`*_<>[\]#|])/g, '\\$1');

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', errorsFile);
  const page = errorsDoc(errorTable);
  if (!process.argv.includes('--check')) writeFileSync(file, page);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
    console.error(
      `${errorsFile} differs from domain/errors/: run "node scripts/build-errors-doc.ts" and commit it`,
    );
    process.exit(1);
  }
}
