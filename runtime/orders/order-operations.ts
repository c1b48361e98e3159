import type { OrderWrite } from '../../domain/process/writes.ts';
import type { Envelope, Operation } from '../../ledger/ledger.ts';
import { type HandOver, timerIds, timerOperations } from '../channels/hand-over.ts';
import { instant } from '../clock.ts';

/** Stands where a run would name a node. */
const tower = { id: 'tower', type: 'tower', name: 'tower' };

/** What a change of an order that a person has decided in the tower writes: all that the same change in a run would. */
export function orderOperations(
  writes: readonly OrderWrite[],
  cause: Envelope,
  options: HandOver,
): readonly Operation[] {
  const { tenant, id: messageId } = cause;
  const at = instant(options.clock);
  const operationsOf = (write: OrderWrite): readonly Operation[] => {
    switch (write.kind) {
      case 'process': {
        const { kind: _, ...process } = write;
        return [{ op: 'process', ...process }];
      }
      case 'journal': {
        const { key, entry: kind, text, data } = write;
        return [
          {
            op: 'journal',
            entries: [{ tenant, key, at, kind, text, messageId, ...(data !== undefined && { data }) }],
          },
        ];
      }
      case 'timer':
        return timerOperations(write, cause, tower, options);
      case 'cancel-timer':
        return timerIds(write, options).map((id) => ({ op: 'cancelTimer', id }));
      case 'exception':
        return [{ op: 'exception', exception: { ...write.exception, subjectId: messageId } }];
      case 'close-exception': {
        const { id, reason } = write;
        return [{ op: 'closeException', id, state: 'resolved', by: tower.name, reason, ifOpen: true }];
      }
    }
  };
  return writes.flatMap(operationsOf);
}
