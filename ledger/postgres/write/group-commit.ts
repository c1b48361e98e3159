import { CrossdockError } from '../../../domain/errors.ts';
import type { CommitResult } from '../../ledger.ts';
import type { Change, Request } from '../../write/changes.ts';
import type { Outcome } from './batch.ts';

/** Larger batches raise the p99 of the event loop and gain next to nothing. */
const maxBatch = 256;

interface Waiting {
  readonly request: Request;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: CrossdockError) => void;
}

export interface GroupCommitOptions {
  readonly write: (requests: readonly Request[]) => Promise<Outcome[]>;
  /** What rides along with the next batch. */
  readonly along: () => { readonly change: Change; readonly now: number } | null;
  readonly shown: string;
}

/**
 * Collects requests and writes them batch by batch: one batch is in flight while the next collects, so that under
 * load many callers share one flush and without load nobody waits for a timer.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  #writing = false;
  #scheduled = false;
  #closed = false;
  #drained: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  submit(request: Request): Promise<CommitResult> {
    if (this.#closed) {
      return Promise.reject(new CrossdockError('CD_LEDGER_CLOSED', { file: this.#options.shown }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes what rides along even when nobody commits. */
  nudge(): void {
    if (!this.#closed) this.#schedule();
  }

  /** Refuses what comes from now on; resolves when all before is written. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#writing || this.#scheduled || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => this.#drained.push(resolve));
    }
    const along = this.#options.along();
    if (along) await this.#options.write([{ now: along.now, changes: [along.change] }]);
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#writing = true;
    const batch = this.#waiting.splice(0, maxBatch);
    const along = this.#options.along();
    const extra = along ? [{ now: along.now, changes: [along.change] }] : [];
    const requests = [...batch.map(({ request }) => request), ...extra];
    if (requests.length > 0) this.#settle(batch, await this.#written(requests));
    this.#writing = false;
    if (this.#waiting.length > 0) this.#schedule();
    else for (const resolve of this.#drained.splice(0)) resolve();
  }

  async #written(requests: readonly Request[]): Promise<readonly Outcome[]> {
    try {
      return await this.#options.write(requests);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      const error = new CrossdockError('CD_LEDGER_WRITE_FAILED', { file: this.#options.shown, reason });
      return requests.map(() => ({ error }));
    }
  }

  #settle(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'result' in outcome) resolve(outcome.result);
      else if (outcome) reject(outcome.error);
      else
        reject(
          new CrossdockError('CD_LEDGER_WRITE_FAILED', { file: this.#options.shown, reason: 'no outcome' }),
        );
    }
  }
}
