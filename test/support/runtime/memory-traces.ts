import type { Hop, Json, Ledger } from '../../../ledger/ledger.ts';

/** The traces of a ledger, kept in memory. */
export function memoryTraces(): Pick<Ledger, 'trace' | 'hops'> & {
  readonly written: Hop[];
  readonly payloads: Map<string, Json>;
} {
  const written: Hop[] = [];
  const payloads = new Map<string, Json>();
  return {
    written,
    payloads,
    trace(hops, contents) {
      written.push(...hops);
      for (const [digest, content] of contents ?? []) payloads.set(digest, content);
    },
    hops: async ({ messageId, traceId, limit }) =>
      written
        .filter((hop) => messageId === undefined || hop.messageId === messageId)
        .filter((hop) => traceId === undefined || hop.traceId === traceId)
        .slice(0, limit),
  };
}
