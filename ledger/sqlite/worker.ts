/** Thread entry: owns the one connection that writes. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openFailure } from './faults.ts';
import { migrate } from './migrate.ts';
import type { FromWriter, ToWriter } from './protocol.ts';
import { useWal } from './wal.ts';
import { packOutcome, unpack } from './wire.ts';
import { fileWriter } from './write/writer.ts';

const file = String(workerData.file);
const tell = (message: FromWriter): void => parentPort?.postMessage(message);

function open(): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    useWal(db);
    // NORMAL loses acknowledged messages in a power cut, and at our batch sizes it is hardly faster.
    db.exec('PRAGMA synchronous = FULL');
    // 32 MB between checkpoints: each costs two flushes and copies every changed page once.
    db.exec('PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864');
    db.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY');
    migrate(db, file);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

try {
  const db = open();
  const writer = fileWriter(db, file);
  parentPort?.on('message', (message: ToWriter) => {
    if (message.kind === 'batch') {
      const requests = unpack(message.requests, message.blocks);
      const outcomes = writer.commit(requests).map((one, index) => {
        const request = requests[index];
        return request ? packOutcome(one, request) : one;
      });
      return tell({ kind: 'outcomes', outcomes });
    }
    if (message.kind === 'retain') {
      const result = writer.retain(message.policy, message.now, message.limit);
      return tell(
        'code' in result ? { kind: 'failed', failure: result } : { kind: 'retained', report: result },
      );
    }
    db.close();
    parentPort?.close();
  });
  tell({ kind: 'ready' });
} catch (thrown) {
  tell({ kind: 'refused', failure: openFailure(thrown, file) });
}
