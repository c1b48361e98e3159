import type { DatabaseSync } from 'node:sqlite';
import type { MessageRow } from '../protocol.ts';
import type { Accept } from './messages.ts';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';

interface Row {
  readonly message: MessageRow;
  readonly rawDigest: string | null | undefined;
}

export function timers(
  db: DatabaseSync,
  accept: Accept,
  storeRaw: (bytes: Uint8Array | null) => string | null,
): Part<'timer' | 'cancelTimer' | 'fireTimer'> {
  const find = db.prepare('SELECT message, raw_digest FROM timer WHERE id = ?');
  const save = db.prepare(
    'INSERT OR REPLACE INTO timer (id, tenant, key, due_at, message, raw_digest) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM timer WHERE id = ?');
  const rows = new Projection<Row | null>((id) => {
    const row = find.get(id);
    if (!row) return null;
    const rawDigest = row.raw_digest === null ? null : String(row.raw_digest);
    return { message: { ...JSON.parse(String(row.message)), raw: null }, rawDigest };
  });

  return {
    projections: [rows],
    planners: {
      timer: ({ id, tenant, key, dueAt, message }) => {
        // Not stored yet: a 'fireTimer' in the same commit stores the raw bytes with the message.
        rows.set({ message, rawDigest: undefined }, id);
        return () => {
          const { raw, ...rest } = message;
          const rawDigest = storeRaw(raw);
          save.run(id, tenant, key, dueAt, JSON.stringify(rest), rawDigest);
          // Unless it was fired or cancelled meanwhile, the next commit finds it without its bytes in memory.
          if (rows.get(id) !== null) rows.set({ message: { ...rest, raw: null }, rawDigest }, id);
        };
      },
      cancelTimer: ({ id }) => {
        rows.set(null, id);
        return () => remove.run(id);
      },
      fireTimer: ({ id }, plan) => {
        const row = rows.get(id);
        if (row === null) return null;
        rows.set(null, id);
        const takeIn = accept(row.message, plan, row.rawDigest);
        return () => {
          remove.run(id);
          takeIn();
        };
      },
    },
  };
}
