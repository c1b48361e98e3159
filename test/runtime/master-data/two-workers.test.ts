import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { OwnershipMatrix } from '../../../domain/master-data/ownership.ts';
import { type MasterRecord, masterDataKey, masterDataStatus } from '../../../domain/master-data/record.ts';
import { takeIn } from '../../../domain/master-data/take-in.ts';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { openPostgresLedger } from '../../../ledger/postgres/open.ts';
import { followLedger, type LiveMasterData } from '../../../runtime/master-data/follow-ledger.ts';
import { loadMasterData } from '../../../runtime/master-data/load-master-data.ts';
import { ledgerPlace } from '../../support/postgres-ledger.ts';

const at = '2026-03-20T08:00:00.000Z';
const now = () => new Date(at);
const tenant = 'northwind';
const matrix: OwnershipMatrix = {
  carrier: { owner: 'tms', tenants: {}, groups: {}, subscribers: ['erp'] },
};
const key = masterDataKey('carrier', 'SWFT');
const minute = (number: number) => new Date(Date.parse(at) - 3_600_000 + number * 60_000).toISOString();
const carrier = (number: number) => ({
  ...{ scac: 'SWFT', name: `Swift ${number}`, modes: ['road'] },
  identifiers: [{ scheme: 'tms', value: 'c-1' }],
});

interface Worker {
  readonly ledger: Ledger;
  readonly data: LiveMasterData;
}

/** Takes one version in as a run does: of two that read the same state one commits, and the other is repeated. */
async function sync({ ledger, data }: Worker, number: number): Promise<string> {
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

describe('two workers on one PostgreSQL that sync the same master data', () => {
  let workers: readonly Worker[];
  beforeEach(async () => {
    const place = await ledgerPlace();
    workers = await Promise.all(
      ['one', 'two'].map(async (worker) => {
        const ledger = await openPostgresLedger({ ...place, worker, clock: now });
        const options = { ledger, matrix, clock: { now }, shared: true, runTimeoutMs: 1_000 };
        return { ledger, data: followLedger({ ...options, files: loadMasterData(null) }) };
      }),
    );
  });
  afterEach(() => Promise.all(workers.map(({ ledger }) => ledger.close())));

  it('keep one line of versions without doubles, and end with the same record', async () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    const [one, two] = workers as [Worker, Worker];
    const all = await Promise.all([
      ...numbers.map((number) => sync(one, number)),
      ...numbers.toReversed().map((number) => sync(two, number)),
    ]);
    expect(all.filter((outcome) => outcome === 'unchanged')).to.have.length(numbers.length);
    for (const { ledger, data } of workers) {
      const stored = await ledger.process(tenant, key);
      const { parts } = stored!.state as unknown as MasterRecord;
      expect(parts.owner?.map(({ validFrom }) => validFrom)).to.deep.equal(numbers.map(minute));
      expect(parts.owner?.map((version) => version.data.name)).to.deep.equal(
        numbers.map((number) => carrier(number).name),
      );
      await data.fresh();
      for (const number of numbers) {
        const found = data.lookup('carrier', 'tms', 'c-1', { tenant, at: minute(number) });
        expect(found).to.deep.equal(carrier(number));
      }
    }
  });
});
