import type { DatabaseSync } from 'node:sqlite';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';

/** What has no life of its own: journal lines, remembered keys, named state, number sequences, replies. */
export function records(db: DatabaseSync): Part<'journal' | 'remember' | 'state' | 'allot' | 'reply'> {
  const addLine = db.prepare(
    'INSERT INTO journal (tenant, key, at, kind, message_id, text, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const findDigest = db.prepare('SELECT digest FROM remembered WHERE scope = ? AND key = ?');
  const remember = db.prepare(
    'INSERT INTO remembered (scope, key, digest, value, at) VALUES (?, ?, ?, ?, ?)',
  );
  const saveState = db.prepare(
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const findLast = db.prepare('SELECT last FROM number_sequence WHERE name = ?');
  const saveLast = db.prepare(
    'INSERT INTO number_sequence (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last',
  );
  const saveReply = db.prepare(
    'INSERT OR IGNORE INTO reply (id, status, headers, body, at) VALUES (?, ?, ?, ?, ?)',
  );
  const digests = new Projection<string | null>((scope = '', key = '') => {
    const row = findDigest.get(scope, key);
    return row ? String(row.digest) : null;
  });
  const sequences = new Projection<number>((name = '') => Number(findLast.get(name)?.last ?? 0));

  return {
    projections: [digests, sequences],
    planners: {
      journal:
        ({ entries }) =>
        () => {
          for (const { tenant, key, at, kind, messageId, text, data } of entries) {
            addLine.run(tenant, key, at, kind, messageId, text, data);
          }
        },
      remember: ({ scope, key, digest, value, at }) => {
        const before = digests.get(scope, key);
        if (before === digest) return null;
        if (before !== null)
          return { cause: 'digest', reason: `${scope} ${key} is remembered with other content` };
        digests.set(digest, scope, key);
        return () => remember.run(scope, key, digest, value, at);
      },
      state:
        ({ name, value }) =>
        () =>
          saveState.run(name, value),
      allot: ({ sequence, token, width }, { numbers }) => {
        const number = sequences.get(sequence) + 1;
        sequences.set(number, sequence);
        numbers.set(token, String(number).padStart(width, '0'));
        return () => saveLast.run(sequence, number);
      },
      reply:
        ({ id, status, headers, body, at }) =>
        () =>
          saveReply.run(id, status, headers, body, at),
    },
  };
}
