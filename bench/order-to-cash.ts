import { apply } from '../domain/process/apply.ts';
import type { ProcessInput } from '../domain/process/documents.ts';
import type { OrderProcess } from '../domain/process/types.ts';
import { money, multiply, round, sum } from '../domain/rating/money.ts';
import { rate } from '../domain/rating/rate.ts';
import type { Rated } from '../domain/rating/types.ts';
import { input } from '../test/domain/process/documents.ts';
import { readCase } from '../test/domain/rating/read-case.ts';
import { median, scaled } from './support/figures.ts';
import { against, type Row } from './support/targets.ts';

const rounds = 5;
const roundMs = 400;
const lines = 100;
const events = 500;
const at = '2026-03-02T08:00:00Z';

type Contender = 'rating' | 'decimals' | 'applying' | 'writing';

/** Rating beside nothing but the decimals of the same amounts, and the process beside writing its state as JSON. */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const shipment = readCase('weight-tier-and-fuel');
  const rated = rate(shipment);
  const process = grown();
  const next = event(events + 1);
  const contenders = {
    rating: () => rate(shipment),
    decimals: () => decimalsOf(rated),
    applying: () => apply(process, next),
    writing: () => JSON.stringify(process),
  };
  const names = Object.keys(contenders) as Contender[];
  const measured = { rating: [], decimals: [], applying: [], writing: [] } as Record<Contender, number[]>;
  // Round by round, so that whatever else the machine does meets all of them alike.
  for (let turn = 0; turn < scaled(rounds, scale); turn += 1) {
    for (const name of names) measured[name].push(perSecond(contenders[name], roundMs * scale));
  }
  const of = (name: Contender): number => median(measured[name]);
  return {
    name: `order to cash: a shipment of ${rated.lines.length} charges, an order of ${lines} lines and ${events} events`,
    rows: [
      against('rating', {
        value: Math.round(of('rating')),
        ratio: `${(of('rating') / of('decimals')).toFixed(2)} of the bare decimals`,
      }),
      { what: 'the decimals of the same amounts alone', value: Math.round(of('decimals')), unit: '/s' },
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

function perSecond(work: () => unknown, forMs: number): number {
  const began = performance.now();
  let done = 0;
  let now = began;
  while (now - began < forMs) {
    for (let index = 0; index < 10; index += 1) work();
    done += 10;
    now = performance.now();
  }
  return (1000 * done) / (now - began);
}

/** What cannot be spared: each amount a product that is rounded, and the sums. */
function decimalsOf({ lines: charged, taxes, currency }: Rated): unknown {
  const amounts = charged.map(({ quantity, amount }) =>
    round(multiply(money(amount.amount, currency), quantity?.value ?? '1'), { mode: 'half-up' }),
  );
  const owed = taxes.map(({ base, rate: percent }) => round(multiply(base, percent), { mode: 'half-up' }));
  return sum(currency, [...amounts, ...owed]);
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
