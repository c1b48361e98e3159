import type { Sink } from '../../write/sink.ts';
import { packed, storedId } from '../codec.ts';
import type { Tables } from './tables.ts';

type Part = Pick<
  Sink,
  | 'saveTimer'
  | 'removeTimer'
  | 'insertRemembered'
  | 'saveState'
  | 'saveNumber'
  | 'insertReply'
  | 'insertAudit'
  | 'insertHold'
  | 'removeHold'
  | 'addTally'
  | 'addLoad'
>;

export function recordRows({ db, names, contents }: Tables): Part {
  const findTimer = db.prepare('SELECT raw FROM timer WHERE id = ?');
  const removeTimer = db.prepare('DELETE FROM timer WHERE id = ?');
  const insertTimer = db.prepare('INSERT INTO timer (id, key, due_at, message, raw) VALUES (?, ?, ?, ?, ?)');
  const remember = db.prepare(
    'INSERT INTO remembered (scope, key, digest, value, at) VALUES (?, ?, ?, ?, ?)',
  );
  const saveState = db.prepare(
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const saveNumber = db.prepare(
    'INSERT INTO number_sequence (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last',
  );
  const insertReply = db.prepare(
    'INSERT OR IGNORE INTO reply (id, status, headers, body, at) VALUES (?, ?, ?, ?, ?)',
  );
  const insertAudit = db.prepare(
    `INSERT INTO audit (number, hash, at, by, action, subject, tenant, key, reason, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const endAudit = db.prepare('INSERT OR REPLACE INTO audit_end (one, number, hash) VALUES (1, ?, ?)');
  const insertHold = db.prepare('INSERT OR IGNORE INTO legal_hold (key, by, reason, at) VALUES (?, ?, ?, ?)');
  const removeHold = db.prepare('DELETE FROM legal_hold WHERE key = ?');
  // What retention has passed by because of the hold comes up again.
  const again = [
    'UPDATE later SET day = 0 WHERE key = ? AND day IS NULL',
    'UPDATE exception SET finished = -finished WHERE key = ? AND finished < 0',
    `INSERT OR REPLACE INTO later (kind, day, row, key) SELECT 2, 0, number, number FROM ordering_key WHERE number = ?`,
  ].map((text) => db.prepare(text));
  const hopsAgain = db.prepare(`DELETE FROM position WHERE name = 'retained.hops'`);
  const addTally = db.prepare(
    'INSERT INTO tally (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
  );
  const addLoad = db.prepare(
    `INSERT INTO queue_load (queue, count, bytes) VALUES (?, ?, ?)
     ON CONFLICT (queue) DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes`,
  );

  const dropTimer = (id: string): void => {
    const row = findTimer.get(id);
    if (!row) return;
    contents.release(row.raw as number | null);
    removeTimer.run(id);
  };

  return {
    saveTimer({ id, tenant, key, dueAt, message }, rawDigest) {
      dropTimer(id);
      const raw = contents.use(rawDigest);
      insertTimer.run(id, names.key(tenant, key), dueAt, packed(JSON.stringify(message)), raw);
    },
    removeTimer: dropTimer,
    insertRemembered: (scope, key, digest, value, at) =>
      remember.run(scope, key, storedId(digest), value === null ? null : packed(value), at),
    saveState: (...row) => saveState.run(...row),
    saveNumber: (...row) => saveNumber.run(...row),
    insertReply: (id, status, headers, body, at) =>
      insertReply.run(storedId(id), status, headers, packed(body), at),
    insertAudit(number, hash, { at, by, action, subject, tenant, key, reason, data }) {
      insertAudit.run(number, storedId(hash), at, by, action, subject, tenant, key, reason, data);
      endAudit.run(number, storedId(hash));
    },
    insertHold: (tenant, key, by, reason, at) => insertHold.run(names.key(tenant, key), by, reason, at),
    removeHold(tenant, key) {
      const number = names.key(tenant, key);
      removeHold.run(number);
      for (const statement of again) statement.run(number);
      hopsAgain.run();
    },
    addTally: (...row) => addTally.run(...row),
    addLoad: (queue, count, bytes) => addLoad.run(names.name(queue), count, bytes),
  };
}
