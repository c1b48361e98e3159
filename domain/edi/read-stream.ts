import type { EnvelopeEvent, EnvelopeOptions } from './envelope-event.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import type { GuideFor } from './guides/load.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { TransactionReader, type UnknownCodes } from './transaction-reader.ts';

/** Bounds of what is read as it comes: memory grows with none of these but `transactions`, 16 bytes for each. */
export const streamLimits: Limits = {
  ...defaultLimits,
  bytes: 1_000_000_000_000,
  segments: 50_000_000_000,
  transactions: 2_000_000,
};

export interface StreamOptions {
  readonly limits?: Partial<Limits>;
  /** The guide of a transaction set; absent: no body is read. */
  readonly guideFor?: GuideFor;
  /** False: bodies are checked, and no JSON form is made. */
  readonly build?: boolean;
  readonly unknownCodes?: UnknownCodes;
}

/**
 * The envelopes of a file that comes in parts, as events: what `readEnvelopes` gives, but nothing is kept. Groups have no
 * transaction sets and interchanges no groups in them; each transaction set is read against its guide as it comes, and
 * given with its problems and its JSON form. A file of any length takes the memory of its longest transaction set.
 * A part may be overwritten when the next is asked for. Throws nothing but what the source throws.
 *
 * @example for await (const event of readStream(createReadStream('orders.edi'), { guideFor: libraryGuide })) …
 */
export async function* readStream(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: StreamOptions = {},
): AsyncGenerator<EnvelopeEvent> {
  const reader = streamReader(options);
  for await (const part of source) {
    reader.feed(part, false);
    // Not by `yield*`, which waits for every event three times.
    for (const event of eventsOf(reader)) yield event;
    if (!reader.starved) return;
  }
  reader.feed(new Uint8Array(), true);
  for (const event of eventsOf(reader)) yield event;
}

/** Everything that can be read from the bytes fed so far. */
export function* eventsOf(reader: EnvelopeReader): Generator<EnvelopeEvent> {
  while (reader.step()) yield* reader.drain();
  yield* reader.drain();
}

/** The reader behind `readStream`, for who feeds it by hand. */
export function streamReader({
  limits,
  guideFor,
  build = true,
  unknownCodes,
}: StreamOptions): EnvelopeReader {
  const bounds = { ...streamLimits, ...limits };
  const given = { limits: bounds, build, ...(unknownCodes !== undefined && { unknownCodes }) };
  let left = bounds.fileProblems;
  const listed = (problems: number): void => {
    left = Math.max(0, left - problems);
  };
  const openBody: EnvelopeOptions['openBody'] = (
    { version, type, problems },
    _group,
    interchange,
    cursor,
  ) => {
    const guide = guideFor?.(interchange.dialect.standard, version, type);
    if (!guide) return null;
    const room = Math.max(0, Math.min(bounds.problems - problems.length, left));
    return new TransactionReader(cursor, guide, { ...given, room, listed });
  };
  return new EnvelopeReader(bounds, { keep: false, openBody });
}
