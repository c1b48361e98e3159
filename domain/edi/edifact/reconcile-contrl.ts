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
  const groups = loopsOf(segments, 'UCFLoop');
  const transactions = [
    ...loopsOf(segments, 'UCMLoop').map(messageOf),
    ...groups.flatMap((group) => messagesOf(group)),
  ];
  const rejected = transactions.filter(({ status }) => status === 'rejected').length;
  const ofGroups = groups.map((group) => segmentOf(group, 'UCF'));
  const parts = {
    rejected: rejected + ofGroups.filter(isRejected).length,
    all: transactions.length + groups.length,
  };
  return {
    type: 'CONTRL',
    code: '',
    controlNumber: elementOf(uci, 'UCI01'),
    status: statusOf(elementOf(uci, 'UCI04'), parts),
    errors: [...error(uci, 'UCI05'), ...ofGroups.flatMap((ucf) => error(ucf, 'UCF05'))],
    transactions,
  };
}

function statusOf(
  code: string,
  { rejected, all }: { readonly rejected: number; readonly all: number },
): AcknowledgedStatus {
  if (code === action.rejected || (rejected > 0 && rejected === all)) return 'rejected';
  if (rejected > 0) return 'partially-accepted';
  return code === action.received && all === 0 ? 'received' : 'accepted';
}

const isRejected = (ucf: SegmentValues | null): boolean => elementOf(ucf, 'UCF04') === action.rejected;

/** What becomes of a group becomes of its messages. */
function messagesOf(group: LoopValues): AcknowledgedTransaction[] {
  const messages = loopsOf(group, 'UCMLoop').map(messageOf);
  const whole = isRejected(segmentOf(group, 'UCF'));
  return whole ? messages.map((message) => ({ ...message, status: 'rejected' as const })) : messages;
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
