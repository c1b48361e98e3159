import type { DatabaseSync } from 'node:sqlite';
import type { ProcessIdentifier } from '../../ledger.ts';
import { packed } from '../packed.ts';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Tally } from './tally.ts';

interface Row {
  readonly version: number;
  readonly status: string;
  readonly held: number;
  readonly identifiers: string;
}

const absent: Row = { version: 0, status: '', held: 0, identifiers: '[]' };
const parsed = (identifiers: string): ProcessIdentifier[] => JSON.parse(identifiers);

export function processes(db: DatabaseSync, tally: Tally): Part<'process'> {
  const find = db.prepare(
    'SELECT version, status, held, identifiers FROM process WHERE tenant = ? AND key = ?',
  );
  const save = db.prepare(
    `INSERT INTO process (tenant, key, version, status, customer, held, updated_at, identifiers, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, key) DO UPDATE SET version = excluded.version, status = excluded.status,
       customer = excluded.customer, held = excluded.held, updated_at = excluded.updated_at,
       identifiers = excluded.identifiers, state = excluded.state`,
  );
  const addIdentifier = db.prepare(
    'INSERT OR IGNORE INTO identifier (tenant, value, scheme, process_key) VALUES (?, ?, ?, ?)',
  );
  const dropIdentifier = db.prepare(
    'DELETE FROM identifier WHERE tenant = ? AND value = ? AND scheme = ? AND process_key = ?',
  );
  const rows = new Projection<Row>((tenant = '', key = '') => {
    const row = find.get(tenant, key);
    if (!row) return absent;
    return {
      version: Number(row.version),
      status: String(row.status),
      held: Number(row.held),
      identifiers: String(row.identifiers),
    };
  });

  const reindex = (tenant: string, key: string, before: string, after: string): void => {
    if (before === after) return;
    const kept = parsed(after);
    for (const { scheme, value } of parsed(before)) {
      if (kept.some((one) => one.scheme === scheme && one.value === value)) continue;
      dropIdentifier.run(tenant, value, scheme, key);
    }
    for (const { scheme, value } of kept) addIdentifier.run(tenant, value, scheme, key);
  };

  return {
    projections: [rows],
    planners: {
      process: (change) => {
        const { tenant, key, expectVersion, status, customer, held, updatedAt, identifiers, state } = change;
        const before = rows.get(tenant, key);
        if (before.version !== expectVersion) {
          const reason = `process ${key} has version ${before.version}, the change was based on ${expectVersion}`;
          return { cause: 'version', reason };
        }
        const version = expectVersion + 1;
        rows.set({ version, status, held, identifiers }, tenant, key);
        return () => {
          save.run(tenant, key, version, status, customer, held, updatedAt, identifiers, packed(state));
          reindex(tenant, key, before.identifiers, identifiers);
          if (before.version > 0) tally.add(`process.${before.status}`, -1);
          tally.add(`process.${status}`, 1);
          tally.add('held', held - before.held);
        };
      },
    },
  };
}
