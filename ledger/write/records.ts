import type { Part } from './plan.ts';
import { Projection, pairOf } from './projection.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

type Op =
  | 'journal'
  | 'remember'
  | 'state'
  | 'allot'
  | 'raiseNumber'
  | 'reply'
  | 'legalHold'
  | 'liftLegalHold'
  | 'trace';

/** What has no life of its own: journal lines, remembered keys, named state, number sequences, replies, holds, hops. */
export function records(source: Source, sink: Sink): Part<Op> {
  const digests = new Projection<string | null>();
  const sequences = new Projection<number>();

  return {
    projections: [digests, sequences],
    planners: {
      journal:
        ({ entries }) =>
        () => {
          for (const entry of entries) sink.addJournal(entry);
        },
      remember: ({ scope, key, digest, value, at }) => {
        const name = pairOf(scope, key);
        const before = digests.get(name, () => source.remembered(scope, key));
        if (before === digest) return null;
        if (before !== null)
          return { cause: 'digest', reason: `${scope} ${key} is remembered with other content` };
        digests.set(name, digest);
        return () => sink.insertRemembered(scope, key, digest, value, at);
      },
      state:
        ({ name, value }) =>
        () =>
          sink.saveState(name, value),
      allot: ({ sequence, token, width }, plan) => {
        const number = sequences.get(sequence, () => source.lastNumber(sequence)) + 1;
        sequences.set(sequence, number);
        plan.numbers ??= new Map();
        plan.numbers.set(token, String(number).padStart(width, '0'));
        return () => sink.saveNumber(sequence, number);
      },
      raiseNumber: ({ sequence, last }) => {
        const before = sequences.get(sequence, () => source.lastNumber(sequence));
        if (last <= before) {
          return { cause: 'state', reason: `${sequence} has given out ${before}, and is never lowered` };
        }
        sequences.set(sequence, last);
        return () => sink.saveNumber(sequence, last);
      },
      reply:
        ({ id, status, headers, body, at }) =>
        () =>
          sink.insertReply(id, status, headers, body, at),
      legalHold:
        ({ tenant, key, by, reason, at }) =>
        () =>
          sink.insertHold(tenant, key, by, reason, at),
      liftLegalHold:
        ({ tenant, key }) =>
        () =>
          sink.removeHold(tenant, key),
      trace:
        ({ hops, payloads }) =>
        () => {
          for (const [digest, text] of payloads) sink.keepContent(digest, Buffer.byteLength(text), text);
          for (const hop of hops) sink.insertHop(hop);
        },
    },
  };
}
