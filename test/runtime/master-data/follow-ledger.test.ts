import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type MasterObject, recordId } from '../../../domain/master-data/objects.ts';
import type { OwnershipMatrix } from '../../../domain/master-data/ownership.ts';
import {
  type MasterRecord,
  masterDataKey,
  masterDataStatus,
  ownerPart,
} from '../../../domain/master-data/record.ts';
import type { Json, Ledger, Operation } from '../../../ledger/ledger.ts';
import { openSqliteLedger } from '../../../ledger/sqlite/open.ts';
import { followLedger, type LiveMasterData } from '../../../runtime/master-data/follow-ledger.ts';
import { loadMasterData } from '../../../runtime/master-data/load-master-data.ts';

const now = () => new Date('2026-03-20T08:00:00.000Z');
const matrix: OwnershipMatrix = {
  carrier: { owner: 'tms', tenants: {}, groups: {}, subscribers: [] },
};
const carrier = (scac: string, name: string, tms: string) => ({
  ...{ scac, name, modes: ['road'], identifiers: [{ scheme: 'tms', value: tms }] },
});
const on = (day: number, tenant = 'a') => ({
  tenant,
  at: `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`,
});

/** What a run writes that takes these versions in, from the day of each. */
function write(
  object: MasterObject,
  versions: readonly (readonly [day: number, data: Readonly<Record<string, Json>>])[],
  { tenant = 'a', expectVersion = 0, second = 0 } = {},
): Operation[] {
  const id = recordId(object, versions[0]![1]);
  const part = versions.map(([day, data]) => ({
    ...{ validFrom: on(day).at, changedAt: on(day).at, system: 'tms', messageId: 'm' },
    data,
  }));
  const record: MasterRecord = { object, id, parts: { [ownerPart]: part }, sent: {} };
  const updatedAt = new Date(now().getTime() + second * 1_000).toISOString();
  return [
    {
      op: 'process',
      ...{ tenant, key: masterDataKey(object, id), expectVersion, identifiers: [] },
      state: record as unknown as Json,
      summary: { status: masterDataStatus, customer: '', held: false, updatedAt },
    },
    { op: 'state', name: masterDataStatus, value: `${id} ${second}` },
  ];
}

describe('followLedger', () => {
  let folder: string;
  let ledger: Ledger;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'crossdock-live-'));
    ledger = await openSqliteLedger({ file: join(folder, 'ledger.sqlite'), clock: now });
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });
  const put = (path: string, records: readonly unknown[]) => {
    mkdirSync(join(folder, 'data', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'data', path), JSON.stringify(records));
  };
  const follow = (shared = false): LiveMasterData =>
    followLedger({
      ...{ ledger, matrix, clock: { now }, shared, runTimeoutMs: 1_000 },
      files: loadMasterData(join(folder, 'data')),
    });
  const nameOf = (data: LiveMasterData, tms: string, day: number, tenant = 'a') =>
    (data.lookup('carrier', 'tms', tms, on(day, tenant)) as { name?: string } | null)?.name ?? null;
  const commit = async (data: LiveMasterData | null, operations: Operation[]) => {
    expect(await ledger.commit(operations)).to.include({ committed: true });
    data?.committed(operations);
  };

  it('finds the version in force at the instant, also by an identifier that only it has', async () => {
    const data = follow();
    const versions = [
      [5, carrier('SWFT', 'Swift', 'c-1')],
      [10, carrier('SWFT', 'Swift Lines', 'c-9')],
    ] as const;
    await commit(data, write('carrier', versions));
    expect([nameOf(data, 'c-1', 2), nameOf(data, 'c-1', 9)]).to.deep.equal(['Swift', 'Swift']);
    expect([nameOf(data, 'c-1', 10), nameOf(data, 'c-9', 10)]).to.deep.equal([null, 'Swift Lines']);
    expect(nameOf(data, 'c-9', 9)).to.equal(null);
    expect(data.list('carrier', on(9))).to.deep.equal([versions[0][1]]);
    expect(data.list('carrier', on(11))).to.deep.equal([versions[1][1]]);
  });

  it('lays what systems sent over the files, record by record', async () => {
    put('carriers.json', [carrier('SWFT', 'From the file', 'c-1'), carrier('NRDX', 'Nordex', 'c-2')]);
    const data = follow();
    await commit(data, write('carrier', [[10, carrier('SWFT', 'Swift', 'c-3')]]));
    expect([nameOf(data, 'c-1', 9), nameOf(data, 'c-1', 10)]).to.deep.equal(['From the file', null]);
    expect([nameOf(data, 'c-3', 9), nameOf(data, 'c-3', 10)]).to.deep.equal([null, 'Swift']);
    expect(nameOf(data, 'c-2', 10)).to.equal('Nordex');
    expect(data.list('carrier', on(10))).to.have.length(2);
  });

  it('shows a tenant its own records and those of all, and no other tenant’s', async () => {
    put('carriers.json', [carrier('SWFT', 'Common', 'c-1')]);
    put('tenants/b/carriers.json', [carrier('SWFT', 'As B calls it', 'c-1'), carrier('BOXX', 'Box', 'c-5')]);
    const data = follow();
    await commit(data, write('carrier', [[1, carrier('NRDX', 'Nordex', 'c-2')]], { tenant: 'b' }));
    expect([nameOf(data, 'c-1', 9, 'a'), nameOf(data, 'c-1', 9, 'b')]).to.deep.equal([
      'Common',
      'As B calls it',
    ]);
    expect([nameOf(data, 'c-5', 9, 'a'), nameOf(data, 'c-5', 9, 'b')]).to.deep.equal([null, 'Box']);
    expect([nameOf(data, 'c-2', 9, 'a'), nameOf(data, 'c-2', 9, 'b')]).to.deep.equal([null, 'Nordex']);
    expect(['a', 'b'].map((tenant) => data.list('carrier', on(9, tenant)).length)).to.deep.equal([1, 3]);
  });

  it('reads what the ledger holds at its start, over many pages', async () => {
    const records = Array.from({ length: 450 }, (_, index) =>
      write('carrier', [[1, carrier(`A${String(index).padStart(3, '0')}`, `n ${index}`, `c-${index}`)]]),
    );
    await commit(null, records.flat());
    const data = follow();
    await data.load();
    expect([nameOf(data, 'c-0', 9), nameOf(data, 'c-449', 9)]).to.deep.equal(['n 0', 'n 449']);
    expect(data.list('carrier', on(9))).to.have.length(450);
  });

  it('sees what another worker committed once it is fresh, and asks nothing when it is alone', async () => {
    const [here, there, alone] = [follow(true), follow(true), follow()];
    await there.load();
    await commit(here, write('carrier', [[1, carrier('SWFT', 'Swift', 'c-1')]]));
    expect(nameOf(there, 'c-1', 9)).to.equal(null);
    await Promise.all([there.fresh(), there.fresh()]);
    expect(nameOf(there, 'c-1', 9)).to.equal('Swift');
    const again = write('carrier', [[1, carrier('SWFT', 'Swift Lines', 'c-1')]], {
      expectVersion: 1,
      second: 9,
    });
    await commit(here, again);
    await there.fresh();
    expect(nameOf(there, 'c-1', 9)).to.equal('Swift Lines');
    expect(alone.fresh()).to.equal(null);
  });

  it('does not go back to an older state that it reads late', async () => {
    const data = follow();
    const [first, second] = [
      write('carrier', [[1, carrier('SWFT', 'First', 'c-1')]]),
      write('carrier', [[1, carrier('SWFT', 'Second', 'c-1')]], { expectVersion: 1 }),
    ];
    data.committed(second);
    data.committed(first);
    expect(nameOf(data, 'c-1', 9)).to.equal('Second');
  });
});
