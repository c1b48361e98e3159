import type { Pool } from 'pg';
import { concernsTheServer, readError } from '../faults.ts';
import type { Query } from './rows.ts';

/**
 * Statements on a pool, prepared under a name per text. A connection that has gone stale is found out by its first
 * statement: reads are tried once more, on another one.
 *
 * @throws CD_LEDGER_READ_FAILED
 */
export function queryOf(pool: Pool, shown: string): Query {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `read_${names.size + 1}`;
    names.set(text, name);
    return name;
  };

  return async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const statement = { name: nameOf(text), text, values: [...values] };
    try {
      return (await pool.query<Row>(statement)).rows;
    } catch (thrown) {
      if (!concernsTheServer(thrown)) throw readError(thrown, shown);
    }
    try {
      return (await pool.query<Row>(statement)).rows;
    } catch (thrown) {
      throw readError(thrown, shown);
    }
  };
}
