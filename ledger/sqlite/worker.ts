/** Thread entry: owns the one connection that writes. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openFailure } from './faults.ts';
import { migrate } from './migrate.ts';
import type { FromWriter, ToWriter } from './protocol.ts';
import { useWal } from './wal.ts';
import { WalFlushes } from './wal-flushes.ts';
import { packOutcome, unpack } from './wire.ts';
import { fileWriter } from './write/writer.ts';

const file = String(workerData.file);
const tell = (message: FromWriter): void => parentPort?.postMessage(message);

function open(): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    useWal(db);
    // NORMAL loses what nobody flushes besides (`WalFlushes`): acknowledged messages in a power cut.
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
  const flushes = new WalFlushes(db, file);
  const carryOut = ({ requests: packed, blocks, isBehind }: Extract<ToWriter, { kind: 'batch' }>): void => {
    const requests = unpack(packed, blocks);
    const flushesAtOnce = !isBehind && flushes.areIdle;
    const outcomes = writer.commit(requests, flushesAtOnce).map((one, index) => {
      const request = requests[index];
      return request ? packOutcome(one, request) : one;
    });
    if (flushesAtOnce) return tell({ kind: 'outcomes', outcomes });
    flushes.next((failure) => {
      const told = failure === null ? outcomes : outcomes.map(() => ({ failure }));
      tell({ kind: 'outcomes', outcomes: told });
    });
  };
  // One in a turn of the event loop: between them the end of a flush is heard of.
  const batches: Extract<ToWriter, { kind: 'batch' }>[] = [];
  const carryOutNext = (): void => {
    const batch = batches.shift();
    if (batches.length > 0) setImmediate(carryOutNext);
    if (batch) carryOut(batch);
  };
  parentPort?.on('message', (message: ToWriter) => {
    if (message.kind === 'batch') {
      if (batches.push(message) === 1) setImmediate(carryOutNext);
      return;
    }
    if (message.kind === 'retain') {
      const result = writer.retain(message.policy, message.now, message.limit);
      return tell(
        'code' in result ? { kind: 'failed', failure: result } : { kind: 'retained', report: result },
      );
    }
    flushes.close();
    db.close();
    parentPort?.close();
  });
  tell({ kind: 'ready' });
} catch (thrown) {
  tell({ kind: 'refused', failure: openFailure(thrown, file) });
}
