import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Queue } from './queue.ts';

type Told = { readonly ready: true } | { readonly finished: number };

/** Part of the messages by which the processes are warm: what code is compiled in is not what a queue is chosen by. */
const warmUp = 0.25;

/** @returns messages per second over all workers, from when they are warm until the last is done or the time is up */
export async function drainRate(
  queue: Queue,
  url: string,
  {
    messages,
    keys,
    workers,
    withinMs,
  }: { messages: number; keys: number; workers: number; withinMs: number },
): Promise<number> {
  await queue.fill(url, messages, keys);
  const children = Array.from({ length: workers }, (_, index) =>
    fork(join(import.meta.dirname, 'worker.ts'), [queue.name, url, String(index + 1), String(workers)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  try {
    await Promise.all(children.map(ready));
    return await rateOf(children, messages, withinMs);
  } finally {
    await Promise.all(children.map(end));
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const [told] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]);
  if (told === null) throw new Error('a worker ended before it was ready');
}

function rateOf(children: readonly ChildProcess[], messages: number, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const finished = new Map<ChildProcess, number>();
    const total = (): number => [...finished.values()].reduce((sum, each) => sum + each, 0);
    let warm = { at: performance.now(), count: 0 };
    const settle = (): void => {
      clearTimeout(late);
      resolve((total() - warm.count) / ((performance.now() - warm.at) / 1_000));
    };
    const late = setTimeout(settle, withinMs);
    for (const child of children) {
      child.on('message', (told: Told) => {
        if (!('finished' in told)) return;
        finished.set(child, told.finished);
        const count = total();
        if (count >= messages) settle();
        else if (warm.count === 0 && count >= messages * warmUp) warm = { at: performance.now(), count };
      });
      child.once('exit', (code) => {
        clearTimeout(late);
        reject(new Error(`a worker ended with code ${code}`));
      });
      child.send('begin');
    }
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
