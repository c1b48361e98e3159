import type { SQLOutputValue } from 'node:sqlite';
import { dayOf, ended, exceptionState } from '../codec.ts';
import { deliveryState, deliveryStateColumns, messageState, messageStateColumns } from '../states.ts';
import type { Tables } from '../write/tables.ts';
import { kinds, postponed } from './later.ts';
import type { Pass, Step } from './pass.ts';
import { walk } from './walk.ts';

type Row = Record<string, SQLOutputValue>;

const number = (column: SQLOutputValue | undefined): number | null =>
  column == null ? null : Number(column);

interface Kind {
  readonly table: 'message' | 'delivery';
  readonly what: string;
  readonly kind: number;
  readonly since: 'accepted_at' | 'staged_at';
  readonly stateColumns: string;
  isFinished(row: Row): boolean;
  /** False: something else needs it for now. */
  remove(sequence: number, row: Row, pass: Pass): boolean;
}

/**
 * Walks the rows from the oldest on, each once: what may not go yet is looked at again on the day it may. Most are
 * finished on the day they came in, so that this order needs no index of its own.
 */
function finished(
  { db }: Tables,
  { table, what, kind, since, stateColumns, isFinished, remove }: Kind,
): Step {
  const alias = table[0];
  const columns = `SELECT ${alias}.*, ${stateColumns} FROM ${table} ${alias}`;
  const after = db.prepare(`${columns} WHERE sequence > ? ORDER BY sequence LIMIT ?`);
  const one = db.prepare(`${columns} WHERE sequence = ?`);
  const held = db.prepare('SELECT 1 FROM legal_hold WHERE key = ?');
  const later = postponed(db, kind);
  const steps = walk(db, table);

  const consider = (row: Row, pass: Pass): void => {
    const sequence = Number(row.sequence);
    const key = Number(row.key);
    const keptDays = pass.today - dayOf(pass.limits.content);
    const goesOn = Number(row.finished ?? 0) + keptDays + 1;
    if (row.ended === ended.gone) return pass.spend(null);
    if (!isFinished(row)) later.add(sequence, key, pass.today + 1);
    else if (goesOn > pass.today) later.add(sequence, key, goesOn);
    else if (held.get(key)) later.add(sequence, key, null);
    else if (remove(sequence, row, pass)) {
      pass.keys.add(key);
      return pass.spend(what);
    } else later.add(sequence, key, pass.today + 1);
    pass.spend(null);
  };

  return (pass) => {
    for (const sequence of later.take(pass.today, pass.left)) {
      const row = one.get(sequence);
      if (row) consider(row, pass);
    }
    steps(
      pass,
      (position, limit) => {
        const rows = after.all(position, limit);
        return rows.map((row) => ({ number: Number(row.sequence), at: Number(row[since]), row }));
      },
      pass.limits.content,
      ({ row }) => consider(row, pass),
    );
  };
}

export function finishedDeliveries(tables: Tables): Step {
  const { db, contents } = tables;
  const drop = db.prepare('DELETE FROM delivery WHERE sequence = ?');
  return finished(tables, {
    ...{ table: 'delivery', what: 'deliveries', kind: kinds.delivery, since: 'staged_at' },
    stateColumns: deliveryStateColumns,
    isFinished: (row) => row.waits === 0 && row.has_failed === 0,
    remove(sequence, row, pass) {
      pass.places.push(Number(row.place));
      if (row.answer != null) pass.places.push(Number(row.answer));
      contents.release(number(row.claim));
      drop.run(sequence);
      pass.count(`delivery.${deliveryState(row)}`);
      return true;
    },
  });
}

/** After the deliveries: a message goes when none is left that shares its envelope. */
export function finishedMessages(tables: Tables): Step {
  const { db, contents } = tables;
  const shared = db.prepare('SELECT 1 FROM delivery WHERE key = ? AND message = ?');
  const drop = db.prepare('DELETE FROM message WHERE sequence = ?');
  const strip = db.prepare(
    `UPDATE message SET ended = ${ended.gone}, queue = NULL, key = NULL, output = NULL, finished = NULL,
       place = NULL, mended = NULL, claim = NULL, raw = NULL, last_error = NULL WHERE sequence = ?`,
  );
  return finished(tables, {
    ...{ table: 'message', what: 'messages', kind: kinds.message, since: 'accepted_at' },
    stateColumns: messageStateColumns,
    isFinished: (row) => row.waits === 0 && row.is_parked === 0,
    remove(sequence, row, pass) {
      if (shared.get(Number(row.key), sequence)) return false;
      pass.places.push(Number(row.place));
      contents.release(number(row.claim));
      contents.release(number(row.raw));
      const isKnown = row.recognised === 1 && Number(row.accepted_at) >= pass.limits.idempotency;
      (isKnown ? strip : drop).run(sequence);
      pass.count(`message.${messageState(row)}`);
      return true;
    },
  });
}

/**
 * There are few of them: found by the day they were closed. What a legal hold keeps gets a negative day, so that no
 * call comes across it again; lifting the hold gives the day back.
 */
export function closedExceptions({ db, contents }: Tables): Step {
  const find = db.prepare(
    'SELECT * FROM exception WHERE finished > 0 AND finished < ? ORDER BY finished LIMIT ?',
  );
  const held = db.prepare('SELECT 1 FROM legal_hold WHERE key = ?');
  const setAside = db.prepare('UPDATE exception SET finished = -finished WHERE number = ?');
  const drop = db.prepare('DELETE FROM exception WHERE number = ?');
  return (pass) => {
    for (const row of find.all(dayOf(pass.limits.content), pass.left)) {
      const isHeld = held.get(Number(row.key)) !== undefined;
      (isHeld ? setAside : drop).run(Number(row.number));
      pass.spend(isHeld ? null : 'exceptions');
      if (isHeld) continue;
      contents.release(number(row.document_claim));
      contents.release(number(row.retry_claim));
      pass.count(`exception.${exceptionState(row.state)}`);
      pass.keys.add(Number(row.key));
    }
  };
}
