import { Worker } from 'node:worker_threads';
import { CrossdockError } from '../../../domain/errors.ts';
import { asError } from '../faults.ts';
import type { Failure } from '../protocol.ts';

type Written = { readonly bytes: number; readonly rows: number };

/** Writes a consistent copy of a ledger file in a thread of its own. @throws CD_LEDGER_BACKUP_FAILED */
export function backupInThread(file: string, to: string, at: Date): Promise<Written> {
  const workerData = { file, to, at: at.toISOString() };
  const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    const failed = (reason: string) =>
      reject(new CrossdockError('CD_LEDGER_BACKUP_FAILED', { file: to, reason }));
    worker.on('message', (message: { readonly written: Written } | { readonly failure: Failure }) => {
      if ('written' in message) resolve(message.written);
      else if (message.failure.code === 'CD_LEDGER_BACKUP_FAILED') reject(asError(message.failure));
      else failed(asError(message.failure).message);
    });
    worker.on('error', (error) => failed(error.message));
    worker.on('exit', () => failed('its thread ended'));
  });
}
