import type { HopRow } from '../../write/changes.ts';
import { storedId } from '../codec.ts';
import { traceNumber } from '../trace-number.ts';
import type { Tables } from './tables.ts';

export interface Hops {
  insertHop(row: HopRow): void;
  /** Writes what came since the last flush, a row per attempt of a message. */
  flush(): void;
  forget(): void;
}

export function hopRows({ db, names, blocks, contents, positions }: Tables): Hops {
  const insert = db.prepare(
    'INSERT INTO hops (number, message, key, trace, at, place) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertPayload = db.prepare('INSERT OR IGNORE INTO hop_payload (hops, content) VALUES (?, ?)');
  const groups = new Map<string, HopRow[]>();

  const write = (hops: readonly HopRow[]): void => {
    const [first] = hops;
    if (!first) return;
    const { messageId, tenant, key, traceId } = first;
    const at = hops.reduce((latest, hop) => Math.max(latest, hop.at), 0);
    const number = positions.next('hops');
    insert.run(
      ...[number, storedId(messageId), names.key(tenant, key), traceNumber(traceId), at],
      blocks.add(JSON.stringify(hops)),
    );
    const kept = new Set(hops.filter((hop) => hop.payloadKept === 1).map((hop) => hop.payloadDigest));
    for (const digest of kept) {
      const content = contents.use(digest);
      if (content !== null) insertPayload.run(number, content);
    }
  };

  return {
    insertHop(row) {
      const group = `${row.messageId}\0${row.attempt}\0${row.traceId}`;
      const hops = groups.get(group);
      if (hops) hops.push(row);
      else groups.set(group, [row]);
    },
    flush() {
      for (const hops of groups.values()) write(hops);
      groups.clear();
    },
    forget: () => groups.clear(),
  };
}
