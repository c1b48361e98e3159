import { isDeepStrictEqual } from 'node:util';
import { decode } from '../../domain/edi/charset.ts';
import type { Dialect } from '../../domain/edi/dialect.ts';
import type { TransactionRange } from '../../domain/edi/envelope.ts';
import type { Guide } from '../../domain/edi/guides/compiled.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import { hasErrors } from '../../domain/edi/problem.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../domain/edi/read-transaction.ts';
import { SegmentCursor } from '../../domain/edi/segment-cursor.ts';
import { writeBody } from '../../domain/edi/write/body.ts';
import type { Syntax } from '../../domain/edi/write/syntax.ts';
import { healthCare } from './health-care.ts';
import { canonical, type Freedom, signsOf } from './segment-form.ts';

/** What becomes of a transaction set that is read, and written from what was read. */
export interface RoundTrip {
  /** `same`: segment by segment the characters of the file. `freely`: but for what may be written otherwise. */
  readonly outcome: 'same' | 'freely' | 'differs';
  readonly freedoms: readonly Freedom[];
  /** Why it differs. */
  readonly reason: string;
}

const options = { limits: defaultLimits };

/** The round trips of all transaction sets of a file that have a guide and no error. */
export function roundTripsOf(bytes: Uint8Array): readonly RoundTrip[] {
  return [...readInterchanges(bytes)].flatMap(({ dialect, groups, problems }) =>
    groups.flatMap((group) =>
      group.transactions.flatMap((range) => {
        const guide = guideOf(dialect, range);
        const broken = [problems, group.problems, range.problems].some(hasErrors);
        return guide && !broken ? roundTripOf(bytes, range, dialect, guide) : [];
      }),
    ),
  );
}

const guideOf = ({ standard }: Dialect, { version, type }: TransactionRange): Guide | null =>
  libraryGuide(standard, version, type) ?? healthCare.guideFor(standard, version, type);

function roundTripOf(
  bytes: Uint8Array,
  range: TransactionRange,
  dialect: Dialect,
  guide: Guide,
): readonly RoundTrip[] {
  const read = readTransaction(bytes, range, dialect, guide, options);
  if (hasErrors(read.problems)) return [];
  try {
    const sent = segmentsIn(bytes, range, dialect);
    const [header = '', ...rest] = sent;
    const trailer = rest.pop() ?? '';
    const { segment } = signsOf(dialect.delimiters);
    const written = writeBody(guide, read.segments, syntaxOf(dialect));
    const whole = Buffer.from([header, segment, ...written, trailer, segment].join(''), 'utf8');
    const again = readTransaction(
      whole,
      { ...range, from: 0, to: whole.length },
      { ...dialect, charset: 'utf-8' },
      guide,
      options,
    );
    if (!isDeepStrictEqual(again.segments, read.segments)) {
      return [{ outcome: 'differs', freedoms: [], reason: 'what was written reads as something else' }];
    }
    return [
      compared(
        rest,
        written.map((one) => one.slice(0, -segment.length)),
        dialect,
      ),
    ];
  } catch (thrown) {
    return [{ outcome: 'differs', freedoms: [], reason: String(thrown) }];
  }
}

/** Segments without their terminators, header and trailer included. */
function segmentsIn(bytes: Uint8Array, { from, to }: TransactionRange, dialect: Dialect): string[] {
  const cursor = new SegmentCursor(bytes, { ...dialect, from }, defaultLimits, to);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: string[] = [];
  while (cursor.next()) found.push(decode(buffer, cursor.from, cursor.to, cursor.charset));
  return found;
}

function syntaxOf({ standard, delimiters }: Dialect): Syntax {
  const { segment, element, component, repetition, release } = signsOf(delimiters);
  return {
    ...{ standard, segment, element, component, repetition: repetition ?? '', release: release ?? '' },
    ...{ lineEnd: '', charset: 'utf-8', level: '' },
  };
}

function compared(sent: readonly string[], written: readonly string[], dialect: Dialect): RoundTrip {
  if (isDeepStrictEqual(sent, written)) return { outcome: 'same', freedoms: [], reason: '' };
  const signs = signsOf(dialect.delimiters);
  const forms = sent.map((text) => canonical(text, signs));
  const freedoms = [...new Set(forms.flatMap((form) => form.freedoms))];
  const expected = forms.filter((form) => !form.freedoms.includes('a segment without data'));
  const at = expected.findIndex(({ text }, index) => text !== written[index]);
  if (at < 0 && expected.length === written.length) return { outcome: 'freely', freedoms, reason: '' };
  const reason = `${expected[at]?.text ?? 'nothing'} is written as ${written[at] ?? 'nothing'}`;
  return { outcome: 'differs', freedoms, reason };
}

/** How many transaction sets come back as they were. */
export function summaryOf(trips: readonly RoundTrip[]): string {
  const count = (outcome: RoundTrip['outcome']): number =>
    trips.filter((trip) => trip.outcome === outcome).length;
  const freedoms = Map.groupBy(
    trips.flatMap((trip) => (trip.outcome === 'freely' ? trip.freedoms : [])),
    (freedom) => freedom,
  );
  const named = [...freedoms].map(([freedom, list]) => `${freedom}: ${list.length}`).join(', ');
  const freely = named === '' ? '' : ` (${named})`;
  return `round trips: ${trips.length} transaction sets read, written and read again, ${count('same')} the same, ${count('freely')} the same but for what may be written otherwise${freely}, ${count('differs')} unexplained`;
}
