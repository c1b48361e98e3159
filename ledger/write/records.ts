import type { Part } from './plan.ts';
import { Projection } from './projection.ts';
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
  const digests = new Projection<string | null>((scope = '', key = '') => source.remembered(scope, key));
  const sequences = new Projection<number>((name = '') => source.lastNumber(name));

  return {
    projections: [digests, sequences],
    planners: {
      journal:
        ({ entries }) =>
        () => {
          for (const entry of entries) sink.addJournal(entry);
        },
      remember: ({ scope, key, digest, value, at }) => {
        const before = digests.get(scope, key);
        if (before === digest) return null;
        if (before !== null)
          return { cause: 'digest', reason: `${scope} ${key} is remembered with other content` };
        digests.set(digest, scope, key);
        return () => sink.insertRemembered(scope, key, digest, value, at);
      },
      state:
        ({ name, value }) =>
        () =>
          sink.saveState(name, value),
      allot: ({ sequence, token, width }, { numbers }) => {
        const number = sequences.get(sequence) + 1;
        sequences.set(number, sequence);
        numbers.set(token, String(number).padStart(width, '0'));
        return () => sink.saveNumber(sequence, number);
      },
      raiseNumber: ({ sequence, last }) => {
        const before = sequences.get(sequence);
        if (last <= before) {
          return { cause: 'state', reason: `${sequence} has given out ${before}, and is never lowered` };
        }
        sequences.set(last, sequence);
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
