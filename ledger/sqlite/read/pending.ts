import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/**
 * Up to this many rows of the keys that are not left out are sorted by sequence; more of them are dense enough to be
 * found by walking the queue in order.
 */
const sparse = 2_000;

export interface PendingQuery {
  /** Number of the queue or system. */
  readonly of: number;
  readonly key: number | null;
  readonly exceptKeys: readonly number[];
  readonly afterSequence: number;
  readonly limit: number;
  readonly now: number;
}

/** Sequences of what waits in one queue or for one system, found by index alone, whoever waits besides. */
export function pendingSequences(
  db: DatabaseSync,
  table: 'waiting' | 'due',
): (query: PendingQuery) => number[] {
  const of = table === 'waiting' ? 'queue' : 'system';
  const waiting = `${of} = ? AND sequence > ? AND (available_at IS NULL OR available_at <= ?)`;
  const order = 'ORDER BY sequence LIMIT ?';
  const inOrder = sequences(db, `SELECT sequence FROM ${table} WHERE ${waiting} ${order}`);
  const ofKey = sequences(db, `SELECT sequence FROM ${table} WHERE ${waiting} AND key = ? ${order}`);
  const except = 'key NOT IN (SELECT value FROM json_each(?))';
  const walked = sequences(db, `SELECT sequence FROM ${table} WHERE ${waiting} AND ${except} ${order}`);

  /** Between one excepted key and the next nothing of either is touched. */
  const otherKeys = (query: PendingQuery): number[] | null => {
    const { of: number, afterSequence, now, limit } = query;
    const bounds = [...new Set(query.exceptKeys)].sort((one, other) => one - other);
    const found: number[] = [];
    for (const [index, upper] of [...bounds, Number.MAX_SAFE_INTEGER].entries()) {
      const lower = bounds[index - 1] ?? -1;
      if (upper - lower <= 1) continue;
      const values: SQLInputValue[] = [number, afterSequence, now, lower, upper, sparse - found.length];
      found.push(...between(...values));
      if (found.length >= sparse) return null;
    }
    return found.sort((one, other) => one - other).slice(0, limit);
  };
  const between = sequences(
    db,
    `SELECT sequence FROM ${table} INDEXED BY ${table}_by_key
     WHERE ${waiting} AND key > ? AND key < ? LIMIT ?`,
  );

  return (query) => {
    const { of: number, key, exceptKeys, afterSequence, limit, now } = query;
    if (exceptKeys.length > 0 && key === null) {
      const few = otherKeys(query);
      if (few) return few;
      const list = JSON.stringify(exceptKeys);
      return walked(number, afterSequence, now, list, limit);
    }
    return key === null
      ? inOrder(number, afterSequence, now, limit)
      : ofKey(number, afterSequence, now, key, limit);
  };
}

/** A statement of one column; rows as objects would cost more than the search. */
function sequences(db: DatabaseSync, sql: string): (...values: SQLInputValue[]) => number[] {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return (...values) => statement.all(...values).map((row) => Number(row[0]));
}
