import { apply } from '../domain/process/apply.ts';
import type { ProcessInput } from '../domain/process/documents.ts';
import type { OrderProcess } from '../domain/process/types.ts';
import { input } from '../test/domain/process/documents.ts';
import { alternating } from './support/alternating.ts';
import { against, type Row } from './support/targets.ts';

const lines = 100;
const events = 500;
const at = '2026-03-02T08:00:00Z';

/** An event applied to an order beside writing the state of that order as JSON. */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const process = grown();
  const next = event(events + 1);
  const of = alternating(
    { applying: () => apply(process, next), writing: () => JSON.stringify(process) },
    scale,
  );
  return {
    name: `an event of an order of ${lines} lines and ${events} events`,
    rows: [
      against('applying', {
        value: Number((1000 / of('applying')).toFixed(3)),
        ratio: `${(of('writing') / of('applying')).toFixed(2)} x writing the state as JSON`,
      }),
      {
        what: 'writing the state as JSON, as the ledger must',
        value: Number((1000 / of('writing')).toFixed(3)),
        unit: 'ms',
      },
    ],
  };
}

const event = (index: number): ProcessInput =>
  input(
    'shipment-event',
    { event: `E-${index}`, milestone: 'exception', exception: 'delay' },
    `e-${index}`,
    new Date(Date.parse(at) + index * 60_000).toISOString(),
  );

function grown(): OrderProcess {
  const ordered = Object.fromEntries(Array.from({ length: lines }, (_, index) => [index + 1, 10]));
  let { process } = apply(null, input('sales-order', { lines: ordered }, 'm-0', at));
  process = apply(process, input('shipment', {}, 'm-1', at)).process;
  process = apply(process, input('warehouse-confirmation', { lines: ordered }, 'm-2', at)).process;
  for (let index = 0; index < events; index += 1) process = apply(process, event(index)).process;
  return process;
}
