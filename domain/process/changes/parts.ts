import type { OrderChange } from '../../canonical/types.generated.ts';
import { fingerprint } from '../fingerprint.ts';
import { isZero } from '../quantity.ts';
import type { OrderProcess } from '../types.ts';
import type { ChangePart, Wanted } from './types.ts';

const undecided = { outcome: 'waiting', delta: '0' } as const;

/** What a change is made of: its lines, for a cancellation those of the order, and what it says of the whole. */
export function partsOf(change: OrderChange, process: OrderProcess): readonly ChangePart[] {
  const { kind, shipTo, requestedDelivery, lines = [] } = change;
  if (kind === 'cancellation') {
    const open = process.lines.filter(({ quantities }) => !isZero(quantities.ordered));
    return open.map(({ lineNumber }) => ({ lineNumber, action: 'cancel', wanted: {}, ...undecided }));
  }
  const whole: Wanted = {
    ...(shipTo && isOther(shipTo, process.order.shipTo) && { shipTo }),
    ...(requestedDelivery &&
      isOther(requestedDelivery, process.order.requestedDelivery) && { requestedDelivery }),
  };
  return [
    ...(Object.keys(whole).length > 0 ? [{ action: 'change' as const, wanted: whole, ...undecided }] : []),
    ...lines.map(({ lineNumber, action, ...wanted }) => ({
      ...{ lineNumber, action, ...undecided },
      wanted: action === 'cancel' ? {} : (wanted as Wanted),
    })),
  ];
}

/** Partners repeat what they do not change. */
export const isOther = (wanted: unknown, known: unknown): boolean =>
  fingerprint(wanted) !== fingerprint(known);
