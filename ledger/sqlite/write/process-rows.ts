import type { ProcessIdentifier } from '../../ledger.ts';
import type { Sink } from '../../write/sink.ts';
import { packed, storedId } from '../codec.ts';
import { inRow, type Tables } from './tables.ts';

type Part = Pick<Sink, 'saveProcess' | 'addIdentifier' | 'dropIdentifier' | 'addJournal'>;

export function processRows({ db, names, contents, positions }: Tables): Part {
  const insert = db.prepare(
    `INSERT INTO process (key, version, status, customer, held, kind, updated_at, identifiers, state, claim)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE process SET version = ?, status = ?, customer = ?, held = ?, kind = ?, updated_at = ?, identifiers = ?,
       state = ?, claim = ? WHERE key = ?`,
  );
  const findClaim = db.prepare('SELECT claim FROM process WHERE key = ?');
  const addIdentifier = db.prepare(
    'INSERT OR IGNORE INTO identifier (tenant, value, scheme, key) VALUES (?, ?, ?, ?)',
  );
  const dropIdentifier = db.prepare(
    'DELETE FROM identifier WHERE tenant = ? AND value = ? AND scheme = ? AND key = ?',
  );
  const addLine = db.prepare(
    'INSERT INTO journal (key, number, at, kind, message_id, text, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );

  const numbered = (identifiers: readonly ProcessIdentifier[]): string => {
    const flat: (number | string)[] = [];
    for (const { scheme, value } of identifiers) flat.push(names.name(scheme), value);
    return JSON.stringify(flat);
  };

  return {
    saveProcess({ tenant, key, version, status, customer, held, kind, updatedAt, identifierList, state }) {
      const number = names.key(tenant, key);
      names.used(number);
      const columns = [
        ...[version, names.name(status), customer, held, kind, updatedAt, numbered(identifierList)],
        ...[inRow(state), contents.use(state.digest)],
      ];
      if (version === 1) return insert.get(number, ...columns);
      contents.release((findClaim.get(number)?.claim ?? null) as number | null);
      return update.get(...columns, number);
    },
    addIdentifier: (tenant, value, scheme, key) =>
      addIdentifier.get(names.name(tenant), value, names.name(scheme), names.key(tenant, key)),
    dropIdentifier: (tenant, value, scheme, key) =>
      dropIdentifier.run(names.name(tenant), value, names.name(scheme), names.key(tenant, key)),
    addJournal({ tenant, key, at, kind, messageId, text, data }) {
      const id = messageId === null ? null : storedId(messageId);
      const stored = data === null ? null : packed(data);
      addLine.get(names.key(tenant, key), positions.next('journal'), at, names.name(kind), id, text, stored);
    },
  };
}
