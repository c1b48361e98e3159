import type { OrderChange } from '../../canonical/types.generated.ts';
import { decide } from '../changes/decide.ts';
import { withChanges } from '../changes/effect.ts';
import { partsOf } from '../changes/parts.ts';
import { inOrder } from '../changes/position.ts';
import { type ChangePart, isDecided, isTaken, type ProcessChange } from '../changes/types.ts';
import type { Instant, JournalLine, OrderProcess } from '../types.ts';
import { contradicted, line, type Recorded, type Recording, recorded } from './recording.ts';

/**
 * Takes a customer's change or cancellation and decides about each part of it: taken, refused, asked of the
 * warehouse, or waiting for an earlier change that its number says is missing. Waiting parts of changes that came
 * before are decided anew, for the missing one may be this.
 */
export function recordOrderChange(
  process: OrderProcess,
  change: OrderChange,
  { at, messageId }: Recording,
): Recorded {
  const { changeNumber, sequence, changedAt, kind, reason } = change;
  if (process.changes.some((known) => known.changeNumber === changeNumber)) {
    const text = `change ${changeNumber} came again with other content; the first one stands`;
    return contradicted(process, `order-change/${changeNumber}/${messageId}`, text, at);
  }
  const entry: ProcessChange = {
    ...{ changeNumber, changedAt, kind, at, messageId, parts: partsOf(change, process) },
    ...(sequence === undefined ? {} : { sequence }),
    ...(reason === undefined ? {} : { reason }),
  };
  const original = process.original ?? process.order;
  const next = inOrder([...process.changes, entry]).reduce<OrderProcess>(
    (so, { changeNumber: number }) => decided(so, number, at),
    { ...process, original, changes: [...process.changes, entry] },
  );
  const was = new Map(
    process.changes.flatMap(({ parts, changeNumber: number }) =>
      parts.map((part) => [nameOf(number, part), part.outcome]),
    ),
  );
  const news = next.changes.flatMap(({ changeNumber: number, parts }) =>
    parts.filter((part) => was.get(nameOf(number, part)) !== part.outcome).map((part) => told(number, part)),
  );
  return recorded(next, `${kind} ${changeNumber} of the customer, made at ${changedAt}`, ...news);
}

const nameOf = (changeNumber: string, { lineNumber }: ChangePart): string => `${changeNumber}/${lineNumber}`;

/** The process with every waiting part of one change decided, as far as it can be. */
function decided(process: OrderProcess, changeNumber: string, at: Instant): OrderProcess {
  const count = process.changes.find((each) => each.changeNumber === changeNumber)?.parts.length ?? 0;
  return Array.from({ length: count }, (_, index) => index).reduce<OrderProcess>((so, index) => {
    const change = so.changes.find((each) => each.changeNumber === changeNumber);
    const part = change?.parts[index];
    if (!change || part?.outcome !== 'waiting') return so;
    const parts = change.parts.with(index, decide(withChanges(so), change, part));
    return withChange(so, { ...change, parts }, at);
  }, process);
}

/** The process with a change in place of the one under its number, and laid over the order. */
export function withChange(process: OrderProcess, change: ProcessChange, at: Instant): OrderProcess {
  const isOpen = change.parts.some((part) => !isDecided(part));
  const entry = isOpen || change.decidedAt !== undefined ? change : { ...change, decidedAt: at };
  return withChanges({
    ...process,
    changes: process.changes.map((each) => (each.changeNumber === change.changeNumber ? entry : each)),
  });
}

/** What became of a part, in words. */
export function told(changeNumber: string, part: ChangePart): JournalLine {
  const { lineNumber, action, outcome, quantity, reason, asked } = part;
  const what =
    lineNumber === undefined
      ? 'address and date'
      : `line ${lineNumber}: ${action}${quantity === undefined ? '' : ` to ${quantity}`}`;
  const requests = asked?.map(({ requestNumber }) => requestNumber).join(', ');
  const texts = {
    accepted: 'accepted',
    'accepted-in-part': `accepted in part (${reason?.text})`,
    refused: `refused: ${reason?.text}`,
    asked: `the warehouse is asked with ${requests}`,
    waiting: 'waits for an earlier change',
  };
  return line(isTaken(part) ? 'recorded' : outcome, `change ${changeNumber}, ${what}, ${texts[outcome]}`);
}
