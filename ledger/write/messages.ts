import type { MessageState } from '../ledger.ts';
import { shardOf } from '../shard.ts';
import type { MessageRow } from './changes.ts';
import { conflictException, conflictId, countedAgain, withId } from './conflicts.ts';
import { bodyContent, content, raw } from './content.ts';
import { type Exceptions, undecided } from './exceptions.ts';
import type { Fence } from './fence.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Part, Plan, Write } from './plan.ts';
import { Projection, pairOf } from './projection.ts';
import type { NewMessageRow, Sink } from './sink.ts';
import type { Known, MessageRef, Source } from './source.ts';
import type { Tally } from './tally.ts';

/** Takes a message in, recognising what came before. `rawDigest` when its raw bytes are stored already. */
export type Accept = (row: MessageRow, plan: Plan, rawDigest?: string | null) => Write;

export interface Messages extends Part<'accept' | 'done' | 'retry' | 'park' | 'release' | 'discard'> {
  readonly accept: Accept;
  /** A message that is at hand without asking the source. */
  nearby(id: string): MessageRef | undefined;
}

export function messages(
  source: Source,
  sink: Sink,
  tally: Tally,
  exceptions: Pick<Exceptions, 'raise' | 'get' | 'set'>,
  fence: Fence,
): Messages {
  const life = new Lifecycle<MessageState, MessageRef>('message', (id) => source.message(id), tally);
  // Few keys come twice, and hardly ever soon.
  const keys = new Projection<readonly Known[]>(0);
  const worked = ({ key }: MessageRef) => fence(key);

  const rowOf = (
    row: MessageRow,
    { bytes }: MessageRef,
    bodyBytes: number,
    state: NewMessageRow['state'],
    now: number,
    rawDigest: string | null,
  ): NewMessageRow => {
    const waiting = row.availableAt !== null && row.availableAt > now;
    return {
      id: row.id,
      tenant: row.tenant,
      queue: row.queue,
      key: row.key,
      idempotencyKey: row.idempotencyKey,
      digest: row.digest,
      output: row.output,
      envelope: row.envelope,
      body: bodyContent(row, bodyBytes, sink),
      rawDigest,
      state,
      availableAt: waiting ? row.availableAt : now,
      waiting,
      acceptedAt: now,
      bytes,
      shard: shardOf(row.key),
    };
  };

  const keep = (row: MessageRow, state: NewMessageRow['state'], now: number, rawDigest?: string | null) => {
    const { id, queue, key, envelope, tenant, idempotencyKey, digest } = row;
    const bodyBytes = row.kept?.bytes ?? Buffer.byteLength(row.body);
    const bytes = Buffer.byteLength(envelope) + bodyBytes;
    const ref: MessageRef = { id, handle: 0, tenant, queue, key, bytes, envelope };
    return life.start(ref, state, () => {
      const stored = rawDigest === undefined ? raw(row.raw, sink) : rawDigest;
      ref.handle = sink.insertMessage(rowOf(row, ref, bodyBytes, state, now, stored));
      sink.insertKnown(tenant, idempotencyKey, digest, ref, now);
      if (state === 'accepted') tally.queue(ref, 1);
      return ref.handle;
    });
  };

  const isKeptAside = ({ id }: Known): boolean =>
    undecided(exceptions.get(conflictId(id))) !== null && life.get(id)?.state === 'parked';

  /**
   * While nobody has decided, a sender that contradicts itself again and again adds nothing to the store: the last
   * content stays, as the message and the exception of the first contradiction. Its exact bytes do not: they may be
   * shared with other messages, and those of all contradictions would pile up.
   */
  const replace = (row: MessageRow, kept: Known, now: number): Write => {
    const { tenant, idempotencyKey, digest, queue, key, owner } = row;
    const exceptionId = conflictId(kept.id);
    const before = exceptions.get(exceptionId);
    const held = life.get(kept.id);
    if (!before || !held) return () => {};
    const renamed = withId(row, kept.id);
    const error = countedAgain(before.error);
    const bodyBytes = Buffer.byteLength(row.body);
    const bytes = Buffer.byteLength(renamed.envelope) + bodyBytes;
    const ref: MessageRef = { id: kept.id, handle: held.ref.handle, tenant, queue, key, bytes };
    exceptions.set(exceptionId, { ...before, error });
    life.projection.set(kept.id, { ref, state: held.state });
    return () => {
      // Its row may have been written by this very commit.
      ref.handle = held.ref.handle;
      const replacing = rowOf(renamed, ref, bodyBytes, 'parked', now, null);
      sink.replaceKnown(tenant, idempotencyKey, kept.digest, digest, now);
      sink.replaceMessage(ref, replacing);
      sink.replaceException(exceptionId, { key, owner, error, document: replacing.body });
    };
  };

  const accept: Accept = (row, { accepted, now }, rawDigest) => {
    const { id, tenant, idempotencyKey, digest } = row;
    const name = pairOf(tenant, idempotencyKey);
    const known = keys.get(name, () => source.known(tenant, idempotencyKey));
    const same = known.find((entry) => entry.digest === digest);
    if (same) {
      accepted.push({ outcome: 'duplicate', id: same.id });
      return () => tally.add('duplicates', 1);
    }
    const kept = known.find(isKeptAside);
    if (kept) {
      const others = known.filter((entry) => entry !== kept);
      keys.set(name, [...others, { digest, id: kept.id, at: now }]);
      accepted.push({ outcome: 'conflict', id: kept.id, exceptionId: conflictId(kept.id) });
      return replace(row, kept, now);
    }
    keys.set(name, [...known, { digest, id, at: now }]);
    const first = known[0];
    if (!first) {
      accepted.push({ outcome: 'accepted', id });
      return keep(row, 'accepted', now, rawDigest);
    }
    const exception = conflictException(row, first.id);
    accepted.push({ outcome: 'conflict', id, exceptionId: exception.id });
    const write = keep(row, 'parked', now, rawDigest);
    const open = exceptions.raise(exception, now);
    return () => {
      write();
      open();
    };
  };

  return {
    accept,
    nearby: (id) => life.projection.peek(id)?.ref,
    projections: [life.projection, keys],
    planners: {
      accept: ({ message }, plan) => accept(message, plan),
      done: ({ messageId }, { now }) =>
        life.move(
          messageId,
          ['accepted'],
          'done',
          (ref) => {
            sink.finishMessage(ref, 'done', now);
            tally.queue(ref, -1);
          },
          worked,
        ),
      retry: ({ messageId, attempts, availableAt, error }) =>
        life.move(
          messageId,
          ['accepted'],
          'accepted',
          (ref) => sink.putOffMessage(ref, attempts, availableAt, error),
          worked,
        ),
      park: ({ messageId, attempts, exception }, { now }) => {
        const step = life.move(
          messageId,
          ['accepted'],
          'parked',
          (ref) => {
            sink.parkMessage(ref, attempts, exception.error);
            tally.queue(ref, -1);
          },
          worked,
        );
        if (typeof step !== 'function') return step;
        const open = exceptions.raise(exception, now);
        return () => {
          step();
          open();
        };
      },
      release: ({ messageId, body }, { now }) =>
        life.move(messageId, ['parked'], 'accepted', (ref) => {
          sink.releaseMessage(ref, now, body === null ? null : content(body, sink));
          tally.queue(ref, 1);
        }),
      discard: ({ messageId }, { now }) =>
        life.move(messageId, ['accepted', 'parked'], 'discarded', (ref, before) => {
          sink.finishMessage(ref, 'discarded', now);
          if (before === 'accepted') tally.queue(ref, -1);
        }),
    },
  };
}
