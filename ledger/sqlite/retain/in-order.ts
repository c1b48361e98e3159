import type { DatabaseSync } from 'node:sqlite';
import { ended } from '../codec.ts';
import type { Tables } from '../write/tables.ts';
import type { Pass, Step } from './pass.ts';
import { walk } from './walk.ts';

/** Idempotency keys: the row goes when its message is gone, else it is only no longer recognised by. */
export function idempotencyKeys({ db }: Tables): Step {
  const find = db.prepare(
    `SELECT sequence AS number, ended, accepted_at AS at, recognised FROM message WHERE sequence > ?
     ORDER BY sequence LIMIT ?`,
  );
  const remove = db.prepare('DELETE FROM message WHERE sequence = ?');
  const forget = db.prepare('UPDATE message SET recognised = 0 WHERE sequence = ?');
  const each = walk(db, 'known');
  return (pass) =>
    each(
      pass,
      (position, limit) => find.all(position, limit) as unknown as Known[],
      pass.limits.idempotency,
      (row) => {
        (row.ended === ended.gone ? remove : forget).run(row.number);
        pass.spend(row.recognised === 1 ? 'idempotencyKeys' : null);
      },
    );
}

interface Known {
  readonly number: number;
  readonly at: number;
  readonly ended: number;
  readonly recognised: number;
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

interface HopsRow {
  readonly number: number;
  readonly at: number;
  readonly place: number;
  readonly key: number;
}

/** What a legal hold keeps is passed by; lifting a hold makes the walk start again. */
export function tracedHops({ db, contents }: Tables): Step {
  const find = db.prepare('SELECT number, at, place, key FROM hops WHERE number > ? ORDER BY number LIMIT ?');
  const held = db.prepare('SELECT 1 FROM legal_hold WHERE key = ?');
  const payloads = db.prepare('DELETE FROM hop_payload WHERE hops = ? RETURNING content');
  const remove = db.prepare('DELETE FROM hops WHERE number = ?');
  const each = walk(db, 'hops');
  return (pass) =>
    each(
      pass,
      (position, limit) => find.all(position, limit) as unknown as HopsRow[],
      pass.limits.trace,
      ({ number, place, key }) => {
        if (held.get(key)) return pass.spend(null);
        for (const { content } of payloads.all(number)) contents.release(Number(content));
        pass.places.push(place);
        remove.run(number);
        pass.keys.add(key);
        pass.spend('hops');
      },
    );
}
