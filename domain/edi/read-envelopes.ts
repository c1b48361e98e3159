import type { EnvelopeEvent } from './envelope-event.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import type { Limits } from './limits.ts';

/**
 * The envelopes of a file as events, one transaction set at a time; bodies stay bytes. Headers, trailers,
 * counts and control numbers are checked, problems lie on the level they concern and reading goes on.
 * A limit that is exceeded closes what is open and ends the reading; so do more problems than are listed, and more
 * broken interchanges than a file with a few bad ones among good ones has. Throws nothing.
 *
 * Levels nest as interchange > group > transaction (ISA > GS > ST, UNB > UNG > UNH; EDIFACT groups are optional).
 * A header closes every open level that is not above it, with CD_EDI_TRAILER_MISSING.
 */
export function* readEnvelopes(bytes: Uint8Array, limits: Limits): Generator<EnvelopeEvent> {
  const reader = new EnvelopeReader(limits, { keep: true });
  reader.feed(bytes, true);
  while (reader.step()) yield* reader.drain();
  yield* reader.drain();
}
