import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { dayOf, deliveryState, exceptionState, messageCode, messageState } from '../codec.ts';
import type { Tables } from '../write/tables.ts';
import type { Pass, Step } from './pass.ts';

type Row = Record<string, SQLOutputValue>;

const number = (column: SQLOutputValue | undefined): number | null =>
  column == null ? null : Number(column);

/**
 * Rows by the day they were finished. What a legal hold keeps gets a negative day, so that no call comes across it
 * again; lifting the hold gives the day back.
 */
function finished(db: DatabaseSync, table: string, columns: string) {
  const find = db.prepare(
    `SELECT rowid AS row, key, state, ${columns} FROM ${table} WHERE finished > 0 AND finished < ?
     ORDER BY finished LIMIT ?`,
  );
  const held = db.prepare('SELECT 1 FROM legal_hold WHERE key = ?');
  const setAside = db.prepare(`UPDATE ${table} SET finished = -finished WHERE rowid = ?`);
  /** `remove` says whether the row was deleted. */
  return (pass: Pass, what: string, remove: (sequence: number, row: Row) => boolean): void => {
    for (const row of find.all(dayOf(pass.limits.content), pass.left)) {
      const key = Number(row.key);
      if (held.get(key)) {
        setAside.run(Number(row.row));
        pass.spend(null);
        continue;
      }
      const gone = remove(Number(row.row), row);
      pass.spend(gone ? what : null);
      if (gone) pass.keys.add(key);
    }
  };
}

const tallyOf = (db: DatabaseSync) => {
  const drop = db.prepare('UPDATE tally SET value = value - 1 WHERE name = ?');
  return (name: string) => drop.run(name);
};

export function finishedDeliveries({ db, contents, deliveries }: Tables): Step {
  const each = finished(db, 'delivery', 'place, answer, claim');
  const remove = db.prepare('DELETE FROM delivery WHERE sequence = ?');
  const tally = tallyOf(db);
  return (pass) => {
    deliveries.note();
    each(pass, 'deliveries', (sequence, { state, place, answer, claim }) => {
      pass.places.push(Number(place));
      if (answer != null) pass.places.push(Number(answer));
      contents.release(number(claim));
      remove.run(sequence);
      tally(`delivery.${deliveryState(state)}`);
      return true;
    });
  };
}

/** After the deliveries: a message goes when none is left that shares its envelope. */
export function finishedMessages({ db, contents, messages }: Tables): Step {
  const each = finished(db, 'message', 'place, claim, raw, recognised, accepted_at');
  const shared = db.prepare('SELECT 1 FROM delivery WHERE key = ? AND message = ?');
  const tomorrow = db.prepare('UPDATE message SET finished = ? WHERE sequence = ?');
  const remove = db.prepare('DELETE FROM message WHERE sequence = ?');
  const strip = db.prepare(
    `UPDATE message SET state = ${messageCode.gone}, queue = NULL, key = NULL, output = NULL, finished = NULL,
       place = NULL, mended = NULL, claim = NULL, raw = NULL, last_error = NULL WHERE sequence = ?`,
  );
  const tally = tallyOf(db);
  return (pass) => {
    messages.note();
    each(pass, 'messages', (sequence, row) => {
      if (shared.get(Number(row.key), sequence)) {
        tomorrow.run(dayOf(pass.limits.content), sequence);
        return false;
      }
      pass.places.push(Number(row.place));
      contents.release(number(row.claim));
      contents.release(number(row.raw));
      const isKnown = row.recognised === 1 && Number(row.accepted_at) >= pass.limits.idempotency;
      (isKnown ? strip : remove).run(sequence);
      tally(`message.${messageState(row.state)}`);
      return true;
    });
  };
}

export function closedExceptions({ db, contents }: Tables): Step {
  const each = finished(db, 'exception', 'document_claim, retry_claim');
  const remove = db.prepare('DELETE FROM exception WHERE number = ?');
  const tally = tallyOf(db);
  return (pass) =>
    each(pass, 'exceptions', (row, { state, document_claim, retry_claim }) => {
      contents.release(number(document_claim));
      contents.release(number(retry_claim));
      remove.run(row);
      tally(`exception.${exceptionState(state)}`);
      return true;
    });
}
