import type { DeliveryState, Json, Ledger, MessageState } from '../../ledger.ts';
import { instant, optional, parsed, type Query } from './rows.ts';

const messageStates: readonly MessageState[] = ['accepted', 'parked', 'done', 'discarded'];
const deliveryStates: readonly DeliveryState[] = ['pending', 'delivered', 'failed', 'discarded'];

type Reads = Pick<Ledger, 'remembered' | 'state' | 'numbers' | 'reply' | 'counts'>;

export function recordReads(query: Query): Reads {
  return {
    async remembered(scope, key) {
      const [row] = await query<{ digest: string; value: string | null; at: number }>(
        'SELECT digest, value, at FROM remembered WHERE scope = $1 AND key = $2',
        [scope, key],
      );
      if (!row) return null;
      const value = optional('value', row.value, parsed<Json>);
      return { scope, key, digest: row.digest, ...value, at: instant(row.at) };
    },
    async state(name) {
      const [row] = await query<{ value: string }>('SELECT value FROM state WHERE name = $1', [name]);
      return row ? parsed<Json>(row.value) : null;
    },
    async numbers() {
      const rows = await query<{ name: string; last: number }>(
        'SELECT name, last FROM number_sequence ORDER BY name',
        [],
      );
      return rows.map(({ name, last }) => ({ sequence: name, last }));
    },
    async reply(id) {
      const [row] = await query<{ status: number; headers: string; body: string; at: number }>(
        'SELECT status, headers, body, at FROM reply WHERE id = $1',
        [id],
      );
      if (!row) return null;
      const headers = parsed<Record<string, string>>(row.headers);
      return { id, status: row.status, headers, body: parsed<Json>(row.body), at: instant(row.at) };
    },
    async counts() {
      const rows = await query<{ name: string; value: number }>(
        'SELECT name, sum(value)::bigint AS value FROM tally GROUP BY name ORDER BY name',
      );
      const values = new Map(rows.map(({ name, value }) => [name, value]));
      const of = <State extends string>(what: string, states: readonly State[]) =>
        Object.fromEntries(states.map((one) => [one, values.get(`${what}.${one}`) ?? 0])) as Record<
          State,
          number
        >;
      const statuses = [...values].filter(([name, value]) => name.startsWith('process.') && value > 0);
      return {
        messages: of('message', messageStates),
        deliveries: of('delivery', deliveryStates),
        openExceptions: (values.get('exception.open') ?? 0) + (values.get('exception.assigned') ?? 0),
        processes: Object.fromEntries(
          statuses.map(([name, value]) => [name.slice('process.'.length), value]),
        ),
        held: values.get('held') ?? 0,
        duplicates: values.get('duplicates') ?? 0,
      };
    },
  };
}
