import type { DatabaseSync } from 'node:sqlite';
import { messageCode } from '../codec.ts';
import type { Tables } from '../write/tables.ts';
import type { Pass, Step } from './pass.ts';

/** How far retention has come in a table that it walks from the oldest row on. */
function cursor(db: DatabaseSync, name: string) {
  const find = db.prepare(`SELECT value FROM tally WHERE name = 'retained.${name}'`);
  const save = db.prepare(`INSERT OR REPLACE INTO tally (name, value) VALUES ('retained.${name}', ?)`);
  return {
    get: () => Number(find.get()?.value ?? Number.MIN_SAFE_INTEGER),
    set: (value: number) => save.run(value),
  };
}

/** Idempotency keys: the row goes when its message is gone, else it is only no longer recognised by. */
export function idempotencyKeys({ db }: Tables): Step {
  const find = db.prepare(
    'SELECT sequence, state, accepted_at, recognised FROM message WHERE sequence > ? ORDER BY sequence LIMIT ?',
  );
  const remove = db.prepare('DELETE FROM message WHERE sequence = ?');
  const forget = db.prepare('UPDATE message SET recognised = 0 WHERE sequence = ?');
  const { get, set } = cursor(db, 'known');
  return (pass) => {
    let position = get();
    for (const row of find.all(position, pass.left)) {
      if (Number(row.accepted_at) >= pass.limits.idempotency) break;
      position = Number(row.sequence);
      (row.state === messageCode.gone ? remove : forget).run(position);
      pass.spend(row.recognised === 1 ? 'idempotencyKeys' : null);
    }
    set(position);
  };
}

function oldest(db: DatabaseSync, table: 'reply' | 'remembered') {
  const find = db.prepare(`SELECT number, at FROM ${table} ORDER BY number LIMIT ?`);
  const remove = db.prepare(`DELETE FROM ${table} WHERE number = ?`);
  return (pass: Pass, what: string, limit: number): void => {
    for (const { number, at } of find.all(pass.left)) {
      if (Number(at) >= limit) break;
      remove.run(Number(number));
      pass.spend(what);
    }
  };
}

export function replies({ db }: Tables): Step {
  const each = oldest(db, 'reply');
  return (pass) => each(pass, 'replies', pass.limits.content);
}

export function rememberedKeys({ db }: Tables): Step {
  const each = oldest(db, 'remembered');
  return (pass) => each(pass, 'remembered', pass.limits.idempotency);
}

/** What a legal hold keeps is passed by; lifting a hold sets the cursor back. */
export function tracedHops({ db, contents }: Tables): Step {
  const find = db.prepare('SELECT number, at, place, key FROM hops WHERE number > ? ORDER BY number LIMIT ?');
  const held = db.prepare('SELECT 1 FROM legal_hold WHERE key = ?');
  const payloads = db.prepare('DELETE FROM hop_payload WHERE hops = ? RETURNING content');
  const remove = db.prepare('DELETE FROM hops WHERE number = ?');
  const { get, set } = cursor(db, 'hops');
  return (pass) => {
    let position = get();
    for (const row of find.all(position, pass.left)) {
      if (Number(row.at) >= pass.limits.trace) break;
      position = Number(row.number);
      const key = Number(row.key);
      if (held.get(key)) {
        pass.spend(null);
        continue;
      }
      for (const { content } of payloads.all(position)) contents.release(Number(content));
      pass.places.push(Number(row.place));
      remove.run(position);
      pass.keys.add(key);
      pass.spend('hops');
    }
    set(position);
  };
}
