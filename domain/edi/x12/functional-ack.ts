import type { Agreement } from '../agreement.ts';
import type { GroupEnvelope } from '../envelope.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import { hasErrors, type Problem } from '../problem.ts';
import type { ReceivedGroup, ReceivedTransaction, Verdict } from '../received.ts';
import {
  elementErrors,
  groupErrors,
  hasElementErrors,
  hasImplementationErrors,
  hasSegmentErrors,
  implementationElementError,
  implementationSegmentError,
  segmentError,
  transactionErrors,
} from './ack-codes.ts';

export type FunctionalAcknowledgement = '997' | '999';

/** What is called and coded otherwise in the 999, whose verdict is by an implementation guide. */
interface Form {
  /** Segments of an error in a segment, of one in an element, and of the verdict. */
  readonly inSegment: string;
  readonly inElement: string;
  readonly verdict: string;
  readonly segmentError: (problem: Problem) => string | undefined;
  readonly elementError: (problem: Problem) => string | undefined;
}

const forms: Readonly<Record<FunctionalAcknowledgement, Form>> = {
  997: {
    ...{ inSegment: 'AK3', inElement: 'AK4', verdict: 'AK5' },
    segmentError,
    elementError: ({ code }) => elementErrors[code],
  },
  999: {
    ...{ inSegment: 'IK3', inElement: 'IK4', verdict: 'IK5' },
    segmentError: implementationSegmentError,
    elementError: implementationElementError,
  },
};

/** Limits of AK404 and IK404, and of AK4 in a segment. */
const copyLength = 99;
const elementsPerSegment = 99;
/** Of AK303 and IK303 in the narrowest version: a longer name of a loop would be none when cut. */
const loopLength = 4;

const verdictCode: Readonly<Record<Verdict, string>> = {
  accepted: 'A',
  'accepted-with-errors': 'E',
  rejected: 'R',
};

/**
 * The functional or implementation acknowledgement of a received group. A group that is wrong itself is rejected as a
 * whole, without AK2.
 */
export function buildFunctional(
  type: FunctionalAcknowledgement,
  group: ReceivedGroup,
  envelope: GroupEnvelope,
  agreement: Agreement,
): TransactionJson {
  const agreed = agreement.sends[type];
  const version = agreed?.version ?? versionFor(type, envelope.version.slice(0, 6));
  const named = version >= namedFrom;
  const wrongItself = hasErrors(group.problems);
  const { transactions } = group;
  const ak2 = wrongItself
    ? []
    : transactions.map((transaction) => acknowledgeTransaction(transaction, forms[type], named, agreement));
  const segments: LoopValues = {
    AK1: {
      AK101: fitted(envelope.code, 2, 2, agreement),
      AK102: envelope.controlNumber.replace(/\D/g, '').slice(0, 9) || '0',
      ...(named ? { AK103: fitted(envelope.version, 1, 12, agreement) } : {}),
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
  const association = agreed?.association;
  return {
    ...{ standard: 'X12', version, type, controlNumber: '0001', segments },
    ...(association === undefined ? {} : { association }),
  };
}

/** From this version on AK1 and AK2 name the version and the implementation of what they acknowledge. */
const namedFrom = '005010';

/** The 999 begins with 005010. */
const versionFor = (type: FunctionalAcknowledgement, version: string): string =>
  type === '999' && version < namedFrom ? namedFrom : version;

function groupStatus(transactions: readonly ReceivedTransaction[], wrongItself: boolean): string {
  if (wrongItself || transactions.every(({ accepted }) => !accepted)) return 'R';
  if (transactions.some(({ accepted }) => !accepted)) return 'P';
  return transactions.some(({ verdict }) => verdict === 'accepted-with-errors') ? 'E' : 'A';
}

function acknowledgeTransaction(
  transaction: ReceivedTransaction,
  form: Form,
  named: boolean,
  agreement: Agreement,
): LoopValues {
  const { json, problems, verdict } = transaction;
  const errors = problems.filter((problem) => problem.severity === 'error');
  const inSegments = segmentLoops(errors, form, agreement);
  const { association } = json;
  const codes = new Set([...codesOf(errors, transactionErrors), ...wrongSegments(errors, form)]);
  if (codes.size === 0 && errors.length > 0) codes.add(hasSegmentErrors);
  return {
    AK2: {
      AK201: fitted(json.type, 3, 3, agreement),
      AK202: fitted(json.controlNumber, 4, 9, agreement),
      ...(named && association !== undefined ? { AK203: fitted(association, 1, 35, agreement) } : {}),
    },
    ...(inSegments.length > 0 ? { [`${form.inSegment}Loop`]: inSegments } : {}),
    [form.verdict]: {
      [`${form.verdict}01`]: verdictCode[verdict],
      ...numbered(form.verdict, 2, [...codes]),
    },
  };
}

/** What AK502 and those after it (IK502) say of errors that AK3 and AK4 (IK3 and IK4) tell. */
function wrongSegments(errors: readonly Problem[], { segmentError, elementError }: Form): string[] {
  const codes = errors.flatMap((error) => segmentError(error) ?? elementError(error) ?? []);
  const own = codes.filter((code) => code.startsWith('I')).length;
  return [...(own < codes.length ? [hasSegmentErrors] : []), ...(own > 0 ? [hasImplementationErrors] : [])];
}

/** One AK3 (IK3) per fault of a segment itself, and one with AK4s (IK4s) for all faults of its elements. */
function segmentLoops(problems: readonly Problem[], form: Form, agreement: Agreement): LoopValues[] {
  const loops: LoopValues[] = [];
  const withElements = new Map<number, LoopValues[]>();
  for (const problem of problems) {
    const { location } = problem;
    const error = form.segmentError(problem);
    const elementError = form.elementError(problem);
    if (error)
      loops.push({ [form.inSegment]: segmentNote(problem, error, form), ...contextOf(problem, form) });
    else if (elementError) {
      const known = withElements.get(location.segment);
      const notes = known ?? [];
      if (!known) {
        withElements.set(location.segment, notes);
        loops.push({
          [form.inSegment]: segmentNote(problem, hasElementErrors, form),
          ...elementNotes(form, notes),
        });
      }
      if (notes.length >= elementsPerSegment) continue;
      const note = elementNote(problem, elementError, form, agreement);
      notes.push({ [form.inElement]: note, ...contextOf(problem, form) });
    }
  }
  return loops.map((loop) => withoutLoops(loop, form));
}

const elementNotes = ({ inElement }: Form, notes: LoopValues[]): LoopValues => ({
  [`${inElement}Loop`]: notes,
});

/** AK4 stands in the loop of its AK3; IK4 opens one of its own. */
function withoutLoops(loop: LoopValues, { inElement }: Form): LoopValues {
  const { AK4Loop: notes, ...rest } = loop;
  if (inElement !== 'AK4' || !notes) return loop;
  return { ...rest, AK4: (notes as { readonly AK4: SegmentValues }[]).map(({ AK4 }) => AK4) };
}

/** The CTX of a demand that something else makes: where that is (005010X231, situational trigger). */
function contextOf({ situation, location }: Problem, { inSegment }: Form): LoopValues {
  const { trigger } = situation ?? {};
  if (!trigger || inSegment === 'AK3') return {};
  const { segmentId = location.segmentId, segment = location.segment, element } = trigger;
  const context = {
    CTX01: [{ CTX01_1: 'SITUATIONAL TRIGGER' }],
    ...{ CTX02: segmentId, CTX03: String(segment), ...(element > 0 && { CTX05_1: String(element) }) },
  };
  return { CTX: [context] as unknown as SegmentValues[] };
}

function segmentNote({ location, situation }: Problem, error: string, { inSegment }: Form): SegmentValues {
  const loop = location.loop
    ?.split('.')
    .at(-1)
    ?.replace(/Loop\[\d+\]$/, '');
  return {
    [`${inSegment}01`]: (situation?.segmentId ?? location.segmentId)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .padEnd(2, '?')
      .slice(0, 3),
    [`${inSegment}02`]: String(Math.min(location.segment, 999_999)),
    ...(loop && loop.length <= loopLength ? { [`${inSegment}03`]: loop } : {}),
    [`${inSegment}04`]: error,
  };
}

function elementNote(
  { location, elementNumber, value, situation }: Problem,
  error: string,
  { inElement }: Form,
  agreement: Agreement,
): SegmentValues {
  const copy = value === undefined ? '' : sendable(value, agreement).slice(0, copyLength);
  return {
    [`${inElement}01_1`]: String(Math.min(location.element ?? situation?.element ?? 1, 99)),
    ...(location.component === undefined
      ? {}
      : { [`${inElement}01_2`]: String(Math.min(location.component, 99)) }),
    ...(location.repetition === undefined || inElement === 'AK4'
      ? {}
      : { [`${inElement}01_3`]: String(Math.min(location.repetition, 9999)) }),
    ...(elementNumber ? { [`${inElement}02`]: elementNumber } : {}),
    [`${inElement}03`]: error,
    ...(copy === '' ? {} : { [`${inElement}04`]: copy }),
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
