/** A worker in a process of its own, to be killed or frozen: opens a ledger and does what its parent says. */
import type { Operation } from '../../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../../ledger/postgres/open.ts';
import { shards } from '../../../../ledger/shard.ts';

export interface Order {
  readonly number: number;
  readonly operations?: readonly Operation[];
  readonly began?: string;
}

const [url = '', schema = '', worker = ''] = process.argv.slice(2);
const ledger = await openPostgresLedger({ url, schema, worker, clock: () => new Date() });
const held = () =>
  Array.from({ length: shards }, (_, shard) => shard).filter((shard) => ledger.cluster.holds(shard));
ledger.cluster.onChange(() => process.send?.({ held: held().length }));
process.on('message', async ({ number, operations = [], began }: Order) => {
  if (began !== undefined) ledger.began(began);
  const result = await ledger.commit(operations).catch((thrown: unknown) => String(thrown));
  process.send?.({ number, result });
});
process.send?.({ held: held().length });
