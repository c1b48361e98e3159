import type { ThreadFailure, ThreadJob } from './protocol.ts';
import { ThreadWorker } from './worker.ts';

export interface ThreadPoolOptions {
  /** Threads at work at the same time; further jobs wait for their turn. */
  readonly threads: number;
  /** Of objects in each thread; one that needs more is ended. */
  readonly memoryMb: number;
  /** A thread that has had nothing to do for so long ends. */
  readonly idleMs: number;
  readonly script?: URL;
}

interface Idle {
  readonly worker: ThreadWorker;
  readonly timer: NodeJS.Timeout;
}

/**
 * Work that would keep the event loop from everything else, in a few threads. None of them keeps the process alive
 * unless it is at work.
 *
 * @example for await (const part of pool.run({ module, setup, request, input: bytes }, signal)) …
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #idle: Idle[] = [];
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /**
   * What a job gives, in order. The job goes on only while that is taken; it ends when nobody asks any more, and when
   * the signal is aborted, whose reason is thrown. Throws what `failed` makes of what went wrong.
   */
  async *run(
    job: ThreadJob,
    signal: AbortSignal,
    failed: (failure: ThreadFailure) => Error,
  ): AsyncGenerator<unknown> {
    signal.throwIfAborted();
    await this.#turn(signal);
    const worker = this.#take();
    try {
      yield* worker.do(job, signal, failed);
    } finally {
      if (!worker.isLost) this.#keep(worker);
      this.#leave();
    }
  }

  /** Resolves when one of the threads may be taken. */
  #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#atWork < this.#options.threads) {
      this.#atWork += 1;
      resolve();
      return promise;
    }
    const givenUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(go), 1);
      reject(signal.reason);
    };
    const go = (): void => {
      signal.removeEventListener('abort', givenUp);
      resolve();
    };
    this.#waiting.push(go);
    signal.addEventListener('abort', givenUp, { once: true });
    return promise;
  }

  /** Who has waited longest takes over. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#atWork -= 1;
  }

  #take(): ThreadWorker {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.worker.isLost) return idle.worker;
    }
    const { script = new URL('./thread.ts', import.meta.url), memoryMb } = this.#options;
    return new ThreadWorker(script, memoryMb);
  }

  #keep(worker: ThreadWorker): void {
    const idle: Idle = {
      worker,
      timer: setTimeout(() => {
        this.#idle.splice(this.#idle.indexOf(idle), 1);
        worker.stop();
      }, this.#options.idleMs).unref(),
    };
    this.#idle.push(idle);
  }
}
