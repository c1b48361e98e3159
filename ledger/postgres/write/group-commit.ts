import { CrossdockError } from '../../../domain/errors.ts';
import type { CommitResult } from '../../ledger.ts';
import type { Change, Request } from '../../write/changes.ts';
import type { Outcome } from './batch.ts';
import { touched } from './touched.ts';

/** Changes in one batch: larger ones hold the event loop up for longer than they gain. */
const maxChanges = 512;
/**
 * With so many waiting, the next batch is planned and sent while one is being written; with fewer it is better to
 * let more collect, since each batch costs a flush.
 */
const aheadFrom = 128;
/** Batches on their way at a time: while the server writes one, the next is checked and the third is planned. */
export const maxInFlight = 3;

interface Waiting {
  readonly request: Request;
  /** What `touched` says of it, once it was asked for. */
  about: readonly string[] | null;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: CrossdockError) => void;
}

function aboutOf(waiting: Waiting): readonly string[] {
  waiting.about ??= touched(waiting.request);
  return waiting.about;
}

export interface GroupCommitOptions {
  readonly write: (requests: readonly Request[]) => Promise<Outcome[]>;
  /** What rides along with the next batch. */
  readonly along: () => { readonly change: Change; readonly now: number } | null;
  readonly shown: string;
}

/**
 * Collects requests and writes them batch by batch: one batch is in flight while the next collects, so that under
 * load many callers share one flush and without load nobody waits for a timer. Under full load others go along,
 * of requests that have nothing to do with those ahead of them: whichever is written first, what is about the
 * same key or name is written in the order it was submitted.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #waiting: Waiting[] = [];
  /** What each batch in flight is about; null: not asked for yet. */
  readonly #inFlight = new Map<readonly Waiting[], ReadonlySet<string> | null>();
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
      this.#waiting.push({ request, about: null, resolve, reject });
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
    if (this.#inFlight.size > 0 || this.#scheduled || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => this.#drained.push(resolve));
    }
    const along = this.#options.along();
    if (along) await this.#options.write([{ now: along.now, changes: [along.change] }]);
  }

  #schedule(): void {
    if (this.#scheduled || !this.#isReady) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#isReady) return;
      const batch = this.#next();
      // Nothing of what waits may go ahead: the next chance comes with the end of what is in flight.
      if (batch.length === 0 && this.#inFlight.size > 0) return;
      void this.#run(batch);
      this.#schedule();
    });
  }

  get #isReady(): boolean {
    const { size } = this.#inFlight;
    return size === 0 || (size < maxInFlight && this.#waiting.length >= aheadFrom);
  }

  /** The first of those who wait, as far as they have nothing to do with what is in flight. */
  #next(): Waiting[] {
    const most = this.#fitting();
    if (this.#inFlight.size === 0) return this.#waiting.splice(0, most);
    const ahead = this.#ahead();
    const isFree = (name: string): boolean => !ahead.some((about) => about.has(name));
    const end = this.#waiting.findIndex(
      (waiting, index) => index === most || !aboutOf(waiting).every(isFree),
    );
    return this.#waiting.splice(0, end === -1 ? most : end);
  }

  #ahead(): ReadonlySet<string>[] {
    return [...this.#inFlight].map(([batch, known]) => {
      const about = known ?? new Set(batch.flatMap(aboutOf));
      this.#inFlight.set(batch, about);
      return about;
    });
  }

  /** How many of those who wait make a batch. */
  #fitting(): number {
    let changes = 0;
    const end = this.#waiting.findIndex(({ request }, index) => {
      changes += request.changes.length;
      return changes > maxChanges && index > 0;
    });
    return end === -1 ? this.#waiting.length : end;
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const along = this.#options.along();
    const extra = along ? [{ now: along.now, changes: [along.change] }] : [];
    const requests = [...batch.map(({ request }) => request), ...extra];
    if (requests.length > 0) {
      this.#inFlight.set(batch, null);
      const outcomes = await this.#written(requests);
      this.#inFlight.delete(batch);
      this.#settle(batch, outcomes);
    }
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#inFlight.size === 0) for (const resolve of this.#drained.splice(0)) resolve();
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
