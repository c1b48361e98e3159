import { elementOf, loopsOf, segmentOf, segmentsOf } from '../json-access.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import type {
  AcknowledgedStatus,
  AcknowledgedTransaction,
  Reconciliation,
  ReportedError,
} from '../reconcile.ts';

/** AK501 and AK901. M, W and X reject for security reasons. */
const statuses: Readonly<Record<string, AcknowledgedStatus>> = {
  A: 'accepted',
  E: 'accepted-with-errors',
  P: 'partially-accepted',
};

const statusOf = (code: string): AcknowledgedStatus => statuses[code] ?? 'rejected';

/** What a 997 says about one functional group; `null` without AK1 and AK9. */
export function reconcile997({ segments }: TransactionJson): Reconciliation | null {
  const ak1 = segmentOf(segments, 'AK1');
  const ak9 = segmentOf(segments, 'AK9');
  if (!ak1 || !ak9) return null;
  return {
    type: '997',
    code: elementOf(ak1, 'AK101'),
    controlNumber: elementOf(ak1, 'AK102'),
    status: statusOf(elementOf(ak9, 'AK901')),
    errors: codes(ak9, 'AK9', 5),
    transactions: loopsOf(segments, 'AK2Loop').map(transactionOf),
  };
}

function transactionOf(loop: LoopValues): AcknowledgedTransaction {
  const ak2 = segmentOf(loop, 'AK2');
  const ak5 = segmentOf(loop, 'AK5');
  const inSegments = loopsOf(loop, 'AK3Loop').flatMap(segmentErrors);
  return {
    type: elementOf(ak2, 'AK201'),
    controlNumber: elementOf(ak2, 'AK202'),
    status: statusOf(elementOf(ak5, 'AK501')),
    errors: [...inSegments, ...codes(ak5, 'AK5', 2)],
  };
}

function segmentErrors(loop: LoopValues): ReportedError[] {
  const ak3 = segmentOf(loop, 'AK3');
  const place = { segmentId: elementOf(ak3, 'AK301'), segment: Number(elementOf(ak3, 'AK302')) };
  const elements = segmentsOf(loop, 'AK4').map((ak4): ReportedError => {
    const value = elementOf(ak4, 'AK404');
    const component = elementOf(ak4, 'AK401_2');
    return {
      ...place,
      element: Number(elementOf(ak4, 'AK401_1')),
      ...(component === '' ? {} : { component: Number(component) }),
      code: elementOf(ak4, 'AK403'),
      ...(value === '' ? {} : { value }),
    };
  });
  const code = elementOf(ak3, 'AK304');
  return elements.length > 0 || code === '' ? elements : [{ ...place, code }];
}

/** Five numbered codes of AK5 or AK9. */
function codes(segment: SegmentValues | null, id: string, first: number): ReportedError[] {
  return [0, 1, 2, 3, 4].flatMap((offset) => {
    const code = elementOf(segment, `${id}0${first + offset}`);
    return code === '' ? [] : [{ code }];
  });
}
