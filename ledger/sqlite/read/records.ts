import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryState, Json, Ledger, MessageState } from '../../ledger.ts';
import { instant, optional, parsed } from './rows.ts';

const messageStates: readonly MessageState[] = ['accepted', 'parked', 'done', 'discarded'];
const deliveryStates: readonly DeliveryState[] = ['pending', 'delivered', 'failed', 'discarded'];

export function recordReads(db: DatabaseSync): Pick<Ledger, 'remembered' | 'state' | 'reply' | 'counts'> {
  const remembered = db.prepare('SELECT * FROM remembered WHERE scope = ? AND key = ?');
  const state = db.prepare('SELECT value FROM state WHERE name = ?');
  const reply = db.prepare('SELECT * FROM reply WHERE id = ?');
  const tally = db.prepare('SELECT name, value FROM tally');

  return {
    async remembered(scope, key) {
      const row = remembered.get(scope, key);
      if (!row) return null;
      const value = optional('value', row.value, (column) => parsed<Json>(column));
      return { scope, key, digest: String(row.digest), ...value, at: instant(row.at) };
    },
    async state(name) {
      const row = state.get(name);
      return row ? parsed<Json>(row.value) : null;
    },
    async reply(id) {
      const row = reply.get(id);
      if (!row) return null;
      const headers = parsed<Record<string, string>>(row.headers);
      return { id, status: Number(row.status), headers, body: parsed(row.body), at: instant(row.at) };
    },
    async counts() {
      const values = new Map(tally.all().map((row) => [String(row.name), Number(row.value)]));
      const of = <State extends string>(what: string, states: readonly State[]) =>
        Object.fromEntries(states.map((one) => [one, values.get(`${what}.${one}`) ?? 0])) as Record<
          State,
          number
        >;
      const statuses = [...values].filter(([name, value]) => name.startsWith('process.') && value > 0);
      return {
        messages: of('message', messageStates),
        deliveries: of('delivery', deliveryStates),
        openExceptions: values.get('exception.open') ?? 0,
        processes: Object.fromEntries(
          statuses.map(([name, value]) => [name.slice('process.'.length), value]),
        ),
        held: values.get('held') ?? 0,
        duplicates: values.get('duplicates') ?? 0,
      };
    },
  };
}
