import type { Sink } from '../../write/sink.ts';
import { deliveryRows } from './delivery-rows.ts';
import { exceptionRows } from './exception-rows.ts';
import { hopRows } from './hop-rows.ts';
import { messageRows } from './message-rows.ts';
import { processRows } from './process-rows.ts';
import { recordRows } from './record-rows.ts';
import type { Tables } from './tables.ts';

export interface SqliteSink extends Sink {
  /** Writes what is collected over a transaction; its last step before COMMIT. */
  flush(): void;
  /** After a rollback, or when somebody else wrote. */
  forget(): void;
}

export function sqliteSink(tables: Tables): SqliteSink {
  const { names, blocks, contents, positions } = tables;
  const hops = hopRows(tables);
  return {
    ...messageRows(tables),
    ...deliveryRows(tables),
    ...exceptionRows(tables),
    ...processRows(tables),
    ...recordRows(tables),
    insertHop: hops.insertHop,
    keepRaw: (digest, bytes) => contents.keep(digest, bytes.byteLength, bytes),
    keepContent: (digest, bytes, text) => contents.keep(digest, bytes, text),
    flush() {
      hops.flush();
      blocks.flush();
      positions.flush();
    },
    forget() {
      for (const part of [names, blocks, hops, positions]) part.forget();
    },
  };
}
