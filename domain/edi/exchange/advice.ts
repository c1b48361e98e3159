import type { Agreement } from '../agreement.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import { wireTime } from '../wire-date.ts';

/** What became of a document after its syntax was accepted. */
export type AdvisedVerdict = 'accepted' | 'accepted-with-errors' | 'rejected';

export interface AdvisedError {
  readonly text: string;
  /** X12 element 647 (`848` if absent) or EDIFACT element 9321 (`12` if absent). */
  readonly code?: string;
  /** A number in the document that the error is about, such as that of a line. */
  readonly line?: string;
}

/** A document of the partner's and what we say of it. */
export interface Advice {
  /** Of the advice itself. */
  readonly number: string;
  readonly verdict: AdvisedVerdict;
  readonly errors: readonly AdvisedError[];
  readonly about: AdvisedDocument;
}

/** The document as `edi-read` tells in `msg.edi`. */
export interface AdvisedDocument {
  readonly type: string;
  /** '' if it has none. */
  readonly number: string;
  readonly controlNumber: string;
  readonly group: string;
  readonly transaction: string;
}

export type Written = Pick<TransactionJson, 'standard' | 'type' | 'segments'>;

/** The 824 or APERAK for a document. What does not fit into a text goes on in the next one: nothing is cut off. */
export function buildAdvice(advice: Advice, agreement: Agreement, now: Date): Written {
  const { standard } = agreement;
  return standard === 'X12'
    ? { standard, type: '824', segments: applicationAdvice(advice, agreement, now) }
    : { standard, type: 'APERAK', segments: applicationError(advice, agreement, now) };
}

const verdicts824: Readonly<Record<AdvisedVerdict, string>> = {
  accepted: 'TA',
  'accepted-with-errors': 'TE',
  rejected: 'TR',
};

/** Limits of TED02 and NTE02. */
const [shortText, noteText] = [60, 80];

function applicationAdvice(
  { number, verdict, errors, about }: Advice,
  agreement: Agreement,
  now: Date,
): LoopValues {
  const { date, time } = wireTime(now, agreement.zone ?? 'UTC');
  const { own, partner } = agreement.group ?? { own: agreement.own.id, partner: agreement.partner.id };
  const group = about.group.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const oti: SegmentValues = {
    ...{ OTI01: verdicts824[verdict], OTI02: 'TN', OTI03: (about.number || about.transaction).slice(0, 30) },
    ...{ OTI04: partner, OTI05: own },
    ...(group !== '' && { OTI08: group, OTI09: about.transaction }),
    ...(/^\d{3}$/.test(about.type) && { OTI10: about.type }),
  };
  const loops = errors.map(({ text, code = '848', line }): LoopValues => {
    const words = sendable(line === undefined ? text : `${line}: ${text}`, agreement);
    const [first = '', ...rest] = pieces(words, shortText);
    const notes = pieces(rest.join(''), noteText).map(
      (note): SegmentValues => ({ NTE01: 'GEN', NTE02: note }),
    );
    return { TED: { TED01: code, TED02: first }, ...(notes.length > 0 && { NTE: notes }) };
  });
  return {
    BGN: { BGN01: '00', BGN02: number, BGN03: date, BGN04: time.slice(0, 4) },
    OTILoop: [{ OTI: oti, ...(loops.length > 0 && { TEDLoop: loops }) }],
  };
}

const responses: Readonly<Record<AdvisedVerdict, string>> = {
  accepted: 'AP',
  'accepted-with-errors': 'CA',
  rejected: 'RE',
};

/** FTX has five texts of 70 characters. */
const [textsPerNote, ftxText] = [5, 70];

function applicationError(
  { number, verdict, errors, about }: Advice,
  agreement: Agreement,
  now: Date,
): LoopValues {
  const { date, time } = wireTime(now, agreement.zone ?? 'UTC');
  // D.96A has the number in BGM02 itself, later directories in its first component.
  const inComponent = !/^D9[0-6]/.test(agreement.sends.APERAK?.version ?? 'D96A');
  const reference = sendable(about.number || `${about.controlNumber}/${about.transaction}`, agreement);
  const loops = errors.flatMap(({ text, code = '12', line }) =>
    pieces(sendable(text, agreement), textsPerNote * ftxText).map((part): LoopValues => {
      const texts = pieces(part, ftxText).map((one, index) => [`FTX04_${index + 1}`, one] as const);
      return {
        ERC: { ERC01_1: code },
        FTX: { FTX01: 'AAO', ...Object.fromEntries(texts) },
        ...(line !== undefined && { RFFLoop: [{ RFF: { RFF01_1: 'LI', RFF01_2: line } }] }),
      };
    }),
  );
  return {
    BGM: {
      // 313, application error and acknowledgement, is younger than D.96A, which has 963, error response.
      ...(inComponent ? { BGM01_1: '313' } : verdict === 'rejected' && { BGM01_1: '963' }),
      ...(inComponent ? { BGM02_1: number } : { BGM02: number }),
      ...{ BGM03: '9', BGM04: responses[verdict] },
    },
    DTM: [{ DTM01_1: '137', DTM01_2: date + time.slice(0, 4), DTM01_3: '203' }],
    RFFLoop: [{ RFF: { RFF01_1: 'ACW', RFF01_2: reference.slice(0, 35) } }],
    ...(loops.length > 0 && { ERCLoop: loops }),
  };
}

const pieces = (text: string, length: number): string[] =>
  text.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];

/** A text for people without what would be bad in the file itself: delimiters of X12, control and non-ASCII characters. */
function sendable(text: string, { standard, delimiters }: Agreement): string {
  const { element = '*', component = '>', repetition = '^', segment = '~' } = delimiters ?? {};
  const separators = new Set(standard === 'X12' ? [element, component, repetition, segment] : []);
  return [...text]
    .map((one) => (separators.has(one) ? ' ' : one >= ' ' && one <= '~' ? one : '?'))
    .join('')
    .trim();
}
