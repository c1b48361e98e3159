import { availableParallelism } from 'node:os';
import { CrossdockError, type ErrorCode, type ErrorParameters, errorTable } from '../domain/errors.ts';
import type { ThreadFailure, ThreadJob } from '../node-kit/threads/protocol.ts';
import { ThreadPool } from '../node-kit/threads/thread-pool.ts';

/** What a thread gives back is taken at once, so that only what is taken as a whole needs as much as this. */
const memoryMb = 1024;
const mostThreads = 4;
const idleMs = 30_000;

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

function errorOf({ kind, reason, code = '', parameters }: ThreadFailure, node: string): CrossdockError {
  if (isCode(code)) return new CrossdockError(code, parameters as ErrorParameters);
  if (kind === 'memory') return new CrossdockError('CD_NODE_THREAD_MEMORY', { node, megabytes: memoryMb });
  return new CrossdockError('CD_NODE_THREAD_FAILED', { node, reason });
}

/** The threads are those of the machine: however many sites run in this process, one processor is left for the rest. */
const pool = new ThreadPool({
  threads: Math.max(1, Math.min(mostThreads, availableParallelism() - 1)),
  memoryMb,
  idleMs,
});

/**
 * What a job gives in a thread of this process, in order; see `ThreadPool.run`.
 *
 * @param node for messages
 * @throws CD_NODE_THREAD_FAILED, CD_NODE_THREAD_MEMORY, the coded errors of the job, and the reason of `signal`
 */
export const inThread = (job: ThreadJob, node: string, signal: AbortSignal): AsyncGenerator<unknown> =>
  pool.run(job, signal, (failure) => errorOf(failure, node));
