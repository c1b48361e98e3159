import { elementOf, loopsOf, segmentOf, segmentsOf } from '../json-access.ts';
import type { LoopValues, SegmentValues, TransactionJson } from '../json-form.ts';
import type {
  AcknowledgedStatus,
  AcknowledgedTransaction,
  Reconciliation,
  ReportedError,
} from '../reconcile.ts';
import { action } from './ack-codes.ts';

/** What a CONTRL says about one interchange; `null` without UCI. */
export function reconcileContrl({ segments }: TransactionJson): Reconciliation | null {
  const uci = segmentOf(segments, 'UCI');
  if (!uci) return null;
  const messages = [segments, ...loopsOf(segments, 'UCFLoop')].flatMap((loop) => loopsOf(loop, 'UCMLoop'));
  const transactions = messages.map(messageOf);
  const rejected = transactions.filter(({ status }) => status === 'rejected').length;
  return {
    type: 'CONTRL',
    code: '',
    controlNumber: elementOf(uci, 'UCI01'),
    status: statusOf(elementOf(uci, 'UCI04'), rejected, transactions.length),
    errors: error(uci, 'UCI05'),
    transactions,
  };
}

function statusOf(code: string, rejected: number, all: number): AcknowledgedStatus {
  if (code === action.rejected || (rejected > 0 && rejected === all)) return 'rejected';
  return rejected > 0 ? 'partially-accepted' : 'accepted';
}

function messageOf(loop: LoopValues): AcknowledgedTransaction {
  const ucm = segmentOf(loop, 'UCM');
  return {
    type: elementOf(ucm, 'UCM02_1'),
    controlNumber: elementOf(ucm, 'UCM01'),
    status: elementOf(ucm, 'UCM03') === action.rejected ? 'rejected' : 'accepted',
    errors: [...error(ucm, 'UCM04'), ...loopsOf(loop, 'UCSLoop').flatMap(segmentErrors)],
  };
}

/** UCD counts the segment tag as element 1; here the first element after it is 1. */
function segmentErrors(loop: LoopValues): ReportedError[] {
  const ucs = segmentOf(loop, 'UCS');
  const segment = Number(elementOf(ucs, 'UCS01'));
  const elements = segmentsOf(loop, 'UCD').map((ucd): ReportedError => {
    const component = elementOf(ucd, 'UCD02_2');
    return {
      segment,
      element: Number(elementOf(ucd, 'UCD02_1')) - 1,
      ...(component === '' ? {} : { component: Number(component) }),
      code: elementOf(ucd, 'UCD01'),
    };
  });
  return [...error(ucs, 'UCS02').map((one) => ({ segment, ...one })), ...elements];
}

function error(segment: SegmentValues | null, element: string): ReportedError[] {
  const code = elementOf(segment, element);
  return code === '' ? [] : [{ code }];
}
