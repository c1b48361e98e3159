import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommitResult, Operation } from '../../../../ledger/ledger.ts';

type Told = { readonly held: number } | { readonly number: number; readonly result: CommitResult | string };

/** A worker in another process. */
export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Resolves when it holds so many shards. */
  holds(count: number): Promise<void>;
  commit(operations: readonly Operation[], began?: string): Promise<CommitResult | string>;
  kill(signal: NodeJS.Signals): void;
}

export function workerProcess(url: string, schema: string, worker: string): WorkerProcess {
  const file = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = fork(file, [url, schema, worker], { stdio: 'inherit' });
  let number = 0;
  let last = -1;
  const listeners = new Set<(told: Told) => void>();
  child.on('message', (told: Told) => {
    if ('held' in told) last = told.held;
    for (const listener of [...listeners]) listener(told);
  });
  const told = <Value>(pick: (told: Told) => Value | undefined): Promise<Value> =>
    new Promise((resolve) => {
      const listener = (one: Told): void => {
        const value = pick(one);
        if (value === undefined) return;
        listeners.delete(listener);
        resolve(value);
      };
      listeners.add(listener);
    });
  return {
    process: child,
    async holds(count) {
      if (last !== count) await told((one) => ('held' in one && one.held === count ? true : undefined));
    },
    commit(operations, began) {
      number += 1;
      const own = number;
      const result = told((one) => ('number' in one && one.number === own ? one.result : undefined));
      child.send({ number: own, operations, ...(began !== undefined && { began }) });
      return result;
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
