import { closedStatuses } from '../../write/retention.ts';
import { dayOf } from '../codec.ts';
import type { Tables } from '../write/tables.ts';
import { kinds, postponed } from './later.ts';
import type { Pass, Step } from './pass.ts';

const linesOf = `DELETE FROM journal WHERE key = ?1
  AND number IN (SELECT number FROM journal WHERE key = ?1 ORDER BY number LIMIT ?2)`;

/** Closed processes with their journal and identifiers. */
export function closedProcesses({ db, contents }: Tables): Step {
  const find = db.prepare(
    `SELECT p.key, p.held, p.claim, p.identifiers FROM process p
     WHERE p.status = (SELECT number FROM name WHERE text = ?) AND p.updated_at < ?
       AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.key = p.key)
     ORDER BY p.updated_at LIMIT ?`,
  );
  const removeLines = db.prepare(linesOf);
  const removeIdentifier = db.prepare(
    `DELETE FROM identifier WHERE tenant = (SELECT tenant FROM ordering_key WHERE number = ?1) AND value = ?2
       AND scheme = ?3 AND key = ?1`,
  );
  const remove = db.prepare('DELETE FROM process WHERE key = ?');
  const inStatus = (pass: Pass, status: string): void => {
    for (const row of find.all(status, pass.limits.process, pass.left)) {
      const key = Number(row.key);
      pass.spend('journalLines', Number(removeLines.run(key, pass.left).changes));
      // The rest of its lines, and then the process, with the next call.
      if (pass.left === 0) return;
      const flat: (number | string)[] = JSON.parse(String(row.identifiers));
      for (let index = 0; index < flat.length; index += 2) {
        removeIdentifier.run(key, flat[index + 1] ?? '', flat[index] ?? 0);
      }
      contents.release(row.claim === null ? null : Number(row.claim));
      remove.run(key);
      pass.count(`process.${status}`);
      if (row.held === 1) pass.count('held');
      pass.keys.add(key);
      pass.spend('processes');
    }
  };
  return (pass) => {
    for (const status of closedStatuses) if (pass.left > 0) inStatus(pass, status);
  };
}

/** Journal lines of keys without a process, and keys that nothing refers to any more. */
export function abandonedKeys({ db }: Tables): Step {
  const lastLine = db.prepare('SELECT at FROM journal WHERE key = ? ORDER BY number DESC LIMIT 1');
  const later = postponed(db, kinds.key);
  const referred = ['process', 'message', 'delivery', 'exception', 'timer', 'hops', 'legal_hold']
    .map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE key = ?1)`)
    .join(' OR ');
  const inUse = db.prepare(`SELECT 1 WHERE ${referred}`);
  const removeLines = db.prepare(linesOf);
  const remove = db.prepare('DELETE FROM ordering_key WHERE number = ?');

  /** The day on which its journal may go. */
  const dueOf = (key: number, { now, today, limits }: Pass): number => {
    const last = lastLine.get(key)?.at;
    return last === undefined ? today : Math.max(today, dayOf(Number(last) + now - limits.process) + 1);
  };

  return (pass) => {
    for (const key of pass.keys) later.add(key, key, dueOf(key, pass));
    for (const key of later.take(pass.today, pass.left)) {
      pass.spend(null);
      // What still refers to it puts it on the list again when it goes.
      if (inUse.get(key)) continue;
      const due = dueOf(key, pass);
      if (due > pass.today) {
        later.add(key, key, due);
        continue;
      }
      pass.spend('journalLines', Number(removeLines.run(key, pass.left).changes));
      if (lastLine.get(key)) later.add(key, key, pass.today);
      else remove.run(key);
    }
  };
}
