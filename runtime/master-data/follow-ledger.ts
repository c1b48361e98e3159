import {
  identifierKey,
  type MasterData,
  type MasterObject,
  recordId,
} from '../../domain/master-data/objects.ts';
import { type OwnershipMatrix, ownershipOf } from '../../domain/master-data/ownership.ts';
import { type MasterRecord, masterDataStatus } from '../../domain/master-data/record.ts';
import type { Json, Ledger, Operation, StoredProcess } from '../../ledger/ledger.ts';
import type { Clock } from '../clock.ts';
import type { MasterDataView } from '../packs-view.ts';
import type { MasterFiles } from './load-master-data.ts';
import { TenantRecords } from './tenant-records.ts';

export interface FollowOptions {
  readonly ledger: Pick<Ledger, 'processes' | 'state'>;
  readonly files: MasterFiles;
  readonly matrix: OwnershipMatrix;
  readonly clock: Pick<Clock, 'now'>;
  /** Other processes write to the same ledger. */
  readonly shared: boolean;
  /** Longest time from the write of a run to its commit. */
  readonly runTimeoutMs: number;
}

/** Master data as the runtime keeps it: the files', and over them what systems have sent. */
export interface LiveMasterData extends MasterDataView {
  /** Reads what the ledger holds. Call before anything runs. */
  load(): Promise<void>;
  /** Null when everything is here that was committed before the call; otherwise resolves when it is. */
  fresh(): Promise<void> | null;
  /** Takes over what this process has committed. */
  committed(operations: readonly Operation[]): void;
}

/** Name of the ledger's state that changes with every write of master data. */
export const changeStamp = masterDataStatus;

const page = 200;
/** Writes that committed out of their order, and clocks of workers that are apart, differ by no more most of the time. */
const overlapMs = 10_000;
/** How often a look goes back as far as a run may last. */
const wideLookMs = 60_000;

/** Keeps the master data of a ledger at hand, and follows what is committed to it here and by other workers. */
export function followLedger(options: FollowOptions): LiveMasterData {
  const { ledger, files, matrix, clock, shared, runTimeoutMs } = options;
  const kept = new Map<string, TenantRecords>();
  let stamp: Json | null = null;
  /** Milliseconds since the epoch of the newest write that is known here. */
  let newest = 0;
  let widest = 0;

  const recordsOf = (tenant: string, object: MasterObject): TenantRecords => {
    const key = `${tenant} ${object}`;
    const ownership = ownershipOf(matrix, object, tenant);
    const records = kept.get(key) ?? new TenantRecords({ object, tenant, files, ownership });
    kept.set(key, records);
    return records;
  };
  const put = ({ tenant, version, state, summary }: StoredProcess): boolean => {
    const record = state as unknown as MasterRecord;
    newest = Math.max(newest, Date.parse(summary.updatedAt));
    return recordsOf(tenant, record.object).put(version, record);
  };

  /** Newest first, back to what was written before `since`. */
  const read = async (since: number): Promise<void> => {
    let last: StoredProcess | undefined;
    do {
      const after = last && { updatedAt: last.summary.updatedAt, tenant: last.tenant, key: last.key };
      const query = { status: masterDataStatus, limit: page, ...(after && { after }) };
      const found: readonly StoredProcess[] = await ledger.processes(query);
      for (const stored of found) put(stored);
      last = found.length === page ? found.at(-1) : undefined;
    } while (last && Date.parse(last.summary.updatedAt) >= since);
  };

  const look = async (): Promise<void> => {
    const now = await ledger.state(changeStamp);
    const at = clock.now().getTime();
    const wide = at - widest >= wideLookMs;
    if (now === stamp && !(wide && now !== null)) return;
    const back = wide ? runTimeoutMs + wideLookMs : 0;
    if (wide) widest = at;
    await read(newest - overlapMs - back);
    stamp = now;
  };
  const looks = shared ? oneAfterAnother(look) : null;

  return {
    async load() {
      stamp = await ledger.state(changeStamp);
      if (stamp === null) return;
      await read(Number.NEGATIVE_INFINITY);
      widest = clock.now().getTime();
    },
    fresh: () => looks?.() ?? null,
    committed(operations) {
      for (const operation of operations) {
        if (operation.op !== 'process' || operation.summary.status !== masterDataStatus) continue;
        put({ ...operation, version: operation.expectVersion + 1 });
      }
    },
    lookup(object, scheme, value, scope) {
      const found = files.lookup(object, scheme, value, scope);
      const records = scope && kept.get(`${scope.tenant} ${object}`);
      if (!records) return found;
      const own = records.lookup(scheme, value, scope.at);
      if (own || found === null) return own;
      const id = recordId(object, found as MasterData);
      return records.has(id) ? records.named(id, identifierKey(object, scheme, value), scope.at) : found;
    },
    list(object, scope) {
      const records = scope && kept.get(`${scope.tenant} ${object}`);
      if (!records) return files.list(object, scope);
      return records.list(scope, () =>
        (files.list(object, scope) as readonly MasterData[]).filter(
          (data) => !records.has(recordId(object, data)),
        ),
      );
    },
    record: files.record,
  };
}

/** Calls that come while one is under way share the next, which begins after it: it sees what was there before them. */
function oneAfterAnother(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = (): Promise<void> => {
    next = null;
    const mine = task().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  };
  return () => {
    if (!running) return run();
    next ??= running.then(run, run);
    return next;
  };
}
