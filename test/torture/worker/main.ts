/** Child process: one worker of the site, as `crossdock start` runs it, that answers a few questions over IPC. */
import { registerHooks } from 'node:module';
import { shards } from '../../../ledger/shard.ts';
import type { Running } from '../../../main.ts';

const [siteFile = ''] = process.argv.slice(2);
const openers = /\/ledger\/(sqlite|postgres)\/open\.ts$/;

// A broken store takes the place of the real one, which it imports itself.
if (process.env.TORTURE_SABOTAGE) {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const store = openers.exec(found.url)?.[1];
      if (store === undefined || context.parentURL?.includes('/sabotaged-')) return found;
      return { ...found, url: new URL(`./sabotaged-${store}.ts`, import.meta.url).href };
    },
  });
}

const { startRuntime } = await import('../../../main.ts');
const running = await startRuntime({
  siteFile,
  env: { ...process.env },
  console: (line) => console.error(line),
});

const answers: Readonly<Record<string, (worker: Running) => unknown>> = {
  counts: ({ face }) => face.counts(),
  shards: ({ ledger }) => Array.from({ length: shards }, (_, shard) => shard).filter(ledger.cluster.holds),
};

process.on('message', async ({ id, ask }: { readonly id: number; readonly ask: string }) => {
  try {
    process.send?.({ event: 'answer', id, answer: await answers[ask]?.(running) });
  } catch (thrown) {
    process.send?.({ event: 'answer', id, error: String(thrown) });
  }
});
process.on('SIGTERM', () => {
  running.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ event: 'up', url: running.url, flowsStopped: running.flowsStopped });
