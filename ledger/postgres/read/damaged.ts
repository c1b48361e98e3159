import { CrossdockError } from '../../../domain/errors.ts';
import { damage } from '../../damaged.ts';
import type { Json } from '../../ledger.ts';
import { sqlState } from '../faults.ts';
import { sent } from '../packed.ts';
import type { Query } from './rows.ts';

/** A row of which the server itself cannot give the contents carries why, and NULL for them. */
export interface MaybeDamaged {
  readonly damaged?: string;
}

export interface ApartOptions {
  /** The statement with the columns given. */
  readonly text: (columns: string) => string;
  readonly values: readonly unknown[];
  /** The same of one row by its sequence. */
  readonly one: (columns: string) => string;
  readonly columns: string;
  readonly sequence: string;
  /** `columns` with NULL for what may be damaged. */
  readonly bare: string;
}

/** Data that a function of SQL refuses (22), or pages that contradict themselves (XX). */
function isDamage(thrown: unknown): boolean {
  const state = sqlState(thrown instanceof Error ? thrown.cause : null);
  return state?.startsWith('22') === true || state?.startsWith('XX') === true;
}

/** Rows of a statement; when one of them makes the server refuse it, each is read by itself. */
export async function rowsApart<Row extends object>(
  query: Query,
  options: ApartOptions,
): Promise<(Row & MaybeDamaged)[]> {
  const { text, values, one, columns, sequence, bare } = options;
  try {
    return await query<Row>(text(columns), values);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
  }
  const rows: (Row & MaybeDamaged)[] = [];
  for (const { sequence: at } of await query<{ sequence: number }>(text(`${sequence} AS sequence`), values)) {
    try {
      rows.push(...(await query<Row>(one(columns), [at])));
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      rows.push(...(await query<Row>(one(bare), [at])).map((row) => ({ ...row, damaged: damage(thrown) })));
    }
  }
  return rows;
}

/** What is kept under a digest. @throws CD_LEDGER_CONTENT_DAMAGED */
export async function contentRead(query: Query, digest: string): Promise<Json> {
  try {
    const text = 'SELECT json_text(bytes) AS content FROM content WHERE digest = $1';
    const [row] = await query<{ content: string }>(text, [digest]);
    return row ? sent(row.content) : null;
  } catch (thrown) {
    if (thrown instanceof CrossdockError && !isDamage(thrown)) throw thrown;
    const reason = damage(thrown);
    throw new CrossdockError('CD_LEDGER_CONTENT_DAMAGED', { digest, reason }, { cause: thrown });
  }
}
