import type { DeliveryState, Json, Ledger, MessageState } from '../../ledger.ts';
import { idOf, storedId, unpacked } from '../codec.ts';
import { instant, optional, parsed } from './rows.ts';
import type { ReadTables } from './tables.ts';

const messageStates: readonly MessageState[] = ['accepted', 'parked', 'done', 'discarded'];
const deliveryStates: readonly DeliveryState[] = ['pending', 'delivered', 'failed', 'discarded'];

type Reads = Pick<Ledger, 'remembered' | 'state' | 'numbers' | 'reply' | 'counts' | 'legalHolds'>;

export function recordReads({ db, names }: ReadTables): Reads {
  const remembered = db.prepare('SELECT * FROM remembered WHERE scope = ? AND key = ?');
  const state = db.prepare('SELECT value FROM state WHERE name = ?');
  const numbers = db.prepare('SELECT name, last FROM number_sequence ORDER BY name');
  const reply = db.prepare('SELECT * FROM reply WHERE id = ?');
  const tally = db.prepare('SELECT name, value FROM tally');
  const holds = db.prepare('SELECT * FROM legal_hold ORDER BY at, key');

  return {
    async remembered(scope, key) {
      const row = remembered.get(scope, key);
      if (!row) return null;
      const value = optional('value', row.value, unpacked);
      return { scope, key, digest: idOf(row.digest), ...value, at: instant(row.at) };
    },
    async state(name) {
      const row = state.get(name);
      return row ? parsed<Json>(row.value) : null;
    },
    async numbers() {
      return numbers.all().map(({ name, last }) => ({ sequence: String(name), last: Number(last) }));
    },
    async reply(id) {
      const row = reply.get(storedId(id));
      if (!row) return null;
      const headers = parsed<Record<string, string>>(row.headers);
      return { id, status: Number(row.status), headers, body: unpacked(row.body), at: instant(row.at) };
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
        openExceptions: (values.get('exception.open') ?? 0) + (values.get('exception.assigned') ?? 0),
        processes: Object.fromEntries(
          statuses.map(([name, value]) => [name.slice('process.'.length), value]),
        ),
        held: values.get('held') ?? 0,
        duplicates: values.get('duplicates') ?? 0,
      };
    },
    async legalHolds() {
      return holds.all().map((row) => ({
        ...names.owner(row.key),
        ...{ by: String(row.by), reason: String(row.reason), at: instant(row.at) },
      }));
    },
  };
}
