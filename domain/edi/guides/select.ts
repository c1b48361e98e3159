import type { Agreement } from '../agreement.ts';
import type { Standard } from '../dialect.ts';
import type { Group, TransactionRange } from '../envelope.ts';
import { type Location, type Problem, problemAt } from '../problem.ts';
import type { Guide } from './compiled.ts';
import type { GuideFor } from './load.ts';

/** Acknowledgements are received from every partner, whether the agreement lists them or not, and never acknowledged. */
export const isAcknowledgement = (type: string): boolean =>
  type === '997' || type === '999' || type === 'CONTRL' || type === 'TA1';

/** The guide a received transaction set is read with, or why there is none. */
export function selectGuide(
  standard: Standard,
  range: TransactionRange,
  group: Group,
  { agreement, receives }: Agreement,
  guideFor: GuideFor,
  place: Location,
): { guide: Guide | null; problems: Problem[] } {
  const { type } = range;
  const agreed = receives[type];
  if (!agreed && !isAcknowledgement(type)) {
    const problem = problemAt('CD_EDI_TRANSACTION_UNSUPPORTED', place, { type, agreement }, { value: type });
    return { guide: null, problems: [problem] };
  }
  const expected = agreed?.version ?? range.version;
  if (!range.version.startsWith(expected)) {
    const parameters = { type, agreement, found: range.version, expected };
    const problem = problemAt('CD_EDI_VERSION_UNSUPPORTED', place, parameters, { value: range.version });
    return { guide: null, problems: [problem] };
  }
  const guide = guideFor(standard, expected, type, agreed?.guide);
  if (!guide) {
    const name = agreed?.guide ?? `${standard.toLowerCase()}/${expected}/${type}`;
    return { guide: null, problems: [problemAt('CD_EDI_GUIDE_UNKNOWN', place, { guide: name })] };
  }
  const code = group.envelope?.code ?? '';
  const known = range.problems.some((problem) => problem.code === 'CD_EDI_GROUP_CODE_MISMATCH');
  if (known || guide.functionalGroup === '' || guide.functionalGroup === code) return { guide, problems: [] };
  const parameters = { type, found: code, expected: guide.functionalGroup };
  return { guide, problems: [problemAt('CD_EDI_GROUP_CODE_MISMATCH', place, parameters, { value: code })] };
}
