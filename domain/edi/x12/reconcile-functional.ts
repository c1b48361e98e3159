import { elementOf, loopsOf, segmentOf, segmentsOf } from '../json-access.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import { ownValue } from '../own-value.ts';
import type {
  AcknowledgedStatus,
  AcknowledgedTransaction,
  Reconciliation,
  ReportedError,
} from '../reconcile.ts';

/** AK501, IK501 and AK901. M, W and X reject for security reasons. */
const statuses: Readonly<Record<string, AcknowledgedStatus>> = {
  A: 'accepted',
  E: 'accepted-with-errors',
  P: 'partially-accepted',
};

const statusOf = (code: string): AcknowledgedStatus => ownValue(statuses, code) ?? 'rejected';

/** What a 997 or 999 says about one functional group; `null` without AK1 and AK9. */
export function reconcileFunctional(
  type: '997' | '999',
  { segments }: TransactionJson,
): Reconciliation | null {
  const ak1 = segmentOf(segments, 'AK1');
  const ak9 = segmentOf(segments, 'AK9');
  if (!ak1 || !ak9) return null;
  return {
    type,
    code: elementOf(ak1, 'AK101'),
    controlNumber: elementOf(ak1, 'AK102'),
    status: statusOf(elementOf(ak9, 'AK901')),
    errors: codes(ak9, 'AK9', 5),
    transactions: loopsOf(segments, 'AK2Loop').map((loop) =>
      transactionOf(loop, type === '997' ? 'AK' : 'IK'),
    ),
  };
}

/** The first letters of the segments about errors and the verdict. */
type Prefix = 'AK' | 'IK';

function transactionOf(loop: LoopValues, prefix: Prefix): AcknowledgedTransaction {
  const ak2 = segmentOf(loop, 'AK2');
  const verdict = segmentOf(loop, `${prefix}5`);
  const inSegments = loopsOf(loop, `${prefix}3Loop`).flatMap((each) => segmentErrors(each, prefix));
  return {
    type: elementOf(ak2, 'AK201'),
    controlNumber: elementOf(ak2, 'AK202'),
    status: statusOf(elementOf(verdict, `${prefix}501`)),
    errors: [...inSegments, ...codes(verdict, `${prefix}5`, 2)],
  };
}

function segmentErrors(loop: LoopValues, prefix: Prefix): ReportedError[] {
  const [inSegment, inElement] = [`${prefix}3`, `${prefix}4`];
  const about = segmentOf(loop, inSegment);
  const place = {
    segmentId: elementOf(about, `${inSegment}01`),
    segment: Number(elementOf(about, `${inSegment}02`)),
  };
  const inLoops = loopsOf(loop, `${inElement}Loop`).map((each) => segmentOf(each, inElement));
  const elements = [...segmentsOf(loop, inElement), ...inLoops].map((note): ReportedError => {
    const value = elementOf(note, `${inElement}04`);
    const component = elementOf(note, `${inElement}01_2`);
    return {
      ...place,
      element: Number(elementOf(note, `${inElement}01_1`)),
      ...(component === '' ? {} : { component: Number(component) }),
      code: elementOf(note, `${inElement}03`),
      ...(value === '' ? {} : { value }),
    };
  });
  const code = elementOf(about, `${inSegment}04`);
  return elements.length > 0 || code === '' ? elements : [{ ...place, code }];
}

/** Five numbered codes of AK5, IK5 or AK9. */
function codes(segment: SegmentValues | null, id: string, first: number): ReportedError[] {
  return [0, 1, 2, 3, 4].flatMap((offset) => {
    const code = elementOf(segment, `${id}0${first + offset}`);
    return code === '' ? [] : [{ code }];
  });
}
