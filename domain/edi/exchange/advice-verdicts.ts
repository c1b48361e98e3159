import { elementOf, loopsOf, segmentOf, segmentsOf } from '../json-access.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import { ownValue } from '../own-value.ts';
import type { AcknowledgedStatus } from '../reconcile.ts';

/** What an 824 or APERAK of the partner says about one document of ours. */
export interface AdviceVerdict {
  readonly kind: '824' | 'APERAK';
  readonly status: AcknowledgedStatus;
  /** How it names the document: by control numbers, by its type and number, or both; '' where it does not say. */
  readonly group: string;
  readonly transaction: string;
  readonly type: string;
  readonly number: string;
  readonly errors: readonly { readonly code: string; readonly text: string }[];
}

/** Whether a transaction set tells what became of documents after their syntax was accepted. */
export const isAdvice = (type: string): boolean => type === '824' || type === 'APERAK';

/** The verdicts of an 824 (one per OTI) or APERAK (one). */
export function adviceVerdicts({ type, segments }: TransactionJson): readonly AdviceVerdict[] {
  return type === 'APERAK' ? [ofAperak(segments)] : loopsOf(segments, 'OTILoop').map(ofOti);
}

/** The second letter of OTI01: transaction set, batch and item have the same verdicts. */
const statuses: Readonly<Record<string, AcknowledgedStatus>> = {
  A: 'accepted',
  C: 'accepted-with-errors',
  E: 'accepted-with-errors',
  P: 'partially-accepted',
};

function ofOti(loop: LoopValues): AdviceVerdict {
  const oti = segmentOf(loop, 'OTI');
  return {
    kind: '824',
    status: ownValue(statuses, elementOf(oti, 'OTI01').charAt(1)) ?? 'rejected',
    group: elementOf(oti, 'OTI08'),
    transaction: elementOf(oti, 'OTI09'),
    type: elementOf(oti, 'OTI10'),
    number: elementOf(oti, 'OTI03'),
    errors: loopsOf(loop, 'TEDLoop').map((error) => {
      const ted = segmentOf(error, 'TED');
      const notes = segmentsOf(error, 'NTE').map((note) => elementOf(note, 'NTE02'));
      return { code: elementOf(ted, 'TED01'), text: elementOf(ted, 'TED02') + notes.join('') };
    }),
  };
}

function ofAperak(segments: LoopValues): AdviceVerdict {
  const bgm = segmentOf(segments, 'BGM');
  const errors = loopsOf(segments, 'ERCLoop').map((loop) => ({
    code: elementOf(segmentOf(loop, 'ERC'), 'ERC01_1'),
    text: textOf(segmentOf(loop, 'FTX')),
  }));
  const response = elementOf(bgm, 'BGM04');
  return {
    kind: 'APERAK',
    status: aperakStatus(response, errors.length > 0),
    ...{ group: '', transaction: '', type: '', number: referenced(segments), errors },
  };
}

function aperakStatus(response: string, hasErrors: boolean): AcknowledgedStatus {
  if (response === 'RE') return 'rejected';
  if (response === 'CA' || response === 'AC') return 'accepted-with-errors';
  if (response === '' && hasErrors) return 'rejected';
  return hasErrors ? 'accepted-with-errors' : 'accepted';
}

/** The document that it answers: ACW is meant for that; others name the order or the document itself. */
function referenced(segments: LoopValues): string {
  const references = loopsOf(segments, 'RFFLoop').map((loop) => segmentOf(loop, 'RFF'));
  const answered = references.find((rff) => elementOf(rff, 'RFF01_1') === 'ACW') ?? references[0] ?? null;
  const [documents] = loopsOf(segments, 'DOCLoop').map((loop) => segmentOf(loop, 'DOC'));
  return elementOf(answered, 'RFF01_2') || elementOf(documents ?? null, 'DOC02_1');
}

const textOf = (ftx: SegmentValues | null): string =>
  [1, 2, 3, 4, 5].map((index) => elementOf(ftx, `FTX04_${index}`)).join('');
