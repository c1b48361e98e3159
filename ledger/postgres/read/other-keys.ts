import type { Query } from './rows.ts';

/**
 * Up to this many rows of the keys that are not left out are sorted by sequence; more of them are dense enough to be
 * found by walking the queue in order.
 */
const sparse = 2_000;

export interface OtherKeysQuery {
  /** Queue or system. */
  readonly of: string;
  readonly exceptKeys: readonly string[];
  readonly shards: readonly number[];
  readonly afterSequence: number;
  /** Milliseconds. */
  readonly now: number;
  readonly limit: number;
}

const texts = {
  message_state: textOf('message_state', 'queue', 'accepted'),
  delivery_state: textOf('delivery_state', 'system', 'pending'),
};

/**
 * The first sequences that wait under other keys than those left out, by the index alone: between one excepted key
 * and the next nothing of either is touched. Null when there are too many to sort.
 */
export async function sequencesOfOtherKeys(
  query: Query,
  table: keyof typeof texts,
  { of, exceptKeys, shards, afterSequence, now, limit }: OtherKeysQuery,
): Promise<number[] | null> {
  const keys = [...new Set(exceptKeys)].sort((one, other) =>
    Buffer.compare(Buffer.from(one), Buffer.from(other)),
  );
  // Bytewise nothing lies between a key and the same with U+0001 after it, and nothing behind U+10FFFF.
  const from = ['', ...keys.map((key) => `${key}\u0001`)];
  const to = [...keys, '\u{10FFFF}'];
  const [found] = await query<{ count: number; sequences: number[] | null }>(texts[table], [
    ...[of, from, to, shards, afterSequence, now, sparse, limit],
  ]);
  return !found || found.count >= sparse ? null : (found.sequences ?? []);
}

function textOf(table: string, of: string, state: string): string {
  return `SELECT count(*)::int AS count, (array_agg(sequence ORDER BY sequence))[1:$8] AS sequences FROM (
    SELECT s.sequence FROM unnest($2::text[], $3::text[]) AS r (lower, upper) CROSS JOIN LATERAL (
      SELECT sequence FROM ${table}
      WHERE state = '${state}' AND ${of} = $1 AND key >= r.lower AND key < r.upper
        AND sequence > $5 AND available_at <= $6 AND shard = ANY ($4)
      LIMIT $7) s
    LIMIT $7) f`;
}
