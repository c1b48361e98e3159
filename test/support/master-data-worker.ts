import { createHash } from 'node:crypto';
import type { OwnershipMatrix } from '../../domain/master-data/ownership.ts';
import { type MasterRecord, masterDataKey, masterDataStatus } from '../../domain/master-data/record.ts';
import { takeIn } from '../../domain/master-data/take-in.ts';
import type { Json, Ledger, Operation } from '../../ledger/ledger.ts';
import { openPostgresLedger } from '../../ledger/postgres/open.ts';
import { followLedger, type LiveMasterData } from '../../runtime/master-data/follow-ledger.ts';
import { loadMasterData } from '../../runtime/master-data/load-master-data.ts';

/** The instant of every worker. */
export const at = '2026-03-20T08:00:00.000Z';
const now = () => new Date(at);
export const tenant = 'northwind';
const matrix: OwnershipMatrix = {
  carrier: { owner: 'tms', tenants: {}, groups: {}, subscribers: ['erp'] },
};
export const key = masterDataKey('carrier', 'SWFT');
/** When the change of a number was made. */
export const minute = (number: number) =>
  new Date(Date.parse(at) - 3_600_000 + number * 60_000).toISOString();
/** The carrier as the change of a number leaves it. */
export const carrier = (number: number) => ({
  ...{ scac: 'SWFT', name: `Swift ${number}`, modes: ['road'] },
  identifiers: [{ scheme: 'tms', value: 'c-1' }],
});

export interface MasterDataWorker {
  readonly ledger: Ledger;
  readonly data: LiveMasterData;
}

/** Takes one version in as a run does: of two that read the same state one commits, and the other is repeated. */
export async function sync({ ledger, data }: MasterDataWorker, number: number): Promise<string> {
  const stored = await ledger.process(tenant, key);
  const changedAt = minute(number);
  const change = { object: 'carrier' as const, id: 'SWFT', data: carrier(number), system: 'tms' };
  const taken = takeIn(
    { ...change, messageId: `m-${number}`, changedAt, validFrom: null, receivedAt: at },
    {
      record: (stored?.state ?? null) as unknown as MasterRecord | null,
      base: null,
      ownership: { owner: 'tms', groups: {}, subscribers: ['erp'] },
      digest: (text) => createHash('sha256').update(text).digest('hex'),
    },
  );
  if (!taken.record) return taken.outcome;
  const operations: Operation[] = [
    {
      op: 'process',
      ...{ tenant, key, expectVersion: stored?.version ?? 0, identifiers: [] },
      state: taken.record as unknown as Json,
      summary: { status: masterDataStatus, customer: '', held: false, updatedAt: at },
    },
    { op: 'state', name: masterDataStatus, value: `m-${number}` },
  ];
  const { committed } = await ledger.commit(operations);
  if (!committed) return sync({ ledger, data }, number);
  data.committed(operations);
  return taken.outcome;
}

/** A worker on a ledger that others share. */
export async function openMasterDataWorker(
  place: { readonly url: string; readonly schema: string },
  worker: string,
): Promise<MasterDataWorker> {
  const ledger = await openPostgresLedger({ ...place, worker, clock: now });
  const options = { ledger, matrix, clock: { now }, shared: true, runTimeoutMs: 1_000 };
  return { ledger, data: followLedger({ ...options, files: loadMasterData(null) }) };
}

/** What the store has of the record, and what a lookup of this worker finds at the instant of each change. */
export async function seenBy({ ledger, data }: MasterDataWorker, numbers: readonly number[]) {
  const stored = await ledger.process(tenant, key);
  if (!stored) throw new Error(`${key} is not in the ledger`);
  const { parts } = stored.state as unknown as MasterRecord;
  await data.fresh();
  return {
    versions: parts.owner?.map(({ validFrom, data: { name } }) => [validFrom, name]),
    found: numbers.map((number) => data.lookup('carrier', 'tms', 'c-1', { tenant, at: minute(number) })),
  };
}

/** What a process of its own is asked: to sync changes in their order, or what it sees. */
export type Asked = { readonly sync: readonly number[] } | { readonly see: readonly number[] };

if (import.meta.main) {
  const [url = '', schema = '', name = ''] = process.argv.slice(2);
  const worker = await openMasterDataWorker({ url, schema }, name);
  const answer = async (asked: Asked): Promise<unknown> => {
    if ('see' in asked) return seenBy(worker, asked.see);
    const outcomes: string[] = [];
    for (const number of asked.sync) outcomes.push(await sync(worker, number));
    return outcomes;
  };
  process.on('message', (asked: Asked) => {
    answer(asked).then(
      (told) => process.send?.(told),
      (thrown: unknown) => {
        console.error(thrown);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => void worker.ledger.close().then(() => process.exit(0)));
  process.send?.('ready');
}
