import type { QueueLoad } from '../../ledger/ledger.ts';
import { Pressure, type PressureOptions } from '../../runtime/entries/pressure.ts';
import { ManualClock } from './manual-clock.ts';

/** Back-pressure without limits over an empty ledger, unless told otherwise. */
export function pressure(options: Partial<PressureOptions> = {}): Pressure {
  return new Pressure({
    ledger: {
      load: async (): Promise<QueueLoad[]> => [],
      pending: async () => [],
      blocked: async () => ({ messages: [], deliveries: [] }),
    },
    clock: new ManualClock(),
    log: () => {},
    isShared: () => false,
    limitsOf: () => ({}),
    nameOf: (queue) => queue,
    queuesBehind: () => new Set(),
    entries: () => [],
    onChange: () => {},
    ...options,
  });
}
