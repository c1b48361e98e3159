import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Assembly, texts } from './pieces.ts';
import type { FromThread, ThreadFailure, ThreadJob, ToThread } from './protocol.ts';

/** Copied at one go: less than a millisecond. */
const bytesAtOnce = 1024 * 1024;

/** Setups that a thread keeps; the oldest goes when another comes. */
const setupsKept = 16;

/** One thread, as it is seen from outside. It does one job at a time, and is gone when a job ends before its time. */
export class ThreadWorker {
  readonly #worker: Worker;
  readonly #known: string[] = [];
  #inbox: FromThread[] = [];
  #wake: () => void = () => {};
  #lost: ThreadFailure | null = null;

  constructor(script: URL, memoryMb: number) {
    this.#worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    this.#worker.on('message', (message: FromThread) => {
      this.#inbox.push(message);
      this.#wake();
    });
    this.#worker.on('error', (error: Error & { readonly code?: string }) => {
      const kind = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'lost';
      this.#end({ kind, reason: error.message });
    });
    this.#worker.on('exit', (code) => this.#end({ kind: 'lost', reason: `it ended with code ${code}` }));
    this.#worker.unref();
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** What the job gives, value by value. Whoever stops asking, or aborts, ends the thread. Throws what `failed` makes. */
  async *do(
    job: ThreadJob,
    signal: AbortSignal,
    failed: (failure: ThreadFailure) => Error,
  ): AsyncGenerator<unknown> {
    let isDone = false;
    const aborted = (): void => this.#wake();
    signal.addEventListener('abort', aborted);
    this.#worker.ref();
    try {
      yield* this.#values(job, signal, failed);
      isDone = true;
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#worker.unref();
      if (!isDone) this.stop();
    }
  }

  stop(): void {
    this.#end({ kind: 'lost', reason: 'it was stopped' });
    void this.#worker.terminate();
  }

  #end(why: ThreadFailure): void {
    this.#lost ??= why;
    this.#wake();
  }

  async *#values(
    job: ThreadJob,
    signal: AbortSignal,
    failed: (failure: ThreadFailure) => Error,
  ): AsyncGenerator<unknown> {
    await this.#send(job, signal);
    const assembly = new Assembly();
    for (;;) {
      const message = await this.#next(signal);
      if (message.kind === 'done') return;
      if (message.kind === 'failed') throw failed(message.failure);
      yield* assembly.take(message.text);
      // Others have their turn before the thread may go on.
      await turn();
      this.#post({ kind: 'taken' });
    }
  }

  async #send({ module, setup, request, input }: ThreadJob, signal: AbortSignal): Promise<void> {
    const key = `${module.href} ${setup.digest}`;
    if (!this.#known.includes(key)) {
      this.#known.push(key);
      const forget = this.#known.length > setupsKept ? (this.#known.shift() ?? null) : null;
      this.#post({ kind: 'setup', key, data: setup.data, forget });
    }
    const isBytes = input instanceof Uint8Array;
    const size = isBytes ? input.length : null;
    this.#post({ kind: 'begin', module: module.href, key, request, size });
    for (const message of isBytes ? byteMessages(input) : itemMessages(input)) {
      signal.throwIfAborted();
      const transfer = message.kind === 'bytes' ? [message.part.buffer] : [];
      this.#worker.postMessage(message, transfer);
      await turn();
    }
    this.#post({ kind: 'whole' });
  }

  async #next(signal: AbortSignal): Promise<FromThread> {
    for (;;) {
      signal.throwIfAborted();
      const message = this.#inbox.shift();
      if (message) return message;
      if (this.#lost) return { kind: 'failed', failure: this.#lost };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function* byteMessages(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    yield { kind: 'bytes' as const, part: new Uint8Array(bytes.subarray(at, at + bytesAtOnce)) };
  }
}

function* itemMessages(items: readonly unknown[]) {
  for (const text of texts(items)) yield { kind: 'items' as const, text };
}
