import type { NodeContext } from '../../../runtime/face.ts';

export interface Flood {
  readonly messages: number;
  /** At the same time. */
  readonly senders: number;
  readonly keys: number;
  readonly bytes: number;
}

export interface Flooded {
  /** How often a sender had to wait. */
  readonly refusals: number;
  readonly mostQueued: number;
  readonly mostResidentBytes: number;
  readonly ms: number;
}

/** Senders without patience: each tries its next message at once, and waits only when there is no room. */
export async function flood(
  context: NodeContext,
  { messages, senders, keys, bytes }: Flood,
  queued: () => Promise<number>,
): Promise<Flooded> {
  const began = performance.now();
  const text = 'x'.repeat(bytes);
  let next = 0;
  let refusals = 0;
  let mostQueued = 0;
  let mostResidentBytes = 0;
  const send = async (n: number): Promise<void> => {
    for (;;) {
      try {
        await context.accept({
          ...{ type: 'order', key: `K${n % keys}`, idempotencyKey: `${n}` },
          source: { system: 'test', protocol: 'test', reference: `${n}` },
          payload: { n, text },
        });
        return;
      } catch (thrown) {
        if ((thrown as { code?: string }).code !== 'CD_RUN_BACKPRESSURE') throw thrown;
      }
      refusals += 1;
      await context.room();
    }
  };
  const sender = async (): Promise<void> => {
    while (next < messages) {
      const n = next;
      next += 1;
      await send(n);
      if (n % 100 !== 0) continue;
      mostQueued = Math.max(mostQueued, await queued());
      mostResidentBytes = Math.max(mostResidentBytes, process.memoryUsage.rss());
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return { refusals, mostQueued, mostResidentBytes, ms: performance.now() - began };
}
