import type { Agreement } from '../agreement.ts';
import type { GroupEnvelope } from '../envelope.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import { hasErrors, type Problem } from '../problem.ts';
import type { ReceivedGroup, ReceivedTransaction, Verdict } from '../received.ts';
import {
  elementErrors,
  groupErrors,
  hasElementErrors,
  hasSegmentErrors,
  segmentErrors,
  transactionErrors,
} from './ack-codes.ts';

/** AK404 and AK4 limits of the 997. */
const copyLength = 99;
const elementsPerSegment = 99;

const verdictCode: Readonly<Record<Verdict, string>> = {
  accepted: 'A',
  'accepted-with-errors': 'E',
  rejected: 'R',
};

/** The functional acknowledgement of a received group. A group that is wrong itself is rejected as a whole, without AK2. */
export function build997(
  group: ReceivedGroup,
  envelope: GroupEnvelope,
  agreement: Agreement,
): TransactionJson {
  const wrongItself = hasErrors(group.problems);
  const { transactions } = group;
  const ak2 = wrongItself
    ? []
    : transactions.map((transaction) => acknowledgeTransaction(transaction, agreement));
  const segments: LoopValues = {
    AK1: {
      AK101: fitted(envelope.code, 2, 2, agreement),
      AK102: envelope.controlNumber.replace(/\D/g, '').slice(0, 9) || '0',
    },
    ...(ak2.length > 0 ? { AK2Loop: ak2 } : {}),
    AK9: {
      AK901: groupStatus(transactions, wrongItself),
      AK902: String(Math.min(group.declared, 999_999)),
      AK903: String(transactions.length),
      AK904: String(transactions.filter(({ accepted }) => accepted).length),
      ...numbered('AK9', 5, codesOf(group.problems, groupErrors)),
    },
  };
  const version = agreement.sends['997']?.version ?? envelope.version.slice(0, 6);
  return { standard: 'X12', version, type: '997', controlNumber: '0001', segments };
}

function groupStatus(transactions: readonly ReceivedTransaction[], wrongItself: boolean): string {
  if (wrongItself || transactions.every(({ accepted }) => !accepted)) return 'R';
  if (transactions.some(({ accepted }) => !accepted)) return 'P';
  return transactions.some(({ verdict }) => verdict === 'accepted-with-errors') ? 'E' : 'A';
}

function acknowledgeTransaction(transaction: ReceivedTransaction, agreement: Agreement): LoopValues {
  const { json, problems, verdict } = transaction;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const ak3 = segmentLoops(errors, agreement);
  const codes = new Set(codesOf(errors, transactionErrors));
  if (ak3.length > 0) codes.add(hasSegmentErrors);
  return {
    AK2: { AK201: fitted(json.type, 3, 3, agreement), AK202: fitted(json.controlNumber, 4, 9, agreement) },
    ...(ak3.length > 0 ? { AK3Loop: ak3 } : {}),
    AK5: {
      AK501: verdictCode[verdict],
      ...numbered('AK5', 2, [...codes]),
    },
  };
}

/** One AK3 per fault of a segment itself, and one with AK4s for all faults of its elements. */
function segmentLoops(problems: readonly Problem[], agreement: Agreement): LoopValues[] {
  const loops: LoopValues[] = [];
  const withElements = new Map<number, SegmentValues[]>();
  for (const problem of problems) {
    const { location, code } = problem;
    const error = segmentErrors[code];
    const elementError = elementErrors[code];
    if (error) loops.push({ AK3: ak3(problem, error) });
    else if (elementError) {
      const known = withElements.get(location.segment);
      const ak4 = known ?? [];
      if (!known) {
        withElements.set(location.segment, ak4);
        loops.push({ AK3: ak3(problem, hasElementErrors), AK4: ak4 });
      }
      if (ak4.length < elementsPerSegment) ak4.push(elementNote(problem, elementError, agreement));
    }
  }
  return loops;
}

function ak3({ location }: Problem, error: string): SegmentValues {
  const loop = location.loop
    ?.split('.')
    .at(-1)
    ?.replace(/Loop\[\d+\]$/, '');
  return {
    AK301: location.segmentId
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(2, '?')
      .slice(0, 3),
    AK302: String(Math.min(location.segment, 999_999)),
    ...(loop ? { AK303: loop.slice(0, 6) } : {}),
    AK304: error,
  };
}

function elementNote(
  { location, elementNumber, value }: Problem,
  error: string,
  agreement: Agreement,
): SegmentValues {
  const copy = value === undefined ? '' : sendable(value, agreement).slice(0, copyLength);
  return {
    AK401_1: String(Math.min(location.element ?? 1, 99)),
    ...(location.component === undefined ? {} : { AK401_2: String(Math.min(location.component, 99)) }),
    ...(elementNumber ? { AK402: elementNumber } : {}),
    AK403: error,
    ...(copy === '' ? {} : { AK404: copy }),
  };
}

/** The bad value without what would itself be bad in our acknowledgement: delimiters, control and non-ASCII characters. */
function sendable(value: string, { delimiters }: Agreement): string {
  const { element = '*', component = '>', repetition = '^', segment = '~' } = delimiters ?? {};
  const separators = new Set([element, component, repetition, segment]);
  return [...value]
    .filter((character) => character >= ' ' && character <= '~' && !separators.has(character))
    .join('')
    .trimEnd();
}

/** What the sender wrote where its form was wrong, brought to the width our acknowledgement needs. */
const fitted = (text: string, min: number, max: number, agreement: Agreement): string =>
  sendable(text, agreement).padEnd(min, '?').slice(0, max).trimEnd().padEnd(min, '?');

function codesOf(problems: readonly Problem[], table: typeof groupErrors): string[] {
  const codes = problems.flatMap(({ code, severity }) => (severity === 'error' ? (table[code] ?? []) : []));
  return [...new Set(codes)];
}

/** Up to five codes in the elements from `first` on. */
function numbered(segmentId: string, first: number, codes: readonly string[]): SegmentValues {
  const entries = codes.slice(0, 5).map((code, index) => [`${segmentId}0${first + index}`, code] as const);
  return Object.fromEntries(entries);
}
