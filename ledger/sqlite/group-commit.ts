import { Worker } from 'node:worker_threads';
import { CrossdockError } from '../../domain/errors.ts';
import type { RetentionPolicy, RetentionReport } from '../ledger.ts';
import type { Request } from '../write/changes.ts';
import { transferred } from './ahead.ts';
import { Batch, type Waiting } from './batch.ts';
import { asError } from './faults.ts';
import type { FromWriter, Settled, ToWriter } from './protocol.ts';
import { busyWriter } from './relief.ts';
import { type PackedOutcome, unpackOutcome } from './wire.ts';

/** Callers that go on in one turn of the event loop: what they do then takes some milliseconds, those of a batch 20. */
const answeredAtOnce = 16;

interface Retaining {
  readonly resolve: (report: RetentionReport) => void;
  readonly reject: (error: CrossdockError) => void;
}

/**
 * Collects requests and hands them to the writer thread batch by batch: one batch is in flight while the next
 * collects, so that under load many callers share one flush and without load nobody waits for a timer.
 */
export class GroupCommit {
  readonly #file: string;
  readonly #start: (file: string) => Worker;
  readonly #isBusy: (writer: Worker) => boolean;
  #writer: Worker | null = null;
  /** As it was when the last batch went. */
  #busy = false;
  /** Batches that wait, in order; the last one is being filled. */
  readonly #waiting: Batch[] = [];
  /** Whose batches the writer has, in order. */
  readonly #inFlight: (readonly Waiting[])[] = [];
  /** Callers of batches that have been carried out, in order. */
  #answers: Waiting[] = [];
  #answering = false;
  readonly #retaining: Retaining[] = [];
  #scheduled = false;
  #closed = false;
  #drained: (() => void) | null = null;

  /** @param isBusy the writer, so that this thread takes work from it */
  constructor(file: string, start = startWriter, isBusy = busyWriter()) {
    this.#file = file;
    this.#start = start;
    this.#isBusy = isBusy;
  }

  /** Starts the writer, which migrates the schema. @throws CD_LEDGER_OPEN_FAILED, CD_LEDGER_SCHEMA_NEWER */
  async open(): Promise<void> {
    const writer = this.#start(this.#file);
    await new Promise<void>((resolve, reject) => {
      writer.once('message', (message: FromWriter) => {
        if (message.kind === 'refused') reject(asError(message.failure));
        else resolve();
      });
      writer.once('error', (error) => reject(this.#lost(error.message)));
    });
    let reason = 'for no known reason';
    writer.removeAllListeners('error').on('error', (error) => {
      reason = error.message;
    });
    writer.on('message', (message: FromWriter) => {
      if (message.kind === 'outcomes') this.#settle(message.outcomes);
      else if (message.kind === 'retained') this.#retained().resolve(message.report);
      else if (message.kind === 'failed') this.#retained().reject(asError(message.failure));
    });
    writer.on('exit', () => this.#ended(reason));
    writer.unref();
    this.#writer = writer;
  }

  submit(request: Request): Promise<Settled> {
    return new Promise((resolve, reject) => this.send(request, resolve, reject));
  }

  /** The same for a caller that makes a promise of its own. */
  send(request: Request, settled: (settled: Settled) => void, failed: (error: CrossdockError) => void): void {
    if (this.#closed) return failed(new CrossdockError('CD_LEDGER_CLOSED', { file: this.#file }));
    this.#filling.add(request, settled, failed);
    this.#schedule();
  }

  get #filling(): Batch {
    const last = this.#waiting.at(-1);
    if (last && !last.isFull) return last;
    const batch = new Batch(this.#busy);
    this.#waiting.push(batch);
    return batch;
  }

  /** Between two batches. @throws CD_LEDGER_WRITE_FAILED */
  retain(policy: RetentionPolicy, now: number, limit: number): Promise<RetentionReport> {
    if (this.#closed) return Promise.reject(new CrossdockError('CD_LEDGER_CLOSED', { file: this.#file }));
    const writer = this.#writer;
    if (!writer) return Promise.reject(this.#lost('the writer thread is being restarted'));
    return new Promise((resolve, reject) => {
      this.#retaining.push({ resolve, reject });
      writer.ref();
      this.#post({ kind: 'retain', policy, now, limit });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#hasWork) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    const writer = this.#writer;
    if (!writer) return;
    const ended = new Promise((resolve) => writer.once('exit', resolve));
    writer.ref();
    this.#post({ kind: 'close' });
    await ended;
  }

  #post(message: ToWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.#writer?.postMessage(message, transfer);
  }

  #schedule(): void {
    if (this.#scheduled || !this.#mayFlush) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#mayFlush) this.#flush();
    });
  }

  /**
   * A second batch only when it is full, so that the writer has no pause under full load and shares flushes under less.
   * While callers of the last one are still to go on, more is on its way: a batch that is not full waits for it.
   */
  get #mayFlush(): boolean {
    const [next] = this.#waiting;
    if (!next) return false;
    return next.isFull ? this.#inFlight.length < 2 : this.#inFlight.length === 0 && !this.#answering;
  }

  #flush(): void {
    const batch = this.#waiting.shift();
    if (!batch) return;
    this.#inFlight.push(batch.waiting);
    if (!this.#writer) return this.#fail('the writer thread is being restarted');
    // Only work in flight keeps the process alive, an idle ledger does not.
    this.#writer.ref();
    this.#busy = this.#isBusy(this.#writer);
    const blocks = batch.blocks();
    this.#post({ kind: 'batch', requests: batch.requests, blocks }, transferred(blocks));
  }

  #settle(outcomes: readonly PackedOutcome[]): void {
    const settled = this.#inFlight.shift() ?? [];
    if (this.#inFlight.length === 0) this.#writer?.unref();
    // The next batch is on its way to the disk before this one's callers run.
    while (this.#mayFlush) this.#flush();
    for (const [index, one] of settled.entries()) {
      one.outcome = outcomes[index];
      this.#answers.push(one);
    }
    if (!this.#answering) this.#answer();
  }

  #answer(): void {
    const now = this.#answers.splice(0, answeredAtOnce);
    this.#answering = this.#answers.length > 0;
    if (this.#answering) setImmediate(() => this.#answer());
    else this.#schedule();
    for (const { taking, resolve, reject, outcome: packed } of now) {
      const outcome = packed === undefined ? null : unpackOutcome(packed, taking);
      if (outcome && 'result' in outcome) resolve(outcome);
      else reject(outcome ? asError(outcome.failure) : this.#lost('the writer gave no outcome'));
    }
    if (!this.#hasWork) this.#drained?.();
  }

  get #hasWork(): boolean {
    return this.#waiting.length + this.#inFlight.length + this.#answers.length > 0;
  }

  #fail(reason: string): void {
    const failure = { code: 'CD_LEDGER_WRITE_FAILED' as const, parameters: { file: this.#file, reason } };
    for (let left = this.#inFlight.length; left > 0; left -= 1) {
      this.#settle((this.#inFlight[0] ?? []).map(() => ({ failure })));
    }
  }

  #retained(): Retaining {
    const [first] = this.#retaining.splice(0, 1);
    if (this.#retaining.length + this.#inFlight.length === 0) this.#writer?.unref();
    return first ?? { resolve: () => {}, reject: () => {} };
  }

  /** A crashed writer may or may not have committed: callers try again and idempotency sorts it out. */
  #ended(reason: string): void {
    this.#writer = null;
    for (const { reject } of this.#retaining.splice(0)) reject(this.#lost(reason));
    if (this.#closed && !this.#hasWork) return;
    this.#fail(`the writer thread ended: ${reason}`);
    if (!this.#closed) this.open().catch(() => this.#fail(`the writer thread cannot start again`));
  }

  #lost(reason: string): CrossdockError {
    return new CrossdockError('CD_LEDGER_WRITE_FAILED', { file: this.#file, reason });
  }
}

function startWriter(file: string): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: { file } });
}
