import type { Invoice } from '../../domain/canonical/types.generated.ts';
import { askedOf, balanceOf, type Difference, riskTold, toldOf } from './judge.ts';
import type { Played } from './play.ts';
import type { Scenario } from './scenario.ts';

/** A case as a controller reads it: what happened, what was issued, what is owed, and what is not as expected. */
export function report(
  scenario: Scenario,
  { steps, documents, requests, responses, risks, process }: Played,
  differences: readonly Difference[],
): string {
  const verdict = differences.length === 0 ? 'passed' : 'FAILED';
  return [
    `## ${scenario.case} (${verdict})`,
    `*${scenario.file}*${scenario.about ? `: ${scenario.about.trim()}` : ''}`,
    table(
      ['When', 'Event', 'Status', 'Billing', 'What followed'],
      steps.map(({ at, what, status, decision, told }) => [at, what, status, decision, told.join('; ')]),
    ),
    documents.length === 0
      ? 'Nothing was issued.'
      : table(
          ['Document', 'Number', 'Corrects', 'Lines', 'Net', 'Tax', 'Gross'],
          [...documents.map(documentRow), ...(isInOneCurrency(documents) ? [balanceRow(documents)] : [])],
        ),
    ...risks.map((each) => `At risk: ${riskTold(each)}.`),
    ...requests.map((each) => `Asked of the warehouse: ${askedOf(each)}.`),
    ...responses.map((each) => `Answered to the customer: ${toldOf(each)}.`),
    ...(process?.absorbed ?? []).map(
      ({ amount, currency, reason }) => `Absorbed: ${amount} ${currency}; ${reason}.`,
    ),
    ...differences.map(
      ({ what, expected, found }) =>
        `**${what}**: expected \`${JSON.stringify(expected)}\`, found \`${JSON.stringify(found)}\``,
    ),
  ].join('\n\n');
}

const documentRow = ({ kind, invoiceNumber, relatesTo = '', lines, totals }: Invoice): readonly string[] => [
  ...[kind, invoiceNumber, relatesTo],
  lines.map((line) => `${line.kind} ${line.amount.amount}`).join(', '),
  ...[totals.net.amount, totals.tax.amount, totals.gross.amount],
];

const isInOneCurrency = (documents: readonly Invoice[]): boolean =>
  documents.every(({ currency }) => currency === documents[0]?.currency);

const balanceRow = (documents: readonly Invoice[]): readonly string[] => [
  ...['**balance**', '', '', ''],
  ...(['net', 'tax', 'gross'] as const).map((total) => balanceOf(documents, total)),
];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');

const escaped = (text: string): string => text.replaceAll('|', '\\|');
