import type { Group, Interchange, Level, TransactionRange } from './envelope.ts';
import type { EnvelopeChecks } from './envelope-checks.ts';
import type { EnvelopeEvent, WholeReader } from './envelope-event.ts';
import type { SegmentCursor } from './segment-cursor.ts';
import {
  setFrom,
  setNumber,
  setNumberEnd,
  setSegments,
  setTo,
  setTrailer,
  setWords,
} from './sound/kernel/layout.ts';
import { memory } from './sound/memory.ts';
import { SetHeader } from './sound/series.ts';
import { tagOf } from './tag.ts';

const { sets } = memory;

/** Longer control numbers are read one by one. */
const mostDigits = 9;

type Head = Pick<TransactionRange, 'type' | 'version' | 'controlNumber'>;

/** Transaction sets of a group that have the same header but for its control number, and in which nothing is wrong. */
export class SetSeries {
  readonly group: Group;
  /** Whether a number came again: those that follow are read one by one. */
  isBroken = false;
  readonly #reader: WholeReader;
  readonly #head: Head;
  readonly #header: SetHeader;

  constructor(group: Group, reader: WholeReader, head: Head, header: SetHeader) {
    this.group = group;
    this.#reader = reader;
    this.#head = head;
    this.#header = header;
  }

  /**
   * Goes past those that follow from the cursor on; how many. The cursor is then at the trailer of the last.
   *
   * @param most transaction sets to go past
   */
  pass(
    cursor: SegmentCursor,
    interchange: Interchange,
    checks: EnvelopeChecks,
    most: number,
    events: EnvelopeEvent[],
  ): number {
    const sound = this.#reader.pass(cursor, this.#header);
    const found = Math.min(most, sound);
    if (found < sound) cursor.walk.forget();
    const { group } = this;
    const { base, walk } = cursor;
    const block = walk.base;
    for (let set = 0; set < found; set += 1) {
      const at = set * setWords;
      const from = block + (sets[at + setFrom] as number);
      const to = block + (sets[at + setTo] as number);
      const segments = sets[at + setSegments] as number;
      const controlNumber = cursor.plain(
        block + (sets[at + setNumber] as number),
        block + (sets[at + setNumberEnd] as number),
      );
      if (!checks.isNew(controlNumber, base + from)) {
        this.isBroken = true;
        walk.forget();
        return set;
      }
      const read = this.#reader.read(cursor, set);
      cursor.standAtTrailer(block + (sets[at + setTrailer] as number), to, this.#header.trailerTag, segments);
      const place = { from: base + from, to: base + to, segments, problems: [] };
      const transaction: TransactionRange = { ...this.#head, controlNumber, ...place };
      events.push({ kind: 'transaction', transaction, group, interchange, read });
    }
    return found;
  }
}

/** The header under the cursor without its control number; `null`: sets are not to be told by it. */
export function headerOf(
  cursor: SegmentCursor,
  { control, controlForm, trailer: trailerId }: Level,
  checks: EnvelopeChecks,
): SetHeader | null {
  const trailer = checks.definition(tagOf(trailerId));
  const { bytes, from, to } = cursor;
  const [start, end] = [cursor.start(control), cursor.end(control)];
  if (!trailer || end - start > mostDigits) return null;
  const given = Buffer.concat([bytes.subarray(from, start), bytes.subarray(end, to + 1)]);
  const least = controlForm.test('1') ? 1 : 4;
  const header = new SetHeader(given, start - from, control, [least, mostDigits], trailer);
  return header.fits ? header : null;
}
