import { shardOf } from '../shard.ts';
import { raw } from './content.ts';
import type { Fence } from './fence.ts';
import type { Accept } from './messages.ts';
import type { Part } from './plan.ts';
import { Projection } from './projection.ts';
import type { Sink } from './sink.ts';
import type { HeldTimer, Source } from './source.ts';

/** `rawDigest` undefined: not written yet, the message still carries its bytes. */
type Row = Pick<HeldTimer, 'key' | 'message'> & { readonly rawDigest: string | null | undefined };

export function timers(
  source: Source,
  sink: Sink,
  accept: Accept,
  fence: Fence,
): Part<'timer' | 'cancelTimer' | 'fireTimer'> {
  const rows = new Projection<Row | null>();

  return {
    projections: [rows],
    planners: {
      timer: ({ op: _, ...timer }) => {
        const { id, key, message } = timer;
        // A 'fireTimer' of the same commit stores the raw bytes with the message.
        rows.set(id, { key, message, rawDigest: undefined });
        return () => {
          const bare = { ...message, raw: null };
          const rawDigest = raw(message.raw, sink);
          sink.saveTimer({ ...timer, message: bare }, rawDigest, shardOf(key));
          // Unless it was fired or cancelled meanwhile, the next commit finds it without its bytes in memory.
          if (rows.peek(id) !== null) rows.set(id, { key, message: bare, rawDigest });
        };
      },
      cancelTimer: ({ id }) => {
        rows.set(id, null);
        return () => sink.removeTimer(id);
      },
      fireTimer: ({ id }, plan) => {
        const row = rows.get(id, () => source.timer(id));
        if (row === null) return null;
        const refusal = fence(row.key);
        if (refusal) return refusal;
        rows.set(id, null);
        const takeIn = accept(row.message, plan, row.rawDigest);
        return () => {
          sink.removeTimer(id);
          takeIn();
        };
      },
    },
  };
}
